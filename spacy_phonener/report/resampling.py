"""How sure is a score, and how sure is one that it is better? By resampling sentences.

Counts are arrays of sentences first, as `metrics.count_entities` and `count_tags` give
them. Each function takes the counts of all systems over the same sentences.
"""

import zlib
from typing import Dict, Hashable, Iterator, Mapping, Tuple, TypeVar

import numpy
from numpy.random import Generator, default_rng

Name = TypeVar("Name", bound=Hashable)
# Resamples made together: (resamples, sentences) numbers are held in memory.
BATCH = 250


def make_generator(seed: int, *names: str) -> Generator:
    """Make a generator of random numbers that depends on a seed and on nothing but names.

    So a language's random numbers are its own, whatever other languages there are.
    """
    return default_rng([seed, zlib.crc32("/".join(names).encode())])


def bootstrap(
    counts: Mapping[Name, numpy.ndarray], resamples: int, rng: Generator
) -> Dict[Name, numpy.ndarray]:
    """Sample as many sentences as there are, with replacement, again and again.

    counts (Mapping[Name, numpy.ndarray]): For each name, counts of shape
        (sentences, ...).
    RETURNS (Dict[Name, numpy.ndarray]): For each name, their sums of shape
        (resamples, ...). All names are summed over the same samples.
    """
    n = len(next(iter(counts.values())))
    samples = (
        rng.multinomial(n, numpy.full(n, 1 / n), size=size)
        for size in _batches(resamples)
    )
    parts = [{k: _sums(sample, c) for k, c in counts.items()} for sample in samples]
    return {k: numpy.concatenate([part[k] for part in parts]) for k in counts}


def swap(
    a: numpy.ndarray, b: numpy.ndarray, resamples: int, rng: Generator
) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """Swap the answers of two systems, sentence by sentence, at random.

    So one sees what their difference would be if it were chance (approximate
    randomization; Yeh 2000).

    a, b (numpy.ndarray): Counts of two systems, of shape (sentences, ...).
    RETURNS (Tuple[numpy.ndarray, numpy.ndarray]): Their sums of shape (resamples, ...).
    """
    moved = numpy.concatenate(
        [
            _sums(rng.integers(2, size=(size, len(a))), b - a)
            for size in _batches(resamples)
        ]
    )
    return a.sum(axis=0) + moved, b.sum(axis=0) - moved


def interval(replicates: numpy.ndarray) -> Tuple[float, float]:
    """Take the 95 % interval of resampled scores."""
    low, high = numpy.percentile(replicates, [2.5, 97.5])
    return float(low), float(high)


def p_value(difference: float, chance: numpy.ndarray) -> float:
    """Tell how often chance alone gives a difference as large, of either sign."""
    as_large = numpy.abs(chance) >= abs(difference) - 1e-12
    return float((as_large.sum() + 1) / (len(chance) + 1))


def _batches(resamples: int) -> Iterator[int]:
    for start in range(0, resamples, BATCH):
        yield min(BATCH, resamples - start)


def _sums(weights: numpy.ndarray, counts: numpy.ndarray) -> numpy.ndarray:
    flat = counts.reshape(len(counts), -1).astype("float64")
    return (weights.astype("float64") @ flat).reshape(len(weights), *counts.shape[1:])
