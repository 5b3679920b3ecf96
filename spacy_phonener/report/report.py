"""The zero-shot report: run pipelines on every language of a corpus, score, compare.

Tables, figures and the page of sentences are made from it.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Dict, Mapping, Sequence

from spacy.util import load_config

from ..evaluation.annotating import provenance
from ..languages import languages
from .certainty import measure_certainties
from .comparing import compare, find_differences
from .hashes import pipeline_folder, pipeline_hash
from .language_data import measure_languages
from .published import misprints, published
from .results import Key, Report, Results, System
from .runs import run_pipelines
from .scoring import average, count, resample, score_files

# Published systems by the last part of their checkpoint's name.
CHECKPOINTS = {
    "xphonebert-base": "XPhoneBERT",
    "bert-base-multilingual-cased": "mBERT",
    "canine-c": "CANINE",
    "canine-s": "CANINE",
    "xlm-roberta-base": "XLM-R",
}
VERSIONS = ("spacy", "spacy-transformers", "torch", "transformers", "epitran")


def make_report(
    pipelines: Mapping[str, str],
    corpus: Path,
    cache_path: Path,
    *,
    splits: Sequence[str] = ("test",),
    resamples: int = 1000,
    seed: int = 0,
    n_process: int = 1,
    gpu_id: int = -1,
) -> Report:
    """Run pipelines on `LANGUAGE/SPLIT.spacy` files, and work out the numbers.

    pipelines (Mapping[str, str]): Folders or package names of pipelines, by the names
        that the report calls them.
    corpus (Path): The folder that `convert` wrote.
    cache_path (Path): Folder to keep answers in; what is there is not run again.
    splits (Sequence[str]): The splits to score.
    resamples (int): For confidence intervals and significance.
    """
    files = find_files(corpus)
    scored = [key for split in splits for key in files if key[1] == split]
    if not scored:
        raise ValueError(f"There is no LANGUAGE/{splits[0]}.spacy in {corpus}.")
    # Run.
    answers = run_pipelines(
        pipelines, files, scored, cache_path, n_process=n_process, gpu_id=gpu_id
    )
    # Score.
    systems = {name: find_system(pipeline) for name, pipeline in pipelines.items()}
    data = measure_languages(answers.readings, {code for code, _ in scored})
    counts = count(answers)
    replicates = resample(counts, resamples, seed)
    scores = score_files(answers, counts, replicates)
    averages = average(scores, replicates, systems, data)
    # Compare.
    comparisons = compare(counts, systems, averages, resamples=resamples, seed=seed)
    differences = find_differences(answers, systems)
    results = Results(
        *provenance(),
        versions={name: version(name) for name in VERSIONS},
        seed=seed,
        resamples=resamples,
        splits=list(splits),
        systems=systems,
        languages=data,
        scores=scores,
        averages=averages,
        comparisons=list(comparisons),
        differences=list(differences),
        certainties=list(measure_certainties(answers, systems, splits)),
        published=published(),
        misprints=misprints(),
        failures=answers.failures,
    )
    found = {
        key: {name: prediction.ents for name, prediction in own.items()}
        for key, own in answers.predictions.items()
    }
    return Report(results, answers.readings, found)


def find_files(corpus: Path) -> Dict[Key, Path]:
    """Find the files of all languages and splits."""
    return {
        (code, path.stem): path
        for code in languages()
        for path in sorted((corpus / code).glob("*.spacy"))
    }


def find_system(pipeline: str) -> System:
    """Say which pipeline that is, and what its encoder began from."""
    config = load_config(pipeline_folder(pipeline) / "config.cfg")
    encoders = [
        component.get("model", {}).get("encoder", {})
        for component in config["components"].values()
    ]
    names = [str(encoder.get("name", "")).rstrip("/") for encoder in encoders]
    known = [CHECKPOINTS.get(name.split("/")[-1]) for name in names]
    pretrained = next(filter(None, known), None)
    return System(pipeline, pipeline_hash(pipeline), pretrained)
