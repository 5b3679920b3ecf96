"""What Wikidata exports: its JSON dump, and the results of queries."""

from collections import Counter
from pathlib import Path
from typing import Iterator

from .entries import Entry
from .files import inner_suffix, stream_lines
from .wikidata_dump import read_dump
from .wikidata_query import read_query


def read_wikidata(path: Path, sitelinks: int, broken: Counter) -> Iterator[Entry]:
    """Read persons, organizations and places.

    sitelinks (int): Items of a dump that fewer pages are linked to have no names.
    broken (Counter): How many lines were broken, by the name of the file.
    RAISES (ValueError): If the file is of another form.
    """
    if _is_dump(path):
        return read_dump(path, sitelinks, broken)
    return read_query(path, broken)


def _is_dump(path: Path) -> bool:
    """Tell by the first line: it is a bracket, or, of a part of the dump, an item."""
    if inner_suffix(path) in (".csv", ".tsv"):
        return False
    first = next(stream_lines(path), b"").strip()
    return first == b"[" or (first.startswith(b"{") and b'"claims"' in first)
