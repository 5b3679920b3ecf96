"""A penalty on O: where a model is unsure, it takes names for none too readily."""

from typing import List, Optional, Set

import numpy
from spacy.tokens import Doc
from thinc.api import Model

from ..casing import has_upper
from ..extensions import noted_language
from .bio import OUTSIDE
from .units import log_softmax


def known_languages(model: Model) -> Set[str]:
    """Get the codes of the languages that a tagger knows, if its encoder says so."""
    encoder = model.maybe_get_ref("encoder")
    return set(encoder.attrs.get("languages", ())) if encoder else set()


def penalize_o(
    scores: numpy.ndarray,
    docs: List[Doc],
    penalty: float,
    caseless_penalty: Optional[float],
    known: Set[str],
) -> numpy.ndarray:
    """Take something from the log odds of O, in docs of languages that are not known.

    scores (Floats2d): Log probabilities, one row a token of the docs.
    penalty (float): What to take.
    caseless_penalty (Optional[float]): The same for docs without a letter in upper case,
        where a model is least sure; None: as for others.
    known (Set[str]): The codes of languages that the model was trained on.
    RETURNS (Floats2d): Log probabilities again.
    """
    if caseless_penalty is None:
        caseless_penalty = penalty
    if not (penalty or caseless_penalty):
        return scores
    penalties = [
        0.0
        if noted_language(doc) in known
        else penalty
        if has_upper(doc.text)
        else caseless_penalty
        for doc in docs
    ]
    scores = scores.copy()
    scores[:, OUTSIDE] -= numpy.repeat(penalties, [len(doc) for doc in docs])
    return log_softmax(scores)
