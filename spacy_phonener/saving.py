"""Saved files and folders: written whole or not at all."""

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Iterator


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
