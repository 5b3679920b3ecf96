"""How far do a few corrected sentences of a language go?

A pipeline as it is, adapted by them (configs/adapt.cfg), its architecture trained on them
alone, and spaCy's CNN `ner`; scored on the rest of the language's sentences.

python -m benchmarks.adapt phonener_lite corpus [--lang lav] [--sizes 30 100]
"""

import argparse
import io
import json
import random
import shutil
import tempfile
import time
from pathlib import Path
from statistics import fmean
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

import spacy
from spacy import util
from spacy.cli.init_config import init_config
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.vocab import Vocab
from thinc.api import Config
from tqdm import tqdm

from spacy_phonener.cli.resume import resume
from spacy_phonener.corpora.corpus import make_example, read_docs
from spacy_phonener.evaluation.annotating import annotate, provenance
from spacy_phonener.evaluation.metrics import LABELS, entity_f1, span_f1
from spacy_phonener.languages import get_language
from spacy_phonener.markdown import markdown_table, percent

from .result_file import write_result

CONFIGS = Path(__file__).parent.parent / "configs"
RESULT = Path(__file__).parent / "results" / "adapt"
# At least so many are tested on.
MIN_TEST = 300
# So many times are sizes drawn that are not larger: their scores depend on which.
SMALL, DRAWS = 30, 3
# Training steps, and learning rates of the adapted one, for up to so many sentences.
STEPS = {
    "adapted": {100: 300, 1000: 600},
    "scratch": {30: 150, 300: 300, 1000: 500},
    "cnn": {30: 200, 300: 600, 1000: 1500},
}
RATES = {100: 0.0005, 1000: 0.001}
# Of each language that the corpus has to train on: the adapted one sees them, too.
REPLAYED = 100
SIZES = [10, 30, 100, 300, 1000]
SYSTEMS = ("base", "adapted", "scratch", "cnn")
NAMES = ["As it is", "Adapted", "From scratch", "CNN `ner`"]
ABOUT = """{pipeline} as it is; adapted by `configs/adapt.cfg` (with some sentences of
{replayed} other languages; learning rate 0.0005, for more than 100 sentences 0.001); its
architecture trained on the same sentences alone; spaCy's CNN `ner` (`spacy init config
--pipeline ner --lang xx`) on the same tokens. Entity F1 / span F1, averaged over draws; in
brackets, training steps. Seed {seed}."""


class Score(NamedTuple):
    """What a system reaches.

    sentences (int): Those that it was trained on.
    draw (int): Which ones.
    tested (int): The sentences that it was scored on.
    seconds (float): What training took.
    """

    lang: str
    system: str
    sentences: int
    draw: int
    tested: int
    steps: int
    seconds: float
    ents_f: float
    span_f: float


def make_config(
    system: str, base: Path, corpus: Path, lang: str, sentences: int
) -> Config:
    """Make a system's config, for a corpus."""
    steps = look_up(STEPS[system], sentences)
    if system == "cnn":
        config = cnn_config()
        paths = [corpus / lang / f"text-{s}.spacy" for s in ("train", "validation")]
    else:
        config = resume(base, util.load_config(CONFIGS / "adapt.cfg"))
        for reader in config["corpora"].values():
            reader["texts"] = {lang: 0}
        paths = [corpus, corpus]
        rate = look_up(RATES, sentences)
        if system == "scratch":
            rate = forget(config, base)
        learn_rate = config["training"]["optimizer"]["learn_rate"]
        learn_rate.update(initial_rate=rate, total_steps=steps)
    config["paths"]["train"], config["paths"]["dev"] = map(str, paths)
    # Nothing is chosen by what is held out.
    config["training"].update(max_steps=steps, eval_frequency=steps)
    return config


def cnn_config() -> Config:
    """Make spaCy's default config for `ner`, on gold tokens."""
    config = init_config(lang="xx", pipeline=["ner"], optimize="efficiency", gpu=False)
    reader = {"@readers": "spacy_phonener.Corpus.v1"}
    config["corpora"] = {
        name: {**reader, "path": f"${{paths.{name}}}"} for name in ("train", "dev")
    }
    return config


def forget(config: Config, base: Path) -> float:
    """Have a config train a new phonener, on the language alone.

    RETURNS (float): Its learning rate, that of configs/lite.cfg.
    """
    phonener = util.load_config(base / "config.cfg")["components"]["phonener"]
    # It is read from a file that may be elsewhere.
    phonener["model"]["encoder"].pop("names", None)
    config["components"]["phonener"] = phonener
    config["initialize"]["components"] = {"phonener": {"labels": list(LABELS)}}
    config["corpora"]["train"]["other_texts"] = 0
    lite = util.load_config(CONFIGS / "lite.cfg")
    return lite["training"]["optimizer"]["learn_rate"]["initial_rate"]


def look_up(values: Dict[int, Any], sentences: int) -> Any:
    """Get the value for so many sentences."""
    return next(
        (v for n, v in values.items() if sentences <= n), [*values.values()][-1]
    )


