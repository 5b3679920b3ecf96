"""Where the sentences of docs begin and end."""

from itertools import pairwise
from typing import List, Sequence, Tuple

import numpy
from spacy.attrs import SENT_START
from spacy.tokens import Doc


def sentence_starts(docs: Sequence[Doc]) -> numpy.ndarray:
    """Tell which tokens begin a sentence; a doc without sentences is one.

    Most docs are short: theirs are looked at together.

    RETURNS (Array[bool]): One a token, the docs one after the other.
    """
    starts = numpy.concatenate([numpy.zeros(0, dtype=bool), *map(_marks, docs)]) == 1
    firsts = numpy.cumsum([0, *map(len, docs)])[:-1]
    starts[firsts[firsts < len(starts)]] = True
    return starts


def _marks(doc: Doc) -> numpy.ndarray:
    """Get 1 where `doc.sents` begins a sentence, without a span of each."""
    if "sents" not in doc.user_hooks:
        return doc.to_array(SENT_START)
    marks = numpy.zeros(len(doc))
    marks[[sent.start for sent in doc.sents]] = 1
    return marks


def sentence_bounds(doc: Doc) -> List[Tuple[int, int]]:
    """List the bounds of a doc's sentences; a doc without sentences is one.

    RETURNS (List[Tuple[int, int]]): Of each, its first token and the one after its last.
    """
    return list(pairwise([*sentence_starts([doc]).nonzero()[0].tolist(), len(doc)]))
