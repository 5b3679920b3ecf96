"""Many short lists in two arrays: where each begins, and what all of them have."""

from typing import NamedTuple, Sequence

import numpy


class Lists(NamedTuple):
    """Lists of numbers.

    starts (Array[int64]): Where each begins in `values`, and where the last ends.
    values (Array): What they have.
    """

    starts: numpy.ndarray
    values: numpy.ndarray

    def of(self, i: int) -> numpy.ndarray:
        """Get one of the lists."""
        return self.values[self.starts[i] : self.starts[i + 1]]

    def gather(self, chosen: numpy.ndarray) -> numpy.ndarray:
        """Get what all of the chosen lists have, one after the other."""
        starts, lengths = self.starts[chosen], self.lengths(chosen)
        before = numpy.cumsum(lengths) - lengths
        return self.values[
            numpy.repeat(starts - before, lengths) + numpy.arange(lengths.sum())
        ]

    def lengths(self, chosen: numpy.ndarray) -> numpy.ndarray:
        return self.starts[chosen + 1] - self.starts[chosen]


def group(owners: numpy.ndarray, values: numpy.ndarray, n_lists: int) -> Lists:
    """Make lists of values; owners says in which list each is."""
    order = numpy.argsort(owners, kind="stable")
    starts = numpy.searchsorted(owners[order], numpy.arange(n_lists + 1))
    return Lists(starts.astype(numpy.int64), values[order])


def join(parts: Sequence[bytes]) -> Lists:
    """Make lists of bytes."""
    starts = numpy.zeros(len(parts) + 1, dtype=numpy.int64)
    numpy.cumsum([len(part) for part in parts], out=starts[1:])
    return Lists(starts, numpy.frombuffer(b"".join(parts), dtype=numpy.uint8))
