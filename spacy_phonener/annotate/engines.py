"""Who does the work: this process, several, or a cluster."""

import multiprocessing
import os
import sys
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from threading import Thread
from typing import Callable, Dict, Iterable, Iterator, Set

from .parts import Part
from .worker import Done, Job, annotate_part, load_pipeline

# How workers are started. Elsewhere forks are not safe, or there are none.
START = "fork" if sys.platform == "linux" else "spawn"

Engine = Callable[[Job, Iterable[Part], int], Iterator[Done]]


def run_local(job: Job, parts: Iterable[Part], n_workers: int) -> Iterator[Done]:
    """Annotate parts in this process, or by several workers.

    YIELDS (Done): The parts as they are done, in any order.
    """
    if n_workers == 1:
        for part in parts:
            yield annotate_part(job, part)
        return
    if START == "fork":
        # Once, for all: the workers begin at once, and share its memory.
        load_pipeline(job.pipeline, job.lang)
    context = multiprocessing.get_context(START)
    pool = ProcessPoolExecutor(
        n_workers, mp_context=context, initializer=end_with_parent
    )
    pending: Set[Future] = set()
    try:
        for part in parts:
            pending.add(pool.submit(annotate_part, job, part))
            # One more for each, so that none waits.
            if len(pending) >= 2 * n_workers:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    except BrokenProcessPool as err:
        raise ValueError(
            "A worker was killed, perhaps for want of memory: take fewer --jobs. What is "
            "done is kept; --resume goes on."
        ) from err
    finally:
        pool.shutdown(cancel_futures=True)


def end_with_parent() -> None:
    """Let this process end when its parent is killed: else it would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    Thread(target=follow, daemon=True).start()


def run_ray(job: Job, parts: Iterable[Part], n_workers: int) -> Iterator[Done]:
    """Annotate parts on a cluster."""
    from .cluster import run

    return run(job, parts, n_workers)


ENGINES: Dict[str, Engine] = {"local": run_local, "ray": run_ray}
