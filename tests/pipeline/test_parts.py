import numpy
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from spacy_phonener.pipeline.parts import batch_parts, split_doc

from ..conftest import SENTENCE

VOCAB = spacy.blank("xx").vocab


def make_doc(lengths):
    """A doc of sentences of some lengths, each token with a phoneme of its own."""
    starts = [i == 0 for length in lengths for i in range(length)]
    doc = Doc(VOCAB, words=[f"w{i}" for i in range(len(starts))], sent_starts=starts)
    for token in doc:
        token._.phonemes = (token.text,)
    return doc


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(1, 40))
def test_parts_are_sentences_as_far_as_they_fit(lengths, size):
    doc = make_doc(lengths)
    parts = list(split_doc(doc, size))
    assert [t.text for part in parts for t in part] == [t.text for t in doc]
    assert all(t._.phonemes == (t.text,) for part in parts for t in part)
    assert all(len(part) <= size for part in parts)
    if max(lengths) <= size:
        assert all(part[0].is_sent_start for part in parts)
    # Two neighbours would not have fitted into one.
    assert all(len(a) + len(b) > size for a, b in zip(parts, parts[1:])) or (
        max(lengths) > 1
    )


def test_short_docs_stay_as_they_are():
    docs = [make_doc([3]), make_doc([2, 2]), Doc(VOCAB), make_doc([5])]
    batches = list(batch_parts(docs, 6))
    assert batches == [[docs[0], docs[1]], [docs[3]]]


@pytest.mark.parametrize("n", [3, 4, 7])
def test_a_long_doc_is_predicted_in_parts(trained, monkeypatch, n):
    trained.add_pipe("sentencizer", before="phonener")
    doc = trained(" ".join([SENTENCE] * 4))
    phonener = trained.get_pipe("phonener")
    [whole] = phonener.predict([doc])
    monkeypatch.setattr("spacy_phonener.pipeline.phonener.MAX_TOKENS", n * 5)
    empty = trained.make_doc("")
    scores = phonener.predict([empty, doc, empty, doc])
    assert [len(rows) for rows in scores] == [0, 20, 0, 20]
    for rows in scores[1::2]:
        numpy.testing.assert_allclose(rows, whole, atol=1e-5)
