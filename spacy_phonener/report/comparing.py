"""Compare any two systems: is one of them better, and where do they differ?"""

import statistics
from itertools import combinations
from typing import Iterable, Iterator, Sequence

import numpy

from .groups import case_groups
from .resampling import make_generator, p_value, swap
from .results import Average, Comparison, Difference
from .runs import Answers
from .scoring import F1_OF_COUNTS, Counts


def compare(
    counts: Counts,
    systems: Iterable[str],
    averages: Sequence[Average],
    *,
    resamples: int,
    seed: int,
) -> Iterator[Comparison]:
    """Yield whether the difference of two systems is more than chance.

    By language, and by the paper's cases that are in the averages.
    """
    places = {(split, code): [(code, split)] for code, split in counts}
    places |= {
        (average.split, average.group): [(c, average.split) for c in average.languages]
        for average in averages
        if average.group in case_groups() and not average.published
    }
    for a, b in combinations(systems, 2):
        for metric, score in F1_OF_COUNTS.items():
            differences, chances = {}, {}
            for key, own in counts.items():
                ours, theirs = own[a, metric], own[b, metric]
                rng = make_generator(seed, "swap", *key)
                by_chance = swap(ours, theirs, resamples, rng)
                chances[key] = score(by_chance[0]) - score(by_chance[1])
                totals = [score(c.sum(axis=0)) for c in (ours, theirs)]
                differences[key] = float(totals[0] - totals[1])
            for (split, where), keys in places.items():
                difference = statistics.mean(differences[key] for key in keys)
                chance = numpy.mean([chances[key] for key in keys], axis=0)
                p = p_value(difference, chance)
                yield Comparison(a, b, split, metric, where, difference, p)


def find_differences(answers: Answers, systems: Iterable[str]) -> Iterator[Difference]:
    """Yield in how many sentences two systems differ, and which of them is right."""
    for a, b in combinations(systems, 2):
        for key, own in answers.predictions.items():
            gold = answers.readings[key].ents
            trios = zip(gold, own[a].ents, own[b].ents)
            differ = [(right, x, y) for right, x, y in trios if x != y]
            a_right = sum(right == x for right, x, _ in differ)
            b_right = sum(right == y for right, _, y in differ)
            yield Difference(a, b, *key, len(gold), len(differ), a_right, b_right)
