"""Long docs in parts, so that memory is bounded however long they are."""

from typing import Iterable, Iterator, List

import numpy
from spacy.tokens import Doc

from ..extensions import copy_origin, note_language, noted_language, token_keys
from ..sentences import sentence_bounds


def batch_parts(docs: Iterable[Doc], size: int) -> Iterator[List[Doc]]:
    """Make batches of about `size` tokens of docs, the long ones in parts.

    Parts are made when their batch is asked for. Docs without tokens have none.
    """
    batch: List[Doc] = []
    length = 0
    for part in (part for doc in docs for part in split_doc(doc, size)):
        batch.append(part)
        length += len(part)
        if length >= size:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def split_doc(doc: Doc, size: int) -> Iterator[Doc]:
    """Cut a doc of more than `size` tokens between sentences, and longer sentences."""
    if len(doc) <= size:
        if len(doc):
            yield doc
        return
    start = end = 0
    for stop in _cuts(doc, size):
        if stop - start > size:
            yield copy_part(doc, start, end)
            start = end
        end = stop
    yield copy_part(doc, start, len(doc))


def _cuts(doc: Doc, size: int) -> Iterator[int]:
    for start, end in sentence_bounds(doc):
        yield from range(start + size, end, size)
        yield end


def copy_part(doc: Doc, start: int, end: int) -> Doc:
    """Copy some tokens of a doc with what a model sees.

    Sentences, phonemes, word classes and where the doc comes from.
    """
    span = doc[start:end]
    part = Doc(
        doc.vocab,
        words=[token.text for token in span],
        spaces=[bool(token.whitespace_) for token in span],
        sent_starts=[token.is_sent_start for token in span],
    )
    copy_origin(doc, part)
    if code := noted_language(doc):
        note_language(part, code)
    for name in ("phonemes", "commonness"):
        for key, old in zip(token_keys(part, name), token_keys(span, name)):
            if old in doc.user_data:
                part.user_data[key] = doc.user_data[old]
    return part


def join_parts(
    parts: Iterator[numpy.ndarray], length: int, width: int
) -> numpy.ndarray:
    """Put the scores of a doc's parts together.

    parts (Iterator[Floats2d]): Of this doc, then of others.
    length (int): How many tokens the doc has.
    width (int): How many scores a token has.
    """
    joined = [numpy.zeros((0, width), dtype="f")]
    while length:
        joined.append(next(parts))
        length -= len(joined[-1])
    return joined[-1] if len(joined) <= 2 else numpy.concatenate(joined)
