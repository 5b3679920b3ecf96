"""Read corpora and run pipelines over them, once for each content.

What a run answers is kept in a folder under a hash of the pipeline, the data and the
code.
"""

import hashlib
import os
import signal
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import (
    Dict,
    Iterable,
    Iterator,
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

from ..corpora.corpus import read_docs
from ..evaluation.metrics import EntityScores, entity_f1, get_entities, read_segments
from ..evaluation.zero_shot import annotate_file
from ..extensions import get_phonemes
from ..pipeline.phonemizer import Phonemizer
from .hashes import code_hash, file_hash, pipeline_hash
from .results import Failure, Key, Prediction, Reading


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
    files = {run: cache_path / f"{run_hash(run)}.msgpack" for run in runs}
    todo = [run for run, file in files.items() if not file.exists()]
    errors: Dict[Run, str] = {}
    with tqdm(total=len(todo), unit="run", leave=False, disable=None) as progress:
        for run, error in _work(todo, files, n_process, gpu_id):
            progress.update()
            if error:
                errors[run] = error
    answers = {
        run: _restore(run, file) for run, file in files.items() if run not in errors
    }
    return answers, errors


def _restore(run: Run, file: Path) -> Answer:
    """Load an answer. MessagePack turns tuples into lists."""
    kept = srsly.read_msgpack(file)
    kept["ents"] = [[tuple(ent) for ent in ents] for ents in kept["ents"]]
    if run.pipeline is None:
        return Reading(**kept)
    kept["scores"] = EntityScores(*kept["scores"])
    return Prediction(**kept)


def _work(
    todo: List[Run], files: Mapping[Run, Path], n_process: int, gpu_id: int
) -> Iterator[Tuple[Run, str]]:
    """Yield each run when it is done, and its error if it failed."""
    if not todo:
        return
    # Spawned: a forked process hangs where the parent has used torch.
    executor = ProcessPoolExecutor(
        n_process, get_context("spawn"), initializer=_start, initargs=(gpu_id,)
    )
    try:
        futures = {executor.submit(_do, run, files[run]): run for run in todo}
        for future in as_completed(futures):
            error = future.exception()
            yield futures[future], f"{type(error).__name__}: {error}" if error else ""
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start(gpu_id: int) -> None:
    import torch
    from spacy.cli._util import setup_gpu

    # Ctrl-C is for the parent: what is being done is finished, and kept.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)
    if gpu_id >= 0:
        setup_gpu(gpu_id)


def _do(run: Run, file: Path) -> None:
    answer: Answer
    if run.pipeline is None:
        answer = read(run.path)
    else:
        answer = predict(_load(run.pipeline), run.path)
    partial = file.with_suffix(f".{os.getpid()}")
    srsly.write_msgpack(partial, answer._asdict())
    os.replace(partial, file)


@lru_cache(maxsize=1)
def _load(pipeline: str) -> Language:
    return spacy.load(pipeline)


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
    examples = annotate_file(nlp, path)
    docs = [eg.predicted for eg in examples]
    return Prediction(
        ents=[get_entities(doc) for doc in docs],
        scores=entity_f1(examples),
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
