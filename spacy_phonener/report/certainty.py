"""How far the probabilities of systems can be trusted, over all languages together."""

from itertools import chain
from typing import Iterable, Iterator

import numpy

from ..evaluation.reliability import judge, precision_recall, reliability
from .results import Certainty
from .runs import Answers

# Points of a curve.
N_POINTS = 100


def measure_certainties(
    answers: Answers, systems: Iterable[str], splits: Iterable[str]
) -> Iterator[Certainty]:
    """Yield how far the probabilities of each system, on each split, can be trusted.

    Not of one whose entities have none.
    """
    for split in splits:
        keys = [key for key in answers.predictions if key[1] == split]
        gold = [ents for key in keys for ents in answers.readings[key].ents]
        n_gold = sum(map(len, gold))
        for system in systems:
            predictions = [answers.predictions[key][system] for key in keys]
            found = chain.from_iterable(p.ents for p in predictions)
            probabilities = chain.from_iterable(p.probabilities for p in predictions)
            judged = judge(gold, found, probabilities)
            if len(judged.right):
                points = numpy.stack(precision_recall(judged, n_gold), axis=1)
                places = numpy.linspace(0, len(points) - 1, N_POINTS).round()
                chosen = points[numpy.unique(places.astype(int))]
                yield Certainty(system, split, reliability(judged), chosen.tolist())
