"""Tables from the hashes of texts to classes: no text can be read from one.

A table is a sorted array of 32-bit numbers, one a text: the bits of its hash, then those of
its class. How many bits a class has is the caller's choice. No class is 0, nor is a hash.
"""

from typing import Mapping, Sequence

import numpy
from spacy.strings import get_string_id

BITS = 32


def hash_text(text: str, class_bits: int) -> int:
    """Hash a text to what a table with so many bits for a class has left."""
    return get_string_id(text) % (2 ** (BITS - class_bits) - 1) + 1


def make_hashed_table(classes: Mapping[int, int], class_bits: int) -> numpy.ndarray:
    """Make a table.

    classes (Mapping[int, int]): The class of each hash.
    RETURNS (Array[uint32]): The table.
    """
    keys = [key << class_bits | cls for key, cls in classes.items()]
    return numpy.sort(numpy.asarray(keys, dtype=numpy.uint32))


def find_hashes(
    table: numpy.ndarray, hashes: Sequence[int], class_bits: int
) -> numpy.ndarray:
    """Look hashes up in a table.

    hashes (Sequence[int]): 0 is in no table.
    RETURNS (Ints1d): The class of each; 0: it is not there.
    """
    keys = numpy.asarray(hashes, dtype=numpy.uint32) << class_bits
    # A class is not 0, so a hash's entry comes after the hash alone.
    after = numpy.append(table, numpy.uint32(0))[numpy.searchsorted(table, keys)]
    is_there = ((after ^ keys) < 2**class_bits) & (keys > 0)
    return numpy.where(is_there, after - keys, 0).astype(numpy.int64)


def dump_hashed_table(table: numpy.ndarray) -> bytes:
    """Dump a table as the differences of its numbers, which can be compressed."""
    return numpy.diff(table, prepend=numpy.uint32(0)).astype("<u4").tobytes()


def restore_hashed_table(data: bytes, classes: range, class_bits: int) -> numpy.ndarray:
    """Restore a table.

    classes (range): Those that it may have.
    RAISES (ValueError): If it is none with these classes.
    """
    table = numpy.cumsum(numpy.frombuffer(data, dtype="<u4"), dtype=numpy.uint64)
    found = table % 2**class_bits
    if len(table) and not (
        table[-1] < 2**BITS and found.min() in classes and found.max() in classes
    ):
        raise ValueError("its table is damaged, or one of something else")
    return table.astype(numpy.uint32)
