"""How sure is a score, and how sure is one that it is better? By resampling sentences.

Counts are arrays of sentences first, as `metrics.count_entities` and `count_tags` give
them. Each function takes the counts of all systems over the same sentences.
"""

from typing import Dict, Iterator, Tuple

import numpy

Counts = Dict[str, numpy.ndarray]
# Resamples at once: (resamples, sentences) numbers are held in memory.
CHUNK = 250


def bootstrap(counts: Counts, resamples: int, rng: numpy.random.Generator) -> Counts:
    """Draw as many sentences as there are, with replacement, again and again.

    counts (Counts): For each name, counts of shape (sentences, ...).
    RETURNS (Counts): For each name, their sums of shape (resamples, ...). All names are
        summed over the same draws.
    """
    n = len(next(iter(counts.values())))
    draws = (
        rng.multinomial(n, numpy.full(n, 1 / n), size=size)
        for size in _chunks(resamples)
    )
    parts = [{k: _sums(draw, c) for k, c in counts.items()} for draw in draws]
    return {k: numpy.concatenate([part[k] for part in parts]) for k in counts}


def swap(
    a: numpy.ndarray, b: numpy.ndarray, resamples: int, rng: numpy.random.Generator
) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """Swap the answers of two systems, sentence by sentence, at random: what their
    difference would be if it were chance (approximate randomization; Yeh 2000).

    a, b (numpy.ndarray): Counts of two systems, of shape (sentences, ...).
    RETURNS (Tuple[numpy.ndarray, numpy.ndarray]): Their sums of shape (resamples, ...).
    """
    moved = numpy.concatenate(
        [
            _sums(rng.integers(2, size=(size, len(a))), b - a)
            for size in _chunks(resamples)
        ]
    )
    return a.sum(axis=0) + moved, b.sum(axis=0) - moved


def interval(replicates: numpy.ndarray) -> Tuple[float, float]:
    """RETURNS (Tuple[float, float]): The 95 % interval of resampled scores."""
    low, high = numpy.percentile(replicates, [2.5, 97.5])
    return float(low), float(high)


def p_value(difference: float, chance: numpy.ndarray) -> float:
    """RETURNS (float): How often chance alone gives a difference as large, of either
    sign."""
    as_large = numpy.abs(chance) >= abs(difference) - 1e-12
    return float((as_large.sum() + 1) / (len(chance) + 1))


def _chunks(resamples: int) -> Iterator[int]:
    for start in range(0, resamples, CHUNK):
        yield min(CHUNK, resamples - start)


def _sums(weights: numpy.ndarray, counts: numpy.ndarray) -> numpy.ndarray:
    flat = counts.reshape(len(counts), -1).astype("float64")
    return (weights.astype("float64") @ flat).reshape(len(weights), *counts.shape[1:])
