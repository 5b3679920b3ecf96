"""A name is a name everywhere in a text: what a word is, its other tokens say too.

For each token, the log probability of every type (O is one, and of the others that of B and
I together) is averaged with those of the doc's other tokens of the same word. Its tags move
with their types, so that the odds of B and I stay the token's own.
"""

from collections import Counter
from typing import Tuple

import numpy
from spacy.attrs import ORTH
from spacy.tokens import Doc

from ..scripts import has_letter
from .bio import OUTSIDE
from .units import log_softmax


def make_consistent(doc: Doc, scores: numpy.ndarray, share: float) -> numpy.ndarray:
    """Average the scores of the tokens of each word that a doc has more than once.

    scores (Floats2d): Log probabilities, one row a token, one column a tag.
    share (float): How much the other tokens of a word count, 0.0 to 1.0.
    RETURNS (Floats2d): Log probabilities.
    """
    tokens, words = find_repeated(doc)
    if not len(tokens):
        return scores
    own = scores[tokens]
    types = type_scores(own)
    counts = numpy.bincount(words)
    sums = numpy.zeros((len(counts), types.shape[1]), dtype="f")
    numpy.add.at(sums, words, types)
    others = (sums[words] - types) / (counts[words, None] - 1).astype("f")
    type_of_tag = (numpy.arange(scores.shape[1]) + 1) // 2
    averaged = scores.copy()
    averaged[tokens] = log_softmax(own + share * (others - types)[:, type_of_tag])
    return averaged


def find_repeated(doc: Doc) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """Find the words, with a letter, that a doc has more than once.

    RETURNS (Tuple[Ints1d, Ints1d]): Their tokens, and which of the words each is.
    """
    forms = doc.to_array(ORTH)
    strings = doc.vocab.strings
    counts = Counter(forms.tolist())
    repeated = [
        form for form, n in counts.items() if n > 1 and has_letter(str(strings[form]))
    ]
    if not repeated:
        nothing = numpy.zeros(0, dtype="int64")
        return nothing, nothing
    [tokens] = numpy.isin(forms, repeated).nonzero()
    return tokens, numpy.unique(forms[tokens], return_inverse=True)[1]


def type_scores(scores: numpy.ndarray) -> numpy.ndarray:
    """Get the log probabilities of the types: O, then each label.

    scores (Floats2d): Log probabilities, one row a token, one column a tag.
    """
    inside = numpy.logaddexp(scores[:, 1::2], scores[:, 2::2])
    return numpy.column_stack([scores[:, OUTSIDE], inside])
