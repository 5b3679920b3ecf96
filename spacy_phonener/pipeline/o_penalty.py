"""A penalty on O: where a model is unsure, it takes names for none too readily."""

from typing import List, Optional

import numpy
from spacy.tokens import Doc

from ..extensions import get_kind
from .bio import OUTSIDE
from .doc_groups import CASED, CASELESS, KNOWN
from .units import log_softmax


def penalize_o(
    scores: numpy.ndarray,
    docs: List[Doc],
    groups: List[str],
    penalty: float,
    caseless_penalty: Optional[float],
) -> numpy.ndarray:
    """Take something from the log odds of O, in running text of languages not known.

    Not in fragments: those are mostly names, and a model that has seen some knows that.

    scores (Floats2d): Log probabilities, one row a token of the docs.
    groups (List[str]): Of each doc, as `group_docs` tells it.
    penalty (float): What to take.
    caseless_penalty (Optional[float]): The same for docs without a letter in upper case,
        where a model is least sure; None: as for others.
    RETURNS (Floats2d): Log probabilities again.
    """
    if caseless_penalty is None:
        caseless_penalty = penalty
    by_group = {KNOWN: 0.0, CASED: penalty, CASELESS: caseless_penalty}
    scores = scores.copy()
    penalties = [
        by_group[group] if get_kind(doc) == "text" else 0.0
        for doc, group in zip(docs, groups)
    ]
    scores[:, OUTSIDE] -= numpy.repeat(penalties, [len(doc) for doc in docs])
    return log_softmax(scores)
