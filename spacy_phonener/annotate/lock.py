"""One run at a time in a folder."""

from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Iterator

try:
    import fcntl
except ImportError:
    # Windows has none.
    fcntl = None  # type: ignore[assignment]

LOCK = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder, which is made if it is not there.

    A run that is killed keeps nobody out.

    RAISES (ValueError): If another run is in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if fcntl:
            file = stack.enter_context((folder / LOCK).open("w"))
            try:
                # Of this process alone: workers that are forked do not inherit it.
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError) as err:
                raise ValueError(
                    f"Another run is at work in {folder}: wait until it has ended."
                ) from err
            except OSError:
                # Not all file systems have locks.
                pass
        try:
            yield
        finally:
            (folder / LOCK).unlink(missing_ok=True)
            # There is more in it where there is something to resume.
            with suppress(OSError):
                folder.rmdir()
