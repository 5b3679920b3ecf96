"""From the spans that were decoded to spaCy's, beside what a doc has already."""

from typing import Iterable, List, Tuple

import numpy
from spacy.tokens import Doc, Span, SpanGroup

from ..extensions import set_scores
from .bio import ScoredSpan


def write_ents(
    doc: Doc, found: Iterable[ScoredSpan], *, overwrite: bool, blocked: numpy.ndarray
) -> None:
    """Write what was found to `doc.ents`.

    overwrite (bool): Replace the entities that are there.
    blocked (Array[bool]): Which tokens no entity may have.
    """
    old = [] if overwrite else list(doc.ents)
    scored = drop_overlapping(make_spans(doc, found), old)
    set_scores(scored)
    new = [span for span, _ in scored]
    closed = [doc[i : i + 1] for i in blocked.nonzero()[0].tolist()]
    doc.set_ents(old + new, blocked=closed)


def write_spans(
    doc: Doc, found: Iterable[ScoredSpan], key: str, *, overwrite: bool
) -> None:
    """Write what was found to `doc.spans[key]`.

    overwrite (bool): Replace the spans that are there.
    """
    scored = make_spans(doc, found)
    before: List[Tuple[Span, float]] = []
    if not overwrite and key in doc.spans:
        old = doc.spans[key]
        before = list(zip(old, old.attrs.get("scores", [1.0] * len(old))))
        scored = drop_overlapping(scored, old)
    set_scores(scored)
    doc.spans[key] = SpanGroup(
        doc,
        name=key,
        spans=[span for span, _ in before + scored],
        attrs={"scores": [float(score) for _, score in before + scored]},
    )


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
