"""From the spans that were decoded to spaCy's, beside what a doc has already."""

from typing import Iterable, List, Tuple

import numpy
from spacy.attrs import ENT_IOB, ENT_TYPE
from spacy.tokens import Doc, Span

from .bio import OUTSIDE, ScoredSpan

# spaCy's B with no type: no entity may have the token (`doc.set_ents(blocked=…)`).
BLOCKED = (3, 0)
# A log probability. Not -inf: decoding subtracts one from another.
IMPOSSIBLE = -1e9


def is_blocked(doc: Doc) -> numpy.ndarray:
    """Tell which tokens no entity may have."""
    return (doc.to_array([ENT_IOB, ENT_TYPE]).reshape(-1, 2) == BLOCKED).all(axis=1)


def without_blocked(doc: Doc, scores: numpy.ndarray) -> numpy.ndarray:
    """Let blocked tokens be outside of entities only.

    scores (Floats2d): Log probabilities, one row a token, one column a tag.
    """
    blocked = is_blocked(doc)
    if not blocked.any():
        return scores
    allowed = scores.copy()
    allowed[blocked] = IMPOSSIBLE
    allowed[blocked, OUTSIDE] = 0.0
    return allowed


def make_spans(doc: Doc, found: Iterable[ScoredSpan]) -> List[Tuple[Span, float]]:
    """Make spaCy's spans, without the whitespace tokens at their ends."""
    spans = []
    for start, end, label, score in found:
        while start < end and doc[start].is_space:
            start += 1
        while start < end and doc[end - 1].is_space:
            end -= 1
        if start < end:
            spans.append((Span(doc, start, end, label=label), score))
    return spans


def drop_overlapping(
    scored: List[Tuple[Span, float]], old: Iterable[Span]
) -> List[Tuple[Span, float]]:
    """Leave out spans that share a token with one that was there before."""
    taken = {token.i for span in old for token in span}
    return [
        (s, score) for s, score in scored if taken.isdisjoint(range(s.start, s.end))
    ]
