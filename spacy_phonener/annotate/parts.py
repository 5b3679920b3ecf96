"""Inputs are cut into parts, the units of work, by reading them once."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Iterable, Iterator, List, NamedTuple, Sequence, Tuple
from uuid import uuid4

from .fields import Fields
from .inputs import Input, opened
from .raw import MAX_RECORD, TOO_LONG, Raw, parse_row, split
from .tables import cut_parquet, read_columns

# About how many bytes a part has: it is read in seconds, and no more than that is lost
# when a worker dies.
PART_SIZE = 2**18


class Piece(NamedTuple):
    """A range of records in a file; or one that cannot be read.

    file (str): What users call the file.
    path (str): Where the range lies, for whoever reads it: there, or in a copy.
    format (str): The format of the file.
    start, stop (int): Of the range: bytes, in Parquet rows. A docbin is read whole.
    first (int): The number of its first line, or row; from 1.
    columns (Tuple[str, ...]): The names of the columns of CSV and TSV.
    reason (str): Why the record cannot be read, if it cannot.
    is_copy (bool): Whether the path is that of a copy, which nobody else reads.
    size (int): How much of the file it is, in bytes of the file as it lies there.
    """

    file: str
    path: str
    format: str
    start: int
    stop: int
    first: int
    columns: Tuple[str, ...] = ()
    reason: str = ""
    is_copy: bool = False
    size: int = 0

    def forget(self) -> None:
        """Delete the copy that the range lies in, if it lies in one."""
        if self.is_copy:
            Path(self.path).unlink(missing_ok=True)


class Part(NamedTuple):
    """What a worker does at once.

    number (int): From 0, in the order of the inputs.
    pieces (Tuple[Piece, ...]): The records, in the order of the inputs.
    """

    number: int
    pieces: Tuple[Piece, ...]

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces)

    def to_json(self) -> str:
        return json.dumps(self)

    @classmethod
    def from_json(cls, text: str) -> "Part":
        number, pieces = json.loads(text)
        return cls(number, tuple(map(Piece._make, pieces)))


def cut(
    inputs: Sequence[Input], fields: Fields, folder: Path, size: int = PART_SIZE
) -> Iterator[Part]:
    """Cut inputs into parts of about so many bytes.

    fields (Fields): What the columns are called that tables must have.
    folder (Path): For copies of what cannot be read from the middle: compressed files and
        pipes. Who has read a piece lets it `forget` its copy.
    """
    number = length = 0
    pieces: List[Piece] = []
    for file in inputs:
        for piece in cut_file(file, fields, folder, size):
            pieces.append(piece)
            length += size if piece.format in INSIDE else piece.stop - piece.start
            if length >= size:
                yield Part(number, tuple(pieces))
                number, length, pieces = number + 1, 0, []
    if pieces:
        yield Part(number, tuple(pieces))


# Their pieces are as long as a part.
INSIDE = ("parquet", "docbin")


def cut_file(file: Input, fields: Fields, folder: Path, size: int) -> Iterator[Piece]:
    """Cut a file into pieces.

    RAISES (ValueError): If it is a table and lacks a column.
    """
    if file.format == "docbin":
        yield Piece(file.name, file.place, file.format, 0, 0, 1, size=file.size)
    elif file.format == "parquet":
        try:
            columns = read_columns(file.path)
        except (OSError, ValueError) as err:
            yield damaged(file, 1, err)
            return
        fields.check_columns(columns, file.name)
        for start, stop, share in cut_parquet(file.path, size, fields.text):
            place = (file.name, file.place, file.format, start, stop, start + 1)
            yield Piece(*place, size=int(share * file.size))
    else:
        yield from cut_text(file, fields, folder, size)


def cut_text(file: Input, fields: Fields, folder: Path, size: int) -> Iterator[Piece]:
    """Cut a file of records that lie one after the other."""
    with ExitStack() as stack:
        try:
            unpacked, raw = stack.enter_context(opened(file))
            header, columns = read_header(file, unpacked)
        except (ValueError, ImportError):
            raise
        except Exception as err:
            yield damaged(file, 1, err)
            return
        # An empty file has no header, and no rows.
        if header.data:
            fields.check_columns(columns, file.name)
        start, line, told = header.size, 1 + header.lines, 0
        groups = gather(split(unpacked, file.format, len(columns)), size)
        while True:
            try:
                group = next(groups, None)
            # Each library of compression has errors of its own.
            except Exception as err:
                if file.compression is None:
                    raise
                yield damaged(file, line, err)
                return
            if group is None:
                return
            stop = start + sum(record.size for record in group)
            now = 0 if file.is_pipe else raw.tell()
            piece = Piece(file.name, file.place, file.format, start, stop, line)
            piece = piece._replace(columns=columns, size=now - told)
            if group[0].size > MAX_RECORD:
                piece = piece._replace(path="", start=0, stop=0, reason=TOO_LONG)
            elif not file.can_seek:
                copy = folder.absolute() / uuid4().hex
                copy.write_bytes(b"".join(record.data for record in group))
                piece = piece._replace(path=str(copy), is_copy=True)
                piece = piece._replace(start=0, stop=stop - start)
            yield piece
            start, line, told = stop, line + sum(r.lines for r in group), now


def damaged(file: Input, number: int, err: Exception) -> Piece:
    """Make the piece that stands for the rest of a file."""
    reason = f"the file is damaged from here on: {err}"
    if isinstance(err, PermissionError):
        reason = f"the file may not be read: {err.strerror}"
    return Piece(file.name, "", file.format, 0, 0, number, reason=reason)


def gather(records: Iterable[Raw], size: int) -> Iterator[List[Raw]]:
    """Put records together, to so many bytes; one that is too long stays alone."""
    group: List[Raw] = []
    length = 0
    try:
        for record in records:
            is_long = record.size > MAX_RECORD
            if group and is_long:
                yield group
                group, length = [], 0
            group.append(record)
            length += record.size
            if is_long or length >= size:
                yield group
                group, length = [], 0
    except Exception:
        # What was read before is whole.
        if group:
            yield group
        raise
    if group:
        yield group


def read_header(file: Input, unpacked: BinaryIO) -> Tuple[Raw, Tuple[str, ...]]:
    """Read the names of the columns of CSV and TSV; other files have none."""
    header = Raw(b"", 0, 0)
    if file.format not in ("csv", "tsv"):
        return header, ()
    header = next(split(unpacked, file.format, None), header)
    try:
        return header, tuple(parse_row(header.data, file.format, is_first=True))
    except ValueError as err:
        raise ValueError(f"The first line of {file.name}: {err}") from err
