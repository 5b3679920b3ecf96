"""What a forked process needs (`nlp.pipe(n_process=2)` forks on Linux)."""

import os
import sys
from functools import cache
from threading import RLock
from typing import Any


@cache
def use_one_torch_thread_after_forks() -> None:
    """Let forked children use PyTorch with one thread.

    A child inherits PyTorch's thread pool without its threads, and would wait for them
    for ever.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_use_one_torch_thread)


def make_lock() -> Any:
    """Make a lock that a forked child finds free.

    It is held across each fork: a lock that another thread holds at that moment would
    stay locked in the child, which has no such thread, for ever. No code may wait for
    one of these while it holds another.

    RETURNS (RLock): The thread that has it may take it again.
    """
    lock = RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(
            before=lock.acquire,
            after_in_parent=lock.release,
            after_in_child=lock.release,
        )
    return lock


# Hold it while importing what is not imported with the package: Python's own lock of a
# module is not held across forks.
importing = make_lock()


def _use_one_torch_thread() -> None:
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
