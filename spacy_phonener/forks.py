"""What a forked process needs (`nlp.pipe(n_process=2)` forks on Linux)."""

import os
import sys
from functools import cache


@cache
def use_one_torch_thread_after_forks() -> None:
    """Let forked children use PyTorch with one thread.

    A child inherits PyTorch's thread pool without its threads, and would wait for them
    for ever.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_use_one_torch_thread)


def _use_one_torch_thread() -> None:
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
