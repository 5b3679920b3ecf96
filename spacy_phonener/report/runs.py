"""Read corpora and run pipelines over them, once for each content.

What a run answers is kept in a folder under a hash of the pipeline, the data and the
code.
"""

import hashlib
from collections import Counter
from functools import lru_cache, partial
from pathlib import Path
from typing import (
    Dict,
    Iterable,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
    Union,
)

import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from tqdm import tqdm

from ..corpora.corpus import PhoneCorpus, read_docs
from ..evaluation.argmax import annotate_both
from ..evaluation.metrics import EntityScores, entity_f1, get_entities, read_segments
from ..evaluation.reliability import get_scores
from ..extensions import get_phonemes
from ..pipeline.phonemizer import Phonemizer
from ..saving import replaced
from .hashes import code_hash, file_hash, pipeline_hash
from .results import Failure, Key, Prediction, Reading
from .workers import do_all


class Run(NamedTuple):
    """One pipeline over one file.

    pipeline (Optional[str]): Its folder or the name of its package; None: only read the
        file, by a default phonemizer.
    path (Path): The .spacy file.
    """

    pipeline: Optional[str]
    path: Path


# What a run makes: the first without a pipeline.
Answer = Union[Reading, Prediction]


class Answers(NamedTuple):
    """What all runs made.

    readings (Dict[Key, Reading]): Of every file that could be read.
    predictions (Dict[Key, Dict[str, Prediction]]): Of every system, of files that all
        of them ran on. What one system lacks is left out for all, so that averages are
        over the same languages.
    failures (List[Failure]): What could not be read, or run on.
    """

    readings: Dict[Key, Reading]
    predictions: Dict[Key, Dict[str, Prediction]]
    failures: List[Failure]


def run_pipelines(
    pipelines: Mapping[str, str],
    files: Mapping[Key, Path],
    scored: Sequence[Key],
    cache_path: Path,
    *,
    n_process: int = 1,
    gpu_id: int = -1,
) -> Answers:
    """Read all files, and run pipelines on those that are to be scored.

    pipelines (Mapping[str, str]): Folders or package names by the system's name.
    files (Mapping[Key, Path]): All files.
    scored (Sequence[Key]): Which of them are to be scored.
    cache_path, n_process, gpu_id: See `run_all`.
    """
    runs: Dict[Tuple[Optional[str], Key], Run] = {
        (None, key): Run(None, path) for key, path in files.items()
    }
    for name, pipeline in pipelines.items():
        runs.update({(name, key): Run(pipeline, files[key]) for key in scored})
    answers, errors = run_all(
        runs.values(), cache_path, n_process=n_process, gpu_id=gpu_id
    )
    readings: Dict[Key, Reading] = {}
    predictions: Dict[Key, Dict[str, Prediction]] = {key: {} for key in scored}
    for (system, key), run in runs.items():
        answer = answers.get(run)
        if isinstance(answer, Reading):
            readings[key] = answer
        elif answer is not None and system is not None:
            predictions[key][system] = answer
    complete = {
        key: own
        for key, own in predictions.items()
        if key in readings and len(own) == len(pipelines)
    }
    failures = [
        Failure(system, *key, errors[run])
        for (system, key), run in runs.items()
        if run in errors
    ]
    return Answers(readings, complete, failures)


def run_all(
    runs: Iterable[Run], cache_path: Path, *, n_process: int = 1, gpu_id: int = -1
) -> Tuple[Dict[Run, Answer], Dict[Run, str]]:
    """Do what has not been done yet.

    It may be stopped at any time: what was finished is kept, and the next call goes on
    from there.

    cache_path (Path): Folder to keep the answers in.
    n_process (int): How many processes work at the same time.
    gpu_id (int): GPU, or -1 for the CPU.
    RETURNS (Tuple[Dict[Run, Answer], Dict[Run, str]]): The answers, and the errors of
        runs that failed.
    """
    cache_path.mkdir(parents=True, exist_ok=True)
    files = {run: cache_path / f"{run_hash(run)}.answer" for run in runs}
    answers = {
        run: kept for run, file in files.items() if (kept := _restore(run, file))
    }
    todo = [(run, file) for run, file in files.items() if run not in answers]
    errors: Dict[Run, str] = {}
    with tqdm(total=len(todo), unit="run", leave=False, disable=None) as progress:
        for (run, file), error in do_all(partial(_do, gpu_id), todo, n_process):
            progress.update()
            answer = _restore(run, file)
            if answer:
                answers[run] = answer
            else:
                errors[run] = error
    return answers, errors


