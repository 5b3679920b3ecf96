"""Which files are read, in which format, and how they are opened."""

import glob
import os
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Iterator, List, NamedTuple, Optional, Sequence, Tuple

import fsspec
from fsspec.compression import compr

# The standard input.
PIPE = "-"
# By the end of a file's name, without that of its compression.
FORMATS = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".conll": "conll",
    ".parquet": "parquet",
    ".spacy": "docbin",
}
# A line a document, and a file a document, are both text.
ALL_FORMATS = sorted({*FORMATS.values(), "file"})
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".xz": "xz"}
# These are read where they lie, by places in the file.
COMPRESSED_INSIDE = ("parquet", "docbin")


class Input(NamedTuple):
    """A file to read.

    path (str): A path, a URL that fsspec knows, or "-".
    format (str): One of ALL_FORMATS.
    size (int): In bytes; 0 for a pipe.
    """

    path: str
    format: str
    size: int

    @property
    def name(self) -> str:
        """What it is called in what is written: names of files need not be UTF-8."""
        return self.path.encode("utf-8", "backslashreplace").decode()

    @property
    def place(self) -> str:
        """Where it lies, whatever folder a worker is in, and whatever its input is."""
        return self.path if "://" in self.path else os.path.realpath(self.path)

    @property
    def is_pipe(self) -> bool:
        """Whether it can be read but once: also `<(command)` of a shell."""
        return self.path == PIPE or (
            "://" not in self.path
            and os.path.exists(self.path)
            and not os.path.isfile(self.path)
        )

    @property
    def compression(self) -> Optional[str]:
        return COMPRESSIONS.get(Path(self.path).suffix.lower())

    @property
    def can_seek(self) -> bool:
        """Whether a worker can begin to read in the middle."""
        return not self.is_pipe and self.compression is None


def find_inputs(
    paths: Sequence[str], format: Optional[str] = None, exclude: Sequence[Path] = ()
) -> List[Input]:
    """Find the files that are named: themselves, in folders, or by patterns.

    format (Optional[str]): The format of them all. Defaults to what their names say.
    exclude (Sequence[Path]): Files and folders that are left out of folders.
    RETURNS (List[Input]): The files as they are named, those of a folder by name.
    RAISES (ValueError): If there is nothing there, or its format is not known.
    """
    if format not in (None, *ALL_FORMATS):
        raise ValueError(
            f"The format of the input is one of {', '.join(ALL_FORMATS)}, not {format}."
        )
    left_out = {path.absolute() for path in exclude}
    found = []
    for path in paths:
        if path == PIPE:
            found.append(Input(PIPE, format or "text", 0))
            continue
        files = _find_remote(path) if "://" in path else _find_local(path, left_out)
        inputs = [
            Input(file, format or guess_format(file) or "", size)
            for file, size in files
            if format or guess_format(file) or file == path
        ]
        if not inputs:
            raise ValueError(
                f"There are no files at {path}"
                + (" whose names end in " + ", ".join(FORMATS) if files else "")
                + ". Name files, folders or patterns; and --input-format where their "
                "names do not tell."
            )
        found += inputs
    for file in found:
        if not file.format:
            raise ValueError(
                f"{file.path}: which format? Its name ends in none of "
                f"{', '.join(FORMATS)}: give --input-format."
            )
        if file.compression and file.format in COMPRESSED_INSIDE:
            raise ValueError(
                f"{file.path}: files of this format are compressed inside. Unpack it."
            )
    return found


def guess_format(path: str) -> Optional[str]:
    """Tell the format of a file by its name."""
    name = Path(path.lower())
    if name.suffix in COMPRESSIONS:
        name = name.with_suffix("")
    return FORMATS.get(name.suffix)


def _find_local(path: str, left_out: set) -> List[Tuple[str, int]]:
    below = -1
    if Path(path).is_dir():
        below = len(Path(path).parts)
        files = sorted(Path(path).rglob("*"))
    elif Path(path).exists():
        return [(path, Path(path).stat().st_size)]
    else:
        files = sorted(map(Path, glob.glob(path, recursive=True)))
    return [
        (str(file), file.stat().st_size)
        for file in files
        if file.is_file()
        and not _is_hidden(file.parts[below:])
        and left_out.isdisjoint([file.absolute(), *file.absolute().parents])
    ]


def _find_remote(url: str) -> List[Tuple[str, int]]:
    fs, path = fsspec.core.url_to_fs(url)
    below = -1
    if glob.has_magic(path):
        found = fs.glob(path, detail=True)
    elif fs.isdir(path):
        below = len(Path(path).parts)
        found = fs.find(path, detail=True)
    else:
        return [(url, fs.size(path) or 0)] if fs.exists(path) else []
    return [
        (fs.unstrip_protocol(name), info.get("size") or 0)
        for name, info in sorted(found.items())
        if info["type"] == "file" and not _is_hidden(Path(name).parts[below:])
    ]


def _is_hidden(names: Sequence[str]) -> bool:
    """Tell whether a file, or a folder that it is in, is not meant to be read."""
    return any(name.startswith((".", "_")) for name in names)


@contextmanager
def opened(file: Input) -> Iterator[Tuple[BinaryIO, BinaryIO]]:
    """Open a file.

    YIELDS (Tuple[BinaryIO, BinaryIO]): What is in it, unpacked; and the file as it is.
    RAISES (ImportError): If what unpacks it is not installed.
    """
    if file.path == PIPE:
        yield sys.stdin.buffer, sys.stdin.buffer
        return
    # fsspec looks how long a file is.
    open_raw = open if file.is_pipe else partial(fsspec.open, compression=None)
    compression = file.compression
    if compression not in compr:
        raise ImportError(
            f"Reading {file.path} needs what unpacks {compression}: "
            "pip install 'spacy-phonener[annotate]'"
        )
    with open_raw(file.path, "rb") as raw:
        if compression is None:
            yield raw, raw
        else:
            with compr[compression](raw, mode="rb") as unpacked:
                yield unpacked, raw
