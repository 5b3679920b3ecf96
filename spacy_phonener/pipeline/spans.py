"""From the spans that were decoded to spaCy's, beside what a doc has already."""

from typing import Iterable, List, Tuple

from spacy.tokens import Doc, Span

from .bio import ScoredSpan


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
