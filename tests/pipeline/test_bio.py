from itertools import product

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from spacy_phonener.pipeline.bio import best_paths, bio_tags, decode, viterbi
from spacy_phonener.pipeline.constraints import FORBIDDEN
from spacy_phonener.pipeline.units import log_softmax, pool_units, unit_tags

LABELS = ["LOC", "PER"]
TAGS = bio_tags(LABELS)


def scores_of(*tags):
    """Log probabilities that favour these tags."""
    rows = [[0.9 if t == tag else 0.025 for t in TAGS] for tag in tags]
    return numpy.log(numpy.asarray(rows, dtype="f"))


def free(scores):
    """Every token may end an entity."""
    return [numpy.ones(len(rows), dtype=bool) for rows in scores]


def read(scores):
    return decode(scores, free(scores), LABELS)


def is_valid(tags, edges=None):
    previous, can_end = "O", True
    for tag, edge in zip(
        [*tags, "O"], [*([True] * len(tags) if edges is None else edges), True]
    ):
        if tag.startswith("I-") and previous[2:] != tag[2:]:
            return False
        if previous != "O" and not can_end and not tag.startswith("I-"):
            return False
        previous, can_end = tag, edge
    return True


def test_tags():
    assert TAGS == ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]


def test_spans_and_their_probability():
    [spans] = read([scores_of("B-PER", "I-PER", "O", "B-LOC", "B-LOC")])
    assert [span[:3] for span in spans] == [(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC")]
    assert [span.score for span in spans] == pytest.approx([0.81, 0.9, 0.9])


def test_an_illegal_path_is_mended():
    [spans] = read([scores_of("O", "I-PER", "I-PER")])
    assert [span[:3] for span in spans] == [(1, 3, "PER")]


def test_only_where_it_is_broken_a_path_is_searched(monkeypatch):
    searched = []

    def watched(scores, edges):
        searched.append(len(scores))
        return viterbi(scores, edges)

    monkeypatch.setattr("spacy_phonener.pipeline.bio.viterbi", watched)
    whole = scores_of(*["O"] * 50, "I-PER", "I-PER", *["O"] * 50)
    [spans] = read([whole])
    assert [span[:3] for span in spans] == [(50, 52, "PER")]
    [length] = searched
    assert length < 5


def test_docs_are_decoded_apart():
    docs = [scores_of("O", "B-PER"), scores_of("I-PER", "O"), scores_of("B-LOC")]
    assert read(docs) == [read([doc])[0] for doc in docs]


def test_nothing_to_decode():
    empty = numpy.zeros((0, len(TAGS)), dtype="f")
    assert read([]) == []
    assert read([empty]) == [[]]
    docs = [empty, scores_of("B-LOC"), empty]
    [_, spans, _] = read(docs)
    assert [span[:3] for span in spans] == [(0, 1, "LOC")]


def constrained(max_length):
    """Scores, and which tokens an entity may end with: those may not begin one either."""

    def constrain(pair):
        scores, edges = pair
        scores = scores.copy()
        scores[~edges, 1::2] = FORBIDDEN
        return scores, edges

    return st.integers(0, max_length).flatmap(
        lambda n: st.tuples(
            arrays("f", (n, 5), elements=st.integers(-4, 0)), arrays(bool, n)
        ).map(constrain)
    )


@given(st.lists(constrained(12), min_size=1))
def test_a_search_finds_nothing_better_than_the_best_paths(docs):
    scores, edges = map(list, zip(*docs))
    for doc_scores, doc_edges, path in zip(scores, edges, best_paths(scores, edges)):
        if not len(doc_scores):
            assert not len(path)
            continue
        rows = numpy.arange(len(path))
        assert is_valid([TAGS[i] for i in path], doc_edges)
        found = viterbi(doc_scores, doc_edges)
        assert doc_scores[rows, path].sum() == doc_scores[rows, found].sum()


@given(constrained(4).filter(lambda pair: len(pair[1])))
def test_viterbi_finds_the_best_valid_path(pair):
    scores, edges = pair
    path = viterbi(scores, edges)
    assert is_valid([TAGS[i] for i in path], edges)
    best = max(
        sum(scores[i, tag] for i, tag in enumerate(tags))
        for tags in product(range(5), repeat=len(scores))
        if is_valid([TAGS[i] for i in tags], edges)
    )
    assert scores[numpy.arange(len(path)), path].sum() == best


# Units of `<s> t o k ▁ j o </s>`: separators belong to no token.
UNIT_TOKENS = numpy.asarray([-1, 0, 0, 0, -1, 1, 1, -1])


def test_units_of_a_token_share_its_tag():
    # Sohn et al. 2024, section 3.1: only the first phoneme of the first word is B.
    tags = numpy.asarray([TAGS.index("B-PER"), TAGS.index("I-PER")])
    units = unit_tags(tags, UNIT_TOKENS)
    assert [TAGS[i] for i in units] == [
        *("O", "B-PER", "I-PER", "I-PER"),
        *("O", "I-PER", "I-PER", "O"),
    ]


def test_unknown_tags_stay_unknown():
    units = unit_tags(numpy.asarray([-1, 0]), UNIT_TOKENS)
    assert units.tolist() == [0, -1, -1, -1, 0, 0, 0, 0]


def test_units_are_pooled_to_tokens():
    units = scores_of("O", "B-PER", "I-PER", "I-PER", "O", "I-PER", "I-PER", "O")
    pooled = pool_units(units, UNIT_TOKENS, 2)
    assert [TAGS[i] for i in pooled.argmax(axis=1)] == ["B-PER", "I-PER"]
    assert numpy.exp(pooled).sum(axis=1) == pytest.approx(1.0)


def test_where_a_unit_is_a_token_pooling_changes_nothing():
    scores = scores_of("B-PER", "O", "I-LOC")
    pooled = pool_units(scores, numpy.arange(3), 3)
    assert pooled == pytest.approx(log_softmax(scores), abs=1e-6)