def _do(gpu_id: int, task: Tuple[Run, Path]) -> None:
    import torch

    torch.set_num_threads(1)
    run, file = task
    if run.pipeline is None:
        _keep(read(run.path), file)
    else:
        _keep(predict(_load(run.pipeline, gpu_id), run.path), file)


@lru_cache(maxsize=1)
def _load(pipeline: str, gpu_id: int) -> Language:
    if gpu_id >= 0:
        from spacy.cli._util import setup_gpu

        setup_gpu(gpu_id)
    return spacy.load(pipeline)


def _keep(answer: Answer, file: Path) -> None:
    """Keep an answer behind its SHA-256."""
    content = srsly.msgpack_dumps(answer._asdict())
    with replaced(file) as new:
        new.write_bytes(hashlib.sha256(content).digest() + content)


def _restore(run: Run, file: Path) -> Optional[Answer]:
    """Load an answer: None if it was not kept, or is not as it was kept."""
    if not file.is_file():
        return None
    data = file.read_bytes()
    digest, content = data[:32], data[32:]
    if digest != hashlib.sha256(content).digest():
        return None
    kept = srsly.msgpack_loads(content)
    # MessagePack turns tuples into lists.
    kept["ents"] = [[tuple(ent) for ent in ents] for ents in kept["ents"]]
    if run.pipeline is None:
        return Reading(**kept)
    kept["scores"] = EntityScores(*kept["scores"])
    return Prediction(**kept)


def read(path: Path) -> Reading:
    """Read a .spacy file by a default phonemizer."""
    phonemizer = Phonemizer("report")
    reading = Reading([], [], [], [], {})
    segments: Counter = Counter()
    for doc in filter(len, read_docs(path, Vocab())):
        words = read_segments(doc, phonemizer)
        reading.tokens.append([token.text for token in doc])
        reading.ents.append(get_entities(doc))
        reading.ipa.append(["".join(word) for word in words])
        reading.lengths.append([len(word) for word in words])
        segments.update(segment for word in words for segment in word)
    return reading._replace(segments=dict(segments))


def predict(nlp: Language, path: Path) -> Prediction:
    """Run a pipeline over a .spacy file."""
    examples, best_tags = annotate_both(nlp, list(PhoneCorpus(path)(nlp)))
    docs = [eg.predicted for eg in examples]
    return Prediction(
        ents=[get_entities(doc) for doc in docs],
        probabilities=[get_scores(doc) for doc in docs],
        scores=entity_f1(examples),
        best_tags=None if best_tags is None else best_tags.tolist(),
        known=_count_known(nlp, docs),
    )


def _count_known(nlp: Language, docs: List[Doc]) -> Optional[Tuple[int, int]]:
    from ..ml.vocabulary import KNOWN, vocabulary_coverage
    from ..ml.xphonebert import find_vocabulary

    vocabulary = find_vocabulary(nlp)
    if vocabulary is None:
        return None
    segments: Counter = Counter()
    for doc in docs:
        for token in doc:
            segments.update(get_phonemes(token) or ())
    found = vocabulary_coverage(vocabulary, segments)
    return sum(found[step] for step in KNOWN), sum(segments.values())


def run_hash(run: Run) -> str:
    """Hash all that the answer depends on."""
    pipeline = pipeline_hash(run.pipeline) if run.pipeline else ""
    parts = [pipeline, file_hash(run.path), code_hash()]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()
