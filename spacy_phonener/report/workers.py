"""Do tasks in processes of their own, whatever becomes of these."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import (
    Callable,
    Generator,
    Hashable,
    Iterator,
    List,
    Sequence,
    Tuple,
    TypeVar,
)

Task = TypeVar("Task", bound=Hashable)

DIED = "Its process died: was it killed, for want of memory perhaps?"


def do_all(
    do: Callable[[Task], None], tasks: Sequence[Task], n_process: int
) -> Iterator[Tuple[Task, str]]:
    """Yield each task when it is done, and its error if it failed.

    A process that dies takes what others were doing with it. What was not done is tried
    once more by one process, in order: so what it dies of is known, and nothing else
    fails.

    do (Callable[[Task], None]): Does a task.
    tasks (Sequence[Task]): The tasks, all different.
    n_process (int): How many processes work at the same time.
    """
    undone = yield from _do_until_one_dies(do, tasks, n_process)
    while undone:
        undone = yield from _do_until_one_dies(do, undone, 1)
        if undone:
            yield undone.pop(0), DIED


def _do_until_one_dies(
    do: Callable[[Task], None], tasks: Sequence[Task], n_process: int
) -> Generator[Tuple[Task, str], None, List[Task]]:
    """Yield each task when it is done, and its error if it failed.

    RETURNS (List[Task]): Those that were not done, since a process died, in order.
    """
    undone = list(tasks)
    if not undone:
        return undone
    # Spawned: a forked process hangs where the parent has used torch.
    executor = ProcessPoolExecutor(n_process, get_context("spawn"), initializer=_start)
    try:
        futures = {executor.submit(_attempt, do, task): task for task in tasks}
        for future in as_completed(futures):
            if future.exception() is None:
                undone.remove(futures[future])
                yield futures[future], future.result()
    except BrokenProcessPool:
        # One died before all tasks were given out.
        pass
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return undone


def _start() -> None:
    # Ctrl-C is for the parent: what is being done is finished, and kept.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    # What is being done is for nobody.
    os._exit(1)


def _attempt(do: Callable[[Task], None], task: Task) -> str:
    """Do a task, and return its error: not every exception can be sent to the parent."""
    try:
        do(task)
    except BaseException as err:
        return f"{type(err).__name__}: {err}"
    return ""
