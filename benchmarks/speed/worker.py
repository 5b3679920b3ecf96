"""A process of its own for each system, which runs it over and over."""

import multiprocessing
from pathlib import Path
from typing import Any, Callable, NamedTuple

from .systems import SYSTEMS
from .workloads import WORKLOADS


class Job(NamedTuple):
    """What a worker does.

    system, workload (str): Their names in SYSTEMS and WORKLOADS.
    corpus, folder (Path): Of the texts, and of the systems that were made.
    measure (Callable): Gets the system and the texts, then what Worker.measure got.
    """

    system: str
    workload: str
    corpus: Path
    folder: Path
    measure: Callable


class Worker:
    def __init__(self, job: Job):
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=serve, args=(job, other))
        self._process.start()

    def measure(self, *args: Any) -> Any:
        self._pipe.send(args)
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self._pipe.send(None)
        self._process.join()


def serve(job: Job, pipe: Any) -> None:
    system = workload = None
    while (args := pipe.recv()) is not None:
        try:
            if system is None:
                system = SYSTEMS[job.system](job.folder)
                workload = WORKLOADS[job.workload](job.corpus)
            pipe.send(job.measure(system, workload, *args))
        except Exception as err:
            pipe.send(err)
