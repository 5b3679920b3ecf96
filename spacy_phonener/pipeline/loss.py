"""How wrong the scores of units are."""

from typing import Tuple

import numpy
from thinc.api import Ops
from thinc.types import Floats2d


def cross_entropy(
    ops: Ops, scores: Floats2d, gold: numpy.ndarray
) -> Tuple[float, Floats2d]:
    """Work out the cross-entropy of scores, and its gradient.

    scores (Floats2d): One row a unit, one column a tag.
    gold (Ints1d): The tag of each unit; -1: unknown.
    RETURNS (Tuple[float, Floats2d]): The loss, summed over the units whose tag is known, and
        its gradient, averaged over them.
    """
    target = ops.xp.asarray(gold)
    probs = ops.softmax(scores)
    known = ops.xp.nonzero(target >= 0)[0]
    chosen = probs[known, target[known]]
    d_scores = ops.xp.zeros_like(probs)
    d_scores[known] = probs[known]
    d_scores[known, target[known]] -= 1.0
    d_scores /= max(len(known), 1)
    return float(-ops.xp.log(chosen + 1e-12).sum()), d_scores
