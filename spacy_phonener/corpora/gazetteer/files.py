"""Large files that others export, line by line; what is broken in them is counted."""

import bz2
import gzip
import zlib
from codecs import BOM_UTF8
from collections import Counter
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Iterator
from zipfile import BadZipFile, ZipFile

COMPRESSED = {".gz": gzip.open, ".bz2": bz2.open}
# Longer lines are cut: no record is so long, and a bomb of one line would fill the memory.
LONGEST_LINE = 2**28
# A line that is no record of its file is one of these.
BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError)


def stream_lines(path: Path) -> Iterator[bytes]:
    """Read the lines of a file, also of one in .gz, .bz2 or .zip; without a byte order mark.

    On a terminal, it is shown how many there were.

    RAISES (ValueError): If the compressed file is damaged.
    """
    from tqdm import tqdm

    with _open(path) as file:
        read = iter(partial(file.readline, LONGEST_LINE), b"")
        lines = tqdm(read, path.name, unit="line", leave=False, disable=None)
        try:
            for number, line in enumerate(lines):
                line = line.rstrip(b"\r\n")
                yield line if number else line.removeprefix(BOM_UTF8)
        # Damage is an OSError to gzip and bz2.
        except (EOFError, OSError, zlib.error, BadZipFile) as err:
            raise _damaged(path, err) from err


def stream_rows(path: Path, broken: Counter) -> Iterator[str]:
    """Read the lines of a file as texts, but those that are not in UTF-8: these are counted.

    broken (Counter): How many lines were broken, by the name of their file.
    """
    for line in stream_lines(path):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            broken[path.name] += 1


def inner_suffix(path: Path) -> str:
    """Get a file's suffix, without that of its compression."""
    name = path.with_suffix("") if path.suffix in (*COMPRESSED, ".zip") else path
    return name.suffix


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    if path.suffix == ".zip":
        try:
            with ZipFile(path) as archive, archive.open(_member(archive, path)) as file:
                yield file
        # It is a RuntimeError if the file is encrypted, or compressed in another way.
        except (BadZipFile, RuntimeError) as err:
            raise _damaged(path, err) from err
    else:
        with COMPRESSED.get(path.suffix, open)(path, "rb") as file:  # type: ignore
            yield file


def _member(archive: ZipFile, path: Path) -> str:
    """Get the file of an archive that is called like it: others lie beside it."""
    for member in archive.infolist():
        if Path(member.filename).stem == path.stem and not member.is_dir():
            return member.filename
    raise ValueError(f"{path} has no file that is called like it, {path.stem}.txt.")


def _damaged(path: Path, err: Exception) -> ValueError:
    return ValueError(f"{path} is damaged, {err}. Download it anew.")
