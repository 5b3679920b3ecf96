"""Do threads find what one finds alone, and do forks beside busy threads go on?

Threads share a pipeline, with a list of names, that has read nothing before; each reads the same hostile docs, in
an order of its own. Then processes are forked while threads predict: each must read a text
and end. Where something is not so, the exit code is 1.

python -m benchmarks.threads phonener_lite --threads 8 --docs 5000 --forks 60
"""

import argparse
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Iterator, List

import torch
from spacy.language import Language

from spacy_phonener.markdown import markdown_table

from .fuzz import is_alike, read
from .hostile import Case, draw_case
from .result_file import write_result
from .with_names import load_with_names

BATCH_SIZE = 64
BUSY_THREADS = 2
# A child that takes longer hangs.
SECONDS = 120
TEXTS = [f"Nelson Mandela visited London{'abcdefgh'[: i % 9]}" for i in range(99)]


def count_different(name: str, cases: List[Case], n_threads: int) -> int:
    """Count the docs that a thread reads otherwise than one that is alone."""

    def read_shuffled(seed: int) -> list:
        order = list(range(len(cases)))
        Random(seed).shuffle(order)
        found = read(shared, [cases[i] for i in order], BATCH_SIZE)
        return [one for _, one in sorted(zip(order, found))]

    # The threads come first: G2P sources remember words for all pipelines.
    shared = load_with_names(name)
    with ThreadPoolExecutor(n_threads) as pool:
        results = list(pool.map(read_shuffled, range(n_threads)))
    alone = load_with_names(name)
    expected = read(alone, cases, BATCH_SIZE)
    return sum(
        not is_alike(alone, case, a, b)
        for found in results
        for case, a, b in zip(cases, expected, found)
    )


@contextmanager
def busy_threads(nlp: Language) -> Iterator[None]:
    """Let threads read new words for as long as the block lasts."""
    done = Event()

    def work() -> None:
        i = 0
        while not done.is_set():
            i += 1
            list(nlp.pipe(f"{text}{i}ab" for text in TEXTS))

    threads = [Thread(target=work) for _ in range(BUSY_THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def count_hung(nlp: Language, n_forks: int) -> int:
    """Count the forked children that do not read a text and end."""
    hung = 0
    for i in range(n_forks):
        child = os.fork()
        if child == 0:
            signal.alarm(SECONDS)
            doc = nlp(f"Nelson Mandela visited Londonx{i}")
            os._exit(0 if len(doc) == 4 else 1)
        hung += os.waitpid(child, 0)[1] != 0
    return hung


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", help="name or folder")
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--docs", type=int, default=5000)
    parser.add_argument("--forks", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, help="Markdown file for the numbers")
    args = parser.parse_args()
    # PyTorch's own threads are of what a fork does not copy.
    torch.set_num_threads(2)
    rng = Random(args.seed)
    cases = [draw_case(rng) for _ in range(args.docs)]
    different = count_different(args.pipeline, cases, args.threads)
    nlp = load_with_names(args.pipeline)
    with busy_threads(nlp):
        hung = count_hung(nlp, args.forks)
        lost = len(TEXTS) - len(list(nlp.pipe(TEXTS, n_process=2)))
    rows = [
        [
            f"{args.threads} threads, each",
            f"{args.docs:,} docs",
            "different",
            different,
        ],
        [
            f"forks beside {BUSY_THREADS} threads",
            f"{args.forks} children",
            "hung",
            hung,
        ],
        ["`n_process=2` beside these", f"{len(TEXTS)} docs", "lost", lost],
    ]
    table = markdown_table(["", "", "", ""], [list(map(str, row)) for row in rows])
    write_result("Threads and forks", table, args.output)
    return int(bool(different or hung or lost))


if __name__ == "__main__":
    sys.exit(main())