def measure(
    nlp: Language, corpus: Path, work: Path, lang: str, sizes: List[int], seed: int
) -> Iterator[Score]:
    """Measure all systems on one language; each is tested on the same sentences.

    work (Path): A corpus to train on: `write_replay` made it.
    """
    docs = list(read_docs(corpus / lang / "text-test.spacy", nlp.vocab))
    random.Random(seed).shuffle(docs)
    sizes = [size for size in sizes if len(docs) - size >= MIN_TEST]
    pool, test = docs[: max(sizes)], docs[max(sizes) :]
    yield Score(lang, "base", 0, 0, len(test), 0, 0.0, *evaluate(nlp, test))
    for sentences in sizes:
        for draw in range(DRAWS if sentences <= SMALL else 1):
            chosen = random.Random(seed + draw).sample(pool, sentences)
            write_splits(work / lang, chosen)
            for system in SYSTEMS[1:]:
                config = make_config(system, nlp.path, work, lang, sentences)
                start = time.monotonic()
                silent = io.StringIO()
                trained, _ = train(init_nlp(config), stdout=silent, stderr=silent)
                seconds = round(time.monotonic() - start, 1)
                steps = config["training"]["max_steps"]
                about = lang, system, sentences, draw, len(test), steps, seconds
                yield Score(*about, *evaluate(trained, test))
    # The next language is not to be trained on it.
    shutil.rmtree(work / lang)


def write_replay(corpus: Path, work: Path, seed: int) -> int:
    """Write a few sentences of each language that a corpus has to train on.

    RETURNS (int): The number of languages.
    """
    files = sorted(corpus.glob("*/text-train.spacy"))
    for file in files:
        docs = list(read_docs(file, Vocab(), sample=REPLAYED, seed=seed))
        write_splits(work / file.parent.name, docs)
    return len(files)


def write_splits(folder: Path, docs: List[Doc]) -> None:
    """Write sentences to train on; nothing is chosen by those for validation."""
    folder.mkdir(exist_ok=True)
    for split, part in (("train", docs), ("validation", docs[:1])):
        docbin = DocBin(docs=part, store_user_data=True)
        docbin.to_disk(folder / f"text-{split}.spacy")


def evaluate(nlp: Language, docs: List[Doc]) -> Tuple[float, float]:
    """Get entity F1 and span F1."""
    examples = annotate(nlp, [make_example(nlp.vocab, doc) for doc in docs])
    return entity_f1(examples).ents_f, span_f1(examples)


def table(scores: List[Score]) -> str:
    """Make a table: a row for each language and number of sentences."""
    grouped: Dict[Tuple[str, int], Dict[str, List[Score]]] = {}
    for score in scores:
        systems = grouped.setdefault((score.lang, score.sentences), {})
        systems.setdefault(score.system, []).append(score)
    header = ["Language", "Sentences", "Draws", "Tested on", *NAMES]
    rows = []
    for (lang, sentences), systems in grouped.items():
        if sentences:
            some = systems[SYSTEMS[1]]
            about = [lang, str(sentences), str(len(some)), str(some[0].tested)]
            systems = {**systems, **grouped[lang, 0]}
            rows.append(about + [cell(systems[system]) for system in SYSTEMS])
    return markdown_table(header, rows, "lrrrrrrr")


def cell(scores: List[Score]) -> str:
    """Write entity F1 / span F1, averaged over the draws, and how many steps it took."""
    means = [fmean(getattr(s, name) for s in scores) for name in ("ents_f", "span_f")]
    steps = f" ({scores[0].steps})" if scores[0].steps else ""
    return " / ".join(map(percent, means)) + steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", help="name or folder")
    parser.add_argument("corpus", type=Path, help="of LANGUAGE/text-test.spacy")
    parser.add_argument("--lang", nargs="+", default=["lav", "zul", "npi"])
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, default=RESULT, help="but .json, .md")
    args = parser.parse_args()
    nlp = spacy.load(args.pipeline)
    scores: List[Score] = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        replayed = write_replay(args.corpus, work, args.seed)
        for name in args.lang:
            lang = get_language(name).code
            sizes = sorted(args.sizes)
            found = measure(nlp, args.corpus, work, lang, sizes, args.seed)
            bar = tqdm(found, desc=lang, unit="run", leave=False, disable=None)
            scores.extend(bar)
    result = {
        "pipeline": f"{nlp.meta['name']} {nlp.meta['version']}",
        "replayed": replayed,
        "seed": args.seed,
        **provenance()._asdict(),
        "scores": [score._asdict() for score in scores],
    }
    text = json.dumps(result, indent=1)
    args.output.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")
    found = f"{ABOUT.format(**result)}\n\n{table(scores)}"
    write_result("Adapting to a language", found, args.output.with_suffix(".md"))


if __name__ == "__main__":
    main()
