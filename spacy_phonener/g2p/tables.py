"""Mapping tables in Epitran's format: a CSV file with the columns Orth and Phon."""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Iterable, List

import regex

from ..segments import nfd


def greedy_pattern(graphemes: Iterable[str]) -> regex.Pattern:
    """RETURNS (regex.Pattern): Matches the longest grapheme there is."""
    ordered = sorted(map(regex.escape, graphemes), key=len, reverse=True)
    return regex.compile(f"({'|'.join(ordered)})", regex.I)


def read_mapping(path: Path) -> "defaultdict[str, List[str]]":
    """Read a mapping table.

    RAISES (ValueError): Names the file and the line of a row that is not two
        columns, maps nothing, an upper-case letter, or what an earlier row maps.
    """
    if not path.exists():
        raise ValueError(f"There is no G2P mapping file '{path}'.")
    mapping: "defaultdict[str, List[str]]" = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != ["Orth", "Phon"]:
            raise ValueError(f"{path}, line 1: the header must be 'Orth,Phon'.")
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            if len(row) != 2 or not row[0]:
                raise ValueError(f"{where}: expected 'grapheme,phonemes', got {row}.")
            grapheme, phonemes = map(nfd, row)
            if grapheme != grapheme.lower():
                raise ValueError(
                    f"{where}: '{grapheme}' would never be found: words are "
                    "lower-cased before they are looked up."
                )
            if grapheme in mapping:
                raise ValueError(f"{where}: '{grapheme}' is mapped a second time.")
            mapping[grapheme].append(phonemes)
    return mapping
