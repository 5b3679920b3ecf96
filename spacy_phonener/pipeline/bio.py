"""BIO tags and spans.

The classes of a tagger, the best valid path through its scores, and the spans on that path.
"""

from functools import cache
from itertools import accumulate
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


def viterbi(scores: numpy.ndarray, edges: numpy.ndarray) -> numpy.ndarray:
    """Find the best valid BIO path.

    scores (Floats2d): Log probabilities, one row a token, one column a tag.
    edges (Array[bool]): Which tokens an entity may end with.
    RETURNS (Ints1d): The tag of each token.
    """
    length, n_tags = scores.shape
    after_edge, after_other = valid_transitions(n_tags), going_on(n_tags)
    best = scores[0] + after_edge[OUTSIDE]
    origins = numpy.zeros((length, n_tags), dtype="i")
    for i in range(1, length):
        paths = best[:, None] + (after_edge if edges[i - 1] else after_other)
        origins[i] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[i]
    path = numpy.zeros(length, dtype="i")
    path[-1] = (best if edges[-1] else best + after_other[:, OUTSIDE]).argmax()
    for i in range(length - 1, 0, -1):
        path[i - 1] = origins[i, path[i]]
    return path


@cache
def going_on(n_tags: int) -> numpy.ndarray:
    """Score transitions after a token that no entity ends with: it goes on, if it is there.

    RETURNS (Floats2d): As `valid_transitions`.
    """
    transitions = valid_transitions(n_tags).copy()
    entity = numpy.arange(n_tags) > OUTSIDE
    others = entity & (numpy.arange(n_tags) % 2 == 0)
    transitions[numpy.ix_(entity, ~others)] = -numpy.inf
    return transitions


def best_paths(
    scores: List[numpy.ndarray], edges: List[numpy.ndarray]
) -> List[numpy.ndarray]:
    """Find the best valid BIO path of each doc.

    Mostly that is each token's best tag; only the parts of docs where it is not are
    searched.

    scores (List[Floats2d]): Log probabilities, one row a token, one column a tag.
    edges (List[Array[bool]]): Which tokens an entity may end with.
    RETURNS (List[Ints1d]): The tags of each doc's tokens.
    """
    flat, can_end = numpy.concatenate(scores), numpy.concatenate(edges)
    best = flat.argmax(axis=1)
    lengths = numpy.asarray(list(map(len, scores)))
    ends = lengths.cumsum()
    starts = ends - lengths
    n_tags = flat.shape[1]
    before, ended = numpy.roll(best, 1), numpy.roll(can_end, 1)
    first = starts[starts < len(best)]
    before[first], ended[first] = OUTSIDE, True
    steps = numpy.where(
        ended, valid_transitions(n_tags)[before, best], going_on(n_tags)[before, best]
    )
    last = ends[lengths > 0] - 1
    steps[last[~can_end[last] & (best[last] != OUTSIDE)]] = -numpy.inf
    [broken] = numpy.isneginf(steps).nonzero()
    if len(broken):
        borders = numpy.unique([*starts, *ends, *separable(flat, can_end)])
        for i in numpy.unique(borders.searchsorted(broken, side="right")):
            part = slice(borders[i - 1], borders[i])
            best[part] = viterbi(flat[part], can_end[part])
    return [best[start:end] for start, end in zip(starts, ends)]


def separable(scores: numpy.ndarray, edges: numpy.ndarray) -> numpy.ndarray:
    """Find where a path can be cut, so that the best paths of its parts make up the best.

    That is where any path gains, or loses nothing, if the token before becomes O, and an
    entity that went on begins here: the token that then is the last of an entity must be
    able to end one.

    RETURNS (Ints1d): Tokens before which it can be cut.
    """
    gain = scores[:-1, OUTSIDE] - scores[:-1, 1:].max(axis=1)
    loss = (scores[1:, 2::2] - scores[1:, 1::2]).max(axis=1)
    can_cut = gain >= numpy.maximum(loss, 0)
    can_cut[1:] &= edges[:-2]
    return can_cut.nonzero()[0] + 1


def decode(
    scores: List[numpy.ndarray], edges: List[numpy.ndarray], labels: Sequence[str]
) -> List[List[ScoredSpan]]:
    """Turn the scores of the tokens of docs into spans.

    scores (List[Floats2d]): For each doc log probabilities, one row a token, one column
        a tag as in `bio_tags(labels)`.
    edges (List[Array[bool]]): For each doc, which tokens an entity may end with.
    RETURNS (List[List[ScoredSpan]]): For each doc spans that do not overlap, in order.
    """
    if not scores:
        return []
    paths = best_paths(scores, edges)
    # Of all docs together: most are short.
    tags = numpy.concatenate(paths)
    chosen = numpy.concatenate(scores)[numpy.arange(len(tags)), tags].tolist()
    path = tags.tolist()
    found = []
    first = 0
    for last in accumulate(map(len, paths)):
        logs = chosen[first:last]
        found.append(
            [
                ScoredSpan(start, end, label, exp(sum(logs[start:end])))
                for start, end, label in _spans(path[first:last], labels)
            ]
        )
        first = last
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
