"""How far the probabilities of entities can be trusted."""

from dataclasses import dataclass
from typing import Iterable, List, NamedTuple, Optional, Sequence, Tuple

import numpy
from spacy.tokens import Doc
from spacy.training import Example

from .metrics import Entities, get_entities

N_BINS = 10


@dataclass(frozen=True)
class Bin:
    """Entities with about the same probability.

    n (int): How many there are.
    probability (float): Their mean probability.
    right (float): The share of them that are right.
    """

    n: int
    probability: float
    right: float


@dataclass(frozen=True)
class Reliability:
    """How far probabilities can be trusted.

    n (int): Of how many entities.
    ece (Optional[float]): The expected calibration error (Guo et al. 2017): how far the
        share of right ones is from the mean probability, in bins of equal width, averaged
        over entities; None if there are none.
    bins (List[Bin]): Those that have entities.
    """

    n: int
    ece: Optional[float]
    bins: List[Bin]


class Judged(NamedTuple):
    """What was found, and whether it is right. Arrays with an item for each entity."""

    probabilities: numpy.ndarray
    right: numpy.ndarray


def judge(
    gold: Iterable[Entities],
    found: Iterable[Entities],
    probabilities: Iterable[Sequence[Optional[float]]],
) -> Judged:
    """Compare the entities of sentences with gold ones: exact span and type.

    gold, found (Iterable[Entities]): Of each sentence.
    probabilities (Iterable[Sequence[Optional[float]]]): Of those found; those that have
        none are left out.
    """
    judged = [
        (probability, ent in right)
        for right, ents, of_ents in zip(map(set, gold), found, probabilities)
        for ent, probability in zip(ents, of_ents)
        if probability is not None
    ]
    values, right = zip(*judged) if judged else ((), ())
    return Judged(numpy.asarray(values), numpy.asarray(right, dtype=bool))


def judge_examples(examples: Sequence[Example]) -> Judged:
    """Compare the entities of annotated docs with gold ones."""
    return judge(
        [get_entities(eg.reference) for eg in examples],
        [get_entities(eg.predicted) for eg in examples],
        [get_scores(eg.predicted) for eg in examples],
    )


def get_scores(doc: Doc) -> List[Optional[float]]:
    """Get the probabilities of a doc's entities; None where nothing said one."""
    return [ent._.score for ent in doc.ents]


def reliability(judged: Judged, n_bins: int = N_BINS) -> Reliability:
    """Measure how far probabilities can be trusted."""
    probabilities, right = judged
    n = len(right)
    places = numpy.minimum((probabilities * n_bins).astype(int), n_bins - 1)
    bins = [
        Bin(
            int((places == i).sum()),
            float(probabilities[places == i].mean()),
            float(right[places == i].mean()),
        )
        for i in numpy.unique(places)
    ]
    gaps = [b.n * abs(b.probability - b.right) for b in bins]
    return Reliability(n, sum(gaps) / n if n else None, bins)


def precision_recall(
    judged: Judged, n_gold: int
) -> Tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Work out precision and recall at every threshold.

    n_gold (int): The number of gold entities.
    RETURNS (Tuple[Floats1d, Floats1d, Floats1d]): Thresholds, falling, and precision and
        recall of the entities that are at least as probable.
    """
    order = numpy.argsort(-judged.probabilities, kind="stable")
    right = judged.right[order].cumsum()
    found = numpy.arange(1, len(order) + 1)
    thresholds = judged.probabilities[order]
    # Of equally probable ones, all or none are at least as probable.
    last = numpy.append(thresholds[1:] != thresholds[:-1], True)[: len(order)]
    return (
        thresholds[last],
        (right / found)[last],
        (right / max(n_gold, 1))[last],
    )


def average_bins(reliability: Reliability) -> Tuple[float, float]:
    """Average over all entities: their probability, and the share that is right."""
    n = max(reliability.n, 1)
    return (
        sum(b.n * b.probability for b in reliability.bins) / n,
        sum(b.n * b.right for b in reliability.bins) / n,
    )
