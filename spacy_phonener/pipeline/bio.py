"""BIO tags and spans.

The classes of a tagger, the best valid path through its scores, and the spans on that path.
"""

from functools import cache
from math import exp
from typing import List, NamedTuple, Sequence, Tuple

import numpy

OUTSIDE = 0


class ScoredSpan(NamedTuple):
    """Tokens start to end (exclusive), a label, and the probability of its tags."""

    start: int
    end: int
    label: str
    score: float


def bio_tags(labels: Sequence[str]) -> List[str]:
    """List the classes of a tagger: O, then B and I of each label.

    A new label's classes come last, so that a trained tagger can grow.
    """
    return ["O"] + [f"{prefix}-{label}" for label in labels for prefix in "BI"]


def biluo_to_bio(tag: str) -> str:
    """Translate spaCy's BILUO tag (of `Example.get_aligned_ner`) to BIO."""
    return tag.replace("U-", "B-").replace("L-", "I-")


@cache
def valid_transitions(n_tags: int) -> numpy.ndarray:
    """Score transitions: I-X follows only B-X and I-X.

    RETURNS (Floats2d): 0 where the tag of the column may follow the tag of the row, -inf
        where not.
    """
    tags = numpy.arange(n_tags)
    is_inside = (tags > OUTSIDE) & (tags % 2 == 0)
    label = (tags + 1) // 2
    valid = ~is_inside[None, :] | (label[:, None] == label[None, :])
    return numpy.where(valid, 0.0, -numpy.inf).astype("f")


def viterbi(scores: numpy.ndarray) -> numpy.ndarray:
    """Find the best valid BIO path.

    scores (Floats2d): Log probabilities, one row a token, one column a tag.
    RETURNS (Ints1d): The tag of each token.
    """
    length, n_tags = scores.shape
    transitions = valid_transitions(n_tags)
    best = scores[0] + transitions[OUTSIDE]
    origins = numpy.zeros((length, n_tags), dtype="i")
    for i in range(1, length):
        paths = best[:, None] + transitions
        origins[i] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[i]
    path = numpy.zeros(length, dtype="i")
    path[-1] = best.argmax()
    for i in range(length - 1, 0, -1):
        path[i - 1] = origins[i, path[i]]
    return path


def best_paths(scores: List[numpy.ndarray]) -> List[numpy.ndarray]:
    """Find the best valid BIO path of each doc.

    Mostly that is each token's best tag; only the parts of docs where it is not are
    searched.

    scores (List[Floats2d]): Log probabilities, one row a token, one column a tag.
    RETURNS (List[Ints1d]): The tags of each doc's tokens.
    """
    flat = numpy.concatenate(scores)
    best = flat.argmax(axis=1)
    lengths = numpy.asarray(list(map(len, scores)))
    ends = lengths.cumsum()
    starts = ends - lengths
    before = numpy.roll(best, 1)
    before[starts[starts < len(best)]] = OUTSIDE
    transitions = valid_transitions(flat.shape[1])
    [broken] = numpy.isneginf(transitions[before, best]).nonzero()
    if len(broken):
        borders = numpy.unique([*starts, *ends, *separable(flat)])
        for i in numpy.unique(borders.searchsorted(broken, side="right")):
            part = slice(borders[i - 1], borders[i])
            best[part] = viterbi(flat[part])
    return [best[start:end] for start, end in zip(starts, ends)]


def separable(scores: numpy.ndarray) -> numpy.ndarray:
    """Find where a path can be cut, so that the best paths of its parts make up the best.

    That is where any path gains, or loses nothing, if the token before becomes O, and an
    entity that went on begins here.

    RETURNS (Ints1d): Tokens before which it can be cut.
    """
    gain = scores[:-1, OUTSIDE] - scores[:-1, 1:].max(axis=1)
    loss = (scores[1:, 2::2] - scores[1:, 1::2]).max(axis=1)
    return (gain >= numpy.maximum(loss, 0)).nonzero()[0] + 1


def decode(
    scores: List[numpy.ndarray], labels: Sequence[str]
) -> List[List[ScoredSpan]]:
    """Turn the scores of the tokens of docs into spans.

    scores (List[Floats2d]): For each doc log probabilities, one row a token, one column
        a tag as in `bio_tags(labels)`.
    RETURNS (List[List[ScoredSpan]]): For each doc spans that do not overlap, in order.
    """
    if not scores:
        return []
    found = []
    for doc_scores, path in zip(scores, best_paths(scores)):
        chosen = doc_scores[numpy.arange(len(path)), path].tolist()
        spans = _spans(path.tolist(), labels)
        found.append(
            [
                ScoredSpan(start, end, label, exp(sum(chosen[start:end])))
                for start, end, label in spans
            ]
        )
    return found


def _spans(path: List[int], labels: Sequence[str]) -> List[Tuple[int, int, str]]:
    spans: List[Tuple[int, int, str]] = []
    for i, tag in enumerate(path):
        if tag == OUTSIDE:
            continue
        label = labels[(tag - 1) // 2]
        if tag % 2:
            spans.append((i, i + 1, label))
        else:
            start, _, _ = spans[-1]
            spans[-1] = (start, i + 1, label)
    return spans
