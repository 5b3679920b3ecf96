"""What a worker measures of a system."""

import multiprocessing
import re
import statistics
import time
from itertools import islice
from pathlib import Path
from typing import Any, Dict, List, Tuple

import torch
from spacy.util import minibatch

from .systems import Setting
from .workloads import Text, fresh_texts


def seconds(system: Any, workload: Any, setting: Setting, limit: int = 0) -> float:
    """Measure how long a system takes for the texts, or the first of them."""
    torch.set_num_threads(setting.threads)
    start = time.perf_counter()
    system(workload[: limit or None], setting)
    return time.perf_counter() - start


def latencies(system: Any, workload: Any, setting: Setting) -> List[float]:
    """Measure the seconds that each text takes alone."""
    torch.set_num_threads(setting.threads)
    times = []
    for text in workload:
        start = time.perf_counter()
        system([text], setting)
        times.append(time.perf_counter() - start)
    return times


def stages(system: Any, workload: Any, setting: Setting) -> Dict[str, float]:
    """Measure the seconds of each step of a pipeline of ours, in one process."""
    torch.set_num_threads(setting.threads)
    nlp = system.nlp
    phonemizer, phonener = nlp.get_pipe("phonemizer"), nlp.get_pipe("phonener")
    spent = dict.fromkeys(("tokenize", "phonemize", "encode", "decode"), 0.0)
    for texts in minibatch(workload, setting.batch_size):
        times = [time.perf_counter()]
        docs = [nlp.make_doc(text.text) for text in texts]
        for doc, text in zip(docs, texts):
            if text.lang is not None:
                doc._.phonener_lang = text.lang
        times.append(time.perf_counter())
        docs = list(phonemizer.pipe(docs, batch_size=setting.batch_size))
        times.append(time.perf_counter())
        scores = phonener.predict(docs)
        times.append(time.perf_counter())
        phonener.set_annotations(docs, scores)
        times.append(time.perf_counter())
        for stage, start, end in zip(spent, times, times[1:]):
            spent[stage] += end - start
    return spent


def megabytes() -> float:
    """Get the most memory that we have had, by Linux's own count.

    We: this process, and those of its children that are alive.
    """
    children = [child.pid for child in multiprocessing.active_children()]
    total = 0.0
    for pid in ("self", *children):
        status = Path(f"/proc/{pid}/status").read_text()
        if found := re.search(r"VmHWM:\s+(\d+)", status):
            total += int(found[1]) / 1024
    return total


def growth(
    system: Any, workload: Any, corpus: Path, points: Tuple[int, ...], setting: Setting
) -> List[Dict[str, float]]:
    """Measure what has been spent when so many words of a stream have been read.

    From cold. The stream is made while it is read: nothing but the pipeline grows.
    """
    torch.set_num_threads(setting.threads)
    spent: List[Dict[str, float]] = []
    found, start = 0, time.perf_counter()
    stream = (text.text for text in fresh_texts(corpus))
    for doc in system.nlp.pipe(
        stream, batch_size=setting.batch_size, n_process=setting.processes
    ):
        found += len(doc.text.split())
        if found >= points[len(spent)]:
            taken = time.perf_counter() - start
            spent.append({"words": found, "seconds": taken, "megabytes": megabytes()})
            if len(spent) == len(points):
                break
    return spent


def long_docs(
    system: Any,
    workload: Any,
    corpus: Path,
    length: int,
    n_words: int,
    setting: Setting,
) -> Dict[str, float]:
    """Measure what docs of one length take, warm."""
    words = (word for text in fresh_texts(corpus) for word in text.text.split())
    docs = [
        Text(" ".join(islice(words, length)), None) for _ in range(n_words // length)
    ]
    times = [seconds(system, docs, setting) for _ in range(4)][1:]
    return {
        "length": length,
        "seconds": statistics.median(times),
        "megabytes": megabytes(),
    }
