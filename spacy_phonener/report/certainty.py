"""How far the probabilities of systems can be trusted, over all languages together."""

from itertools import chain
from typing import Iterable, Iterator, List

import numpy

from ..evaluation.reliability import Judged, precision_recall, reliability
from .results import Certainty, Key
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
        n_gold = sum(len(ents) for k in keys for ents in answers.readings[k].ents)
        for system in systems:
            judged = _judge(answers, system, keys)
            if len(judged.right):
                points = numpy.stack(precision_recall(judged, n_gold), axis=1)
                places = numpy.linspace(0, len(points) - 1, N_POINTS).round()
                chosen = points[numpy.unique(places.astype(int))]
                yield Certainty(system, split, reliability(judged), chosen.tolist())


def _judge(answers: Answers, system: str, keys: List[Key]) -> Judged:
    judged = [
        (probability, ent in gold)
        for key in keys
        for prediction in [answers.predictions[key][system]]
        for gold, found, probabilities in zip(
            answers.readings[key].ents, prediction.ents, prediction.probabilities
        )
        for ent, probability in zip(found, probabilities)
        if probability is not None
    ]
    flat = numpy.asarray(list(chain.from_iterable(judged)), dtype=float).reshape(-1, 2)
    return Judged(flat[:, 0], flat[:, 1].astype(bool))
