"""Does a word sound like a known name, or like a common word? A table of hashes.

Names are looked up by their sound key, which is nearly alike in all scripts and accents. A
table (`hashed_table.py`) has 26 bits of a key's hash, and 6 of its class. So no name can be
read from it; where it has 500,000 keys, one in 130 others is taken for one of them.
"""

import math
from bisect import bisect_right
from pathlib import Path
from typing import Dict, Iterator, Mapping, Sequence, cast

import numpy
from thinc.types import Ints2d

from .articulatory import sound_class
from .hashed_table import (
    find_hashes,
    hash_text,
    make_hashed_table,
    restore_hashed_table,
)
from .lru import remember_short

# What a key is counted as. A famous place need not be counted as a place.
PERSON, PLACE, COMMON, FAMOUS = range(4)
# Where the next class begins, in the natural logarithm of how much more names than common
# words have a key.
EDGES = (-1.5, -0.5, 0.5, 1.5)
SMOOTHING = 0.3
N_ODDS = len(EDGES) + 1
# Class 0 is of keys that no name has. The others: odds of a person, of a place, and whether
# it is a famous place.
N_NAME_CLASSES = 1 + N_ODDS * N_ODDS * 2
CLASS_BITS = 6
# A name that is found says the more, the longer its key: up to 4 symbols, 5, or more.
N_LENGTHS = 3
N_FOUND_CLASSES = N_NAME_CLASSES * N_LENGTHS
VOWELS = {
    vowel: symbol
    for symbol, vowels in {"a": "aɑɐæʌəɒ", "i": "ieɛɪɨyøœ", "u": "uoɔʊɯɤ"}.items()
    for vowel in vowels
}
# Shorter keys are of too many words.
SHORTEST = 3
# A word may have an ending (Nepali "nepalma", in Nepal) or a prefix (Zulu "emaputo"): of as
# many symbols, where so many are left.
CUTS = (1, 2, 3)
LEFT = 4


def _list_ranks() -> Iterator[int]:
    """Rank classes by the greater odds, then famous ones first."""
    yield 0
    for person in range(N_ODDS):
        for place in range(N_ODDS):
            yield from (1 + 2 * max(person, place), 2 + 2 * max(person, place))


RANKS = numpy.fromiter(_list_ranks(), dtype=numpy.int64)


def sound_key(segments: Sequence[str]) -> str:
    """Write a word by the sound classes of its consonants, and three classes of vowels.

    What repeats its neighbour is written once: so /nepaːl/ and /nippal/ are "NiPaR".
    """
    key = ""
    for segment in segments:
        symbol = _symbol(segment)
        if not key.endswith(symbol):
            key += symbol
    return key


@remember_short(2**14)
def _symbol(segment: str) -> str:
    return sound_class(segment) or VOWELS.get(segment[:1], "")


def name_classes(table: numpy.ndarray, words: Sequence[Sequence[str]]) -> Ints2d:
    """Look words up in a table: as they are, without an ending, and without a prefix.

    words (Sequence[Sequence[str]]): The segments of each.
    RETURNS (Ints2d): Three classes a word, as in `found_class`. Of the endings and of the
        prefixes, the one counts without which the rest is most like a name.
    """
    if not len(table):
        return cast(Ints2d, numpy.zeros((len(words), 3), dtype=numpy.int64))
    keys = [key for word in words for key in _list_keys(sound_key(word))]
    found = find_hashes(table, list(map(_hash, keys)), CLASS_BITS)
    classes = found_class(found, numpy.asarray(list(map(len, keys)), dtype=numpy.int64))
    found, classes = (
        X.reshape(len(words), 1 + 2 * len(CUTS)) for X in (found, classes)
    )
    columns = [classes[:, 0]]
    for start in (1, 1 + len(CUTS)):
        cuts = slice(start, start + len(CUTS))
        best = RANKS[found[:, cuts]].argmax(axis=1)
        columns.append(classes[numpy.arange(len(words)), start + best])
    return cast(Ints2d, numpy.stack(columns, axis=1))


def found_class(classes: numpy.ndarray, lengths: numpy.ndarray) -> numpy.ndarray:
    """Get the classes, below N_FOUND_CLASSES, of keys that were looked up.

    classes (Ints1d): Those in the table; 0 where the key is not in it.
    lengths (Ints1d): The lengths of the keys.
    """
    longer = numpy.clip(lengths - LEFT, 0, N_LENGTHS - 1)
    return numpy.where(classes > 0, classes * N_LENGTHS + longer, 0)


def _list_keys(key: str) -> Iterator[str]:
    """List a key, and what is left without endings and without prefixes, or ""."""
    longest = len(key) - LEFT
    yield key
    yield from (key[:-cut] if cut <= longest else "" for cut in CUTS)
    yield from (key[cut:] if cut <= longest else "" for cut in CUTS)


def _hash(key: str) -> int:
    return hash_text(key, CLASS_BITS) if len(key) >= SHORTEST else 0


def make_name_table(counts: Mapping[str, Sequence[float]]) -> numpy.ndarray:
    """Make a table of sound keys.

    counts (Mapping[str, Sequence[float]]): In how many persons' names, places' names,
        common words and famous places' names each key was found.
    RETURNS (Array[uint32]): The table. Keys that only common words have are left out.
    """
    named = [
        (counted[PERSON] + counted[PLACE] + counted[FAMOUS], key)
        for key, counted in counts.items()
        if len(key) >= SHORTEST
    ]
    # Of two with one hash, that with more names counts.
    entries: Dict[int, int] = {
        _hash(key): name_class(counts[key]) for n_names, key in sorted(named) if n_names
    }
    return make_hashed_table(entries, CLASS_BITS)


def name_class(counted: Sequence[float]) -> int:
    """Get the class of a key by what has it: see `make_name_table`."""
    person, place = (_odds_class(counted[i], counted[COMMON]) for i in (PERSON, PLACE))
    return 1 + (person * N_ODDS + place) * 2 + (counted[FAMOUS] > 0)


def _odds_class(n_names: float, n_common: float) -> int:
    odds = (n_names + SMOOTHING) / (n_common + SMOOTHING)
    return bisect_right(EDGES, math.log(odds))


def read_name_table(path: Path) -> numpy.ndarray:
    """Read the table that `phonener compile-names` wrote.

    RAISES (ValueError): If the file is not there, or has none: names it.
    """
    try:
        return restore_name_table(path.read_bytes())
    except (OSError, ValueError) as err:
        raise ValueError(
            f"{path} cannot be read as names by their sound ({err}). Make it with "
            "'python -m spacy phonener compile-names'."
        ) from err


def restore_name_table(data: bytes) -> numpy.ndarray:
    """Restore a table.

    RAISES (ValueError): If it is none.
    """
    return restore_hashed_table(data, range(1, N_NAME_CLASSES), CLASS_BITS)
