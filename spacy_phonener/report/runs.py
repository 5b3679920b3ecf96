"""Read corpora and run pipelines over them, once for each content: what a run answers
is kept in a folder under a hash of the pipeline, the data and the code.
"""

import hashlib
import os
import signal
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache, lru_cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_package_path, is_package
from spacy.vocab import Vocab
from tqdm import tqdm

from ..corpora.corpus import PhoneCorpus, read_docs
from ..evaluation.metrics import entity_f1, get_entities, read_segments
from ..extensions import get_phonemes
from ..pipeline.phonemizer import Phonemizer

# What answers depend on beside the pipeline and the data.
LIBRARIES = ("spacy", "torch", "epitran", "panphon", "segments", "numpy")
PACKAGE = Path(__file__).parent.parent


class Run(NamedTuple):
    """One pipeline over one file.

    pipeline (Optional[str]): Its folder or the name of its package; None: only read the
        file, by a default phonemizer.
    path (Path): The .spacy file.
    """

    pipeline: Optional[str]
    path: Path


def run_all(
    runs: Iterable[Run], cache_path: Path, *, n_process: int = 1, gpu_id: int = -1
) -> Tuple[Dict[Run, Dict[str, Any]], Dict[Run, str]]:
    """Do what has not been done yet. It may be stopped at any time: what was finished is
    kept, and the next call goes on from there.

    cache_path (Path): Folder to keep the answers in.
    n_process (int): How many processes work at the same time.
    gpu_id (int): GPU, or -1 for the CPU.
    RETURNS (Tuple[Dict[Run, Dict[str, Any]], Dict[Run, str]]): The answers (see `read`
        and `predict`), and the errors of runs that failed.
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
    answers = {run: _restore(file) for run, file in files.items() if run not in errors}
    return answers, errors


def _restore(file: Path) -> Dict[str, Any]:
    answer = srsly.read_msgpack(file)
    answer["ents"] = [[tuple(ent) for ent in ents] for ents in answer["ents"]]
    return answer


def _work(todo: List[Run], files: Dict[Run, Path], n_process: int, gpu_id: int):
    """YIELDS (Tuple[Run, str]): Each run when it is done, and its error if it failed."""
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
    if run.pipeline is None:
        answer = read(run.path)
    else:
        answer = predict(_load(run.pipeline), run.path)
    partial = file.with_suffix(f".{os.getpid()}")
    srsly.write_msgpack(partial, answer)
    os.replace(partial, file)


@lru_cache(maxsize=1)
def _load(pipeline: str) -> Language:
    return spacy.load(pipeline)


def read(path: Path) -> Dict[str, Any]:
    """Read a .spacy file by a default phonemizer.

    RETURNS (Dict[str, Any]): "tokens": of each sentence; "ents": its gold entities;
        "ipa": the transcription of each token; "lengths": its number of segments;
        "segments": how often each segment occurs.
    """
    phonemizer = Phonemizer("report")
    answer: Dict[str, Any] = {key: [] for key in ("tokens", "ents", "ipa", "lengths")}
    segments: Counter = Counter()
    for doc in filter(len, read_docs(path, Vocab())):
        words = read_segments(doc, phonemizer)
        answer["tokens"].append([token.text for token in doc])
        answer["ents"].append(get_entities(doc))
        answer["ipa"].append(["".join(word) for word in words])
        answer["lengths"].append([len(word) for word in words])
        segments.update(segment for word in words for segment in word)
    return {**answer, "segments": dict(segments)}


def predict(nlp: Language, path: Path) -> Dict[str, Any]:
    """Run a pipeline over a .spacy file.

    RETURNS (Dict[str, Any]): "ents": the entities of each sentence; "scores": spaCy's;
        "known": how many segments the vocabulary of its encoder has, and of how many, if
        it has one.
    """
    examples = list(PhoneCorpus(path)(nlp))
    for eg, doc in zip(examples, nlp.pipe([eg.predicted for eg in examples])):
        eg.predicted = doc
    return {
        "ents": [get_entities(eg.predicted) for eg in examples],
        "scores": entity_f1(examples),
        "known": _count_known(nlp, [eg.predicted for eg in examples]),
    }


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
    """RETURNS (str): A hash of all that the answer depends on."""
    pipeline = pipeline_hash(run.pipeline) if run.pipeline else ""
    parts = [pipeline, file_hash(run.path), code_hash()]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


@cache
def pipeline_hash(pipeline: str) -> str:
    """RETURNS (str): SHA-256 of a pipeline's files."""
    return folder_hash(pipeline_folder(pipeline))


def pipeline_folder(pipeline: str) -> Path:
    """RETURNS (Path): The folder with a pipeline's config.cfg.
    RAISES (ValueError): If there is no such pipeline."""
    if is_package(pipeline):
        # The package's folder holds one that is named with the version.
        found = sorted(get_package_path(pipeline).glob("*/config.cfg"))
    else:
        found = [Path(pipeline) / "config.cfg"]
    if not found or not found[-1].exists():
        raise ValueError(
            f"There is no pipeline in the folder '{pipeline}', nor a package so named."
        )
    return found[-1].parent


@cache
def code_hash() -> str:
    """RETURNS (str): SHA-256 of this package's files and the versions of what it uses."""
    versions = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return hashlib.sha256((folder_hash(PACKAGE) + versions).encode()).hexdigest()


def folder_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name} {file_hash(path)}\n".encode())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()
