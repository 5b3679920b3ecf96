"""Text formats, cut into their records without understanding these.

Who cuts an input into parts, and who reads a part, cut it by the same functions.
"""

import csv
from codecs import BOM_UTF8
from collections import deque
from typing import BinaryIO, Callable, Deque, Dict, Iterator, List, NamedTuple, Optional

# Longer records are reported and not read: spaCy reads texts of a million characters.
MAX_RECORD = 2**23
TOO_LONG = f"longer than {MAX_RECORD} bytes"


class Raw(NamedTuple):
    """A record as it stands in the file.

    data (bytes): The record with what ends it; of one that is too long, its beginning.
    size (int): The number of its bytes, also of one that is too long.
    lines (int): The number of its lines.
    """

    data: bytes
    size: int
    lines: int


def split_lines(file: BinaryIO) -> Iterator[Raw]:
    """Split a file into lines. No more than MAX_RECORD bytes are in memory."""
    while head := file.readline(MAX_RECORD):
        size, tail = len(head), head
        while len(tail) == MAX_RECORD and not tail.endswith(b"\n"):
            tail = file.readline(MAX_RECORD)
            size += len(tail)
        yield Raw(head, size, 1)


def split_blocks(file: BinaryIO) -> Iterator[Raw]:
    """Split a file where lines are blank: sentences of CoNLL."""
    block: List[Raw] = []
    size = 0
    for line in split_lines(file):
        block.append(line if size <= MAX_RECORD else line._replace(data=b""))
        size += line.size
        if not line.data.strip():
            yield join_raw(block)
            block, size = [], 0
    if block:
        yield join_raw(block)


def split_whole(file: BinaryIO) -> Iterator[Raw]:
    """Take a file as one record."""
    data = file.read(MAX_RECORD)
    size = len(data)
    while more := file.read(MAX_RECORD):
        size += len(more)
    yield Raw(data, size, data.count(b"\n") + 1)


def split_csv(file: BinaryIO, n_columns: Optional[int]) -> Iterator[Raw]:
    """Split a file into rows of CSV, in which quotes may hold ends of lines.

    Where a row over several lines has not as many columns as it should, a quote is wrong:
    the first of its lines is taken for the row, and the others are read anew.

    n_columns (Optional[int]): How many columns there are; None: any.
    """
    csv.field_size_limit(MAX_RECORD)
    lines = split_lines(file)
    again: Deque[Raw] = deque()
    taken: List[Raw] = []

    def take() -> Iterator[str]:
        while line := again.popleft() if again else next(lines, None):
            taken.append(line)
            yield decode_loosely(line.data)

    while True:
        taken.clear()
        try:
            row = next(csv.reader(take(), strict=True), [])
        except csv.Error:
            row = []
        if not taken:
            return
        if len(taken) > 1 and n_columns not in (None, len(row)):
            again.extendleft(reversed(taken[1:]))
            del taken[1:]
        yield join_raw(taken)


def join_raw(parts: List[Raw]) -> Raw:
    data, sizes, lines = zip(*parts)
    return Raw(b"".join(data), sum(sizes), sum(lines))


def decode_loosely(data: bytes) -> str:
    """Decode UTF-8; what is none becomes halves of characters, which no text has."""
    return data.decode("utf-8", "surrogateescape")


SPLITTERS: Dict[str, Callable[[BinaryIO], Iterator[Raw]]] = {
    "text": split_lines,
    "file": split_whole,
    "jsonl": split_lines,
    "tsv": split_lines,
    "conll": split_blocks,
}


def split(file: BinaryIO, format: str, n_columns: Optional[int]) -> Iterator[Raw]:
    """Split a file of a text format into its records."""
    if format == "csv":
        return split_csv(file, n_columns)
    return SPLITTERS[format](file)


def parse_row(data: bytes, format: str, *, is_first: bool = False) -> List[str]:
    """Take a row of CSV or TSV apart. TSV has no quotes.

    RAISES (ValueError): If it is not CSV.
    """
    text = decode_loosely(data.removeprefix(BOM_UTF8) if is_first else data)
    text = text.rstrip("\r\n")
    if format == "tsv":
        return text.split("\t")
    try:
        [row] = csv.reader((f"{line}\n" for line in text.split("\n")), strict=True)
    except (csv.Error, ValueError) as err:
        raise ValueError(f"not CSV: {err}") from err
    return row
