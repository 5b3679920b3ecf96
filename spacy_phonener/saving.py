"""Saved files and folders: written whole or not at all, and read with errors that name them."""

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Callable, Iterator


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Write a file or a folder in the place of what is there, if anything.

    YIELDS (Path): Where to write it: in a fresh folder beside the place, so that no link
        that somebody planted is followed. It is moved to its place when the block ends;
        if that raises, what was there stays.
    """
    path = Path(path)
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        new = Path(folder) / "new" / path.name
        new.parent.mkdir()
        yield new
        if path.is_dir() and not path.is_symlink():
            # A folder cannot be put in the place of another at once.
            os.rename(path, Path(folder) / path.name)
        elif path.is_symlink() and new.is_dir():
            path.unlink()
        os.replace(new, path)


def reading(path: Path, read: Callable[[Path], Any]) -> Any:
    """Read a file of a saved component.

    RAISES (ValueError): Names the file, whatever is wrong with it.
    """
    try:
        return read(path)
    except Exception as err:
        raise damaged(path, f"{type(err).__name__}: {err}") from err


def damaged(path: Path, reason: str) -> ValueError:
    """Make the error for a file that a component cannot be loaded from."""
    return ValueError(
        f"The saved pipeline is damaged: {path} cannot be used, {reason}. Get or save it "
        "anew."
    )
