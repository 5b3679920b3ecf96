"""Mapping tables in Epitran's format: a CSV file with the columns Orth and Phon."""

import csv
import io
import unicodedata
from collections import defaultdict
from typing import Iterable, List, Set

import regex

from ..scripts import script_of
from ..segments import APOSTROPHES, is_ipa, nfd, segment_ipa


def greedy_pattern(graphemes: Iterable[str]) -> regex.Pattern:
    """Make a pattern that matches the longest of some graphemes."""
    ordered = sorted(map(regex.escape, graphemes), key=len, reverse=True)
    return regex.compile(f"({'|'.join(ordered)})", regex.I)


def read_mapping(
    text: str, name: str, rules: str = ""
) -> "defaultdict[str, List[str]]":
    """Read a mapping table.

    text (str): The file's text. Lines that begin with # are comments.
    name (str): Its name, for errors.
    rules (str): The rules that go over the phonemes afterwards. A symbol that they
        mention need not be IPA.
    RAISES (ValueError): Names the file and the line of a row that is not two
        columns, that no word would ever reach, or that gives what is not IPA.
    """
    mapping: "defaultdict[str, List[str]]" = defaultdict(list)
    reader = csv.reader(io.StringIO(text, newline=""))
    rows = (row for row in reader if not (row and row[0].startswith("#")))
    if next(rows, None) != ["Orth", "Phon"]:
        raise ValueError(
            f"{name}, line {reader.line_num}: the header must be 'Orth,Phon'."
        )
    scripts: Set[str] = set()
    for row in rows:
        where = f"{name}, line {reader.line_num}"
        if len(row) != 2 or not row[0]:
            raise ValueError(f"{where}: expected 'grapheme,phonemes', got {row}.")
        grapheme, phonemes = map(nfd, row)
        if grapheme in mapping:
            raise ValueError(f"{where}: '{grapheme}' is mapped a second time.")
        if reason := _never_found(grapheme, scripts):
            raise ValueError(f"{where}: '{grapheme}' would never be found: {reason}.")
        for segment in segment_ipa(phonemes):
            if not is_ipa(segment) and segment not in rules:
                raise ValueError(
                    f"{where}: '{segment}' in '{phonemes}' is not IPA, and no rule "
                    "for the phonemes mentions it."
                )
        mapping[grapheme].append(phonemes)
    return mapping


def _never_found(grapheme: str, scripts: Set[str]) -> str:
    """Say why no word that is looked up has this grapheme, if none has.

    scripts (Set[str]): The script of the rows before; grows.
    """
    if grapheme != grapheme.lower():
        return "words are lower-cased before they are looked up"
    if grapheme != nfd(unicodedata.normalize("NFKC", grapheme)):
        return "in words, other forms of a letter (Unicode's NFKC) are that letter"
    for char in grapheme:
        if unicodedata.category(char)[0] not in "LM" and char not in APOSTROPHES:
            return f"'{char}' is no letter, and words are cut there"
        if script := script_of(char):
            scripts.add(script)
        if len(scripts) > 1:
            return f"'{char}' is of another script ({script}) than the rows above"
    return ""
