"""N-grams of sound classes, by which names are found that may sound like a word."""

from typing import List, Sequence, Tuple

import numpy

from .symbols import ALL_CLASSES, CONSONANT_CLASSES, N_CLASSES

# A word's end, before its first class and behind its last.
END = 0
# Bigrams and trigrams of consonants, then trigrams of all classes.
STARTS = (0, N_CLASSES**2, N_CLASSES**2 + N_CLASSES**3)
N_GRAMS = STARTS[-1] + N_CLASSES**3


def list_grams(words: Sequence[bytes]) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """List the n-grams of words.

    words (Sequence[bytes]): The symbols of each.
    RETURNS (Tuple[Ints1d, Ints1d]): Numbers below N_GRAMS, and whose they are: by word, none
        twice.
    """
    lengths = numpy.fromiter(map(len, words), dtype=numpy.int64, count=len(words))
    symbols = numpy.frombuffer(b"".join(words), dtype=numpy.uint8)
    owners = numpy.repeat(numpy.arange(len(words)), lengths)
    consonants = _with_ends(CONSONANT_CLASSES[symbols], owners, len(words))
    classes = _with_ends(ALL_CLASSES[symbols], owners, len(words))
    found = [
        _number(*consonants, 2, STARTS[0]),
        _number(*consonants, 3, STARTS[1]),
        _number(*classes, 3, STARTS[2]),
    ]
    both = [grams + owner * N_GRAMS for grams, owner in found]
    # numpy.unique hashes so many, which takes ten times as long.
    ordered = numpy.sort(numpy.concatenate(both))
    distinct = ordered[numpy.diff(ordered, prepend=-1) > 0]
    return distinct % N_GRAMS, distinct // N_GRAMS


def _with_ends(
    classes: numpy.ndarray, owners: numpy.ndarray, n_words: int
) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """Put ends around each word's classes, without those that are none or repeated."""
    [kept] = classes.nonzero()
    ends = numpy.arange(n_words)
    owners = numpy.concatenate([ends, owners[kept], ends])
    filled = numpy.concatenate([ends * 0, classes[kept], ends * 0]).astype(numpy.int64)
    # Stable: a word's first end, its classes, its last end.
    order = numpy.argsort(owners, kind="stable")
    filled, owners = filled[order], owners[order]
    is_new = numpy.ones(len(filled), dtype=bool)
    is_new[1:] = (filled[1:] != filled[:-1]) | (filled[1:] == END)
    return filled[is_new], owners[is_new]


def _number(
    classes: numpy.ndarray, owners: numpy.ndarray, n: int, start: int
) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """Number the n-grams within words."""
    n_found = max(0, len(classes) - n + 1)
    parts: List[numpy.ndarray] = [classes[i : i + n_found] for i in range(n)]
    numbers = numpy.zeros(n_found, dtype=numpy.int64)
    is_within = numpy.ones(n_found, dtype=bool)
    for part, after in zip(parts, [*parts[1:], None]):
        numbers = numbers * N_CLASSES + part
        if after is not None:
            is_within &= (part != END) | (after != END)
    return numbers[is_within] + start, owners[:n_found][is_within]
