"""What a word is in one sentence of a doc, it is in the others."""

import numpy
import pytest
import spacy
from spacy.tokens import Doc

from spacy_phonener.pipeline.consistency import make_consistent, type_scores
from spacy_phonener.pipeline.units import log_softmax

from ..conftest import SENTENCE, all_entities, entities, make_pipeline

VOCAB = spacy.blank("xx").vocab
# O, then B and I of a label, and of another.
CLEAR = [0.1, 0.6, 0.2, 0.05, 0.05]
UNCLEAR = [0.6, 0.06, 0.14, 0.1, 0.1]


def score(words, *probs, share=0.5):
    before = numpy.log(numpy.asarray(probs, dtype="f"))
    after = make_consistent(Doc(VOCAB, words=words), before, share)
    assert after.dtype == numpy.float32 and after.shape == before.shape
    assert numpy.allclose(numpy.exp(after).sum(axis=1), 1, atol=1e-5)
    return before, after


def test_types_are_averaged():
    before, after = score(["Abu", "xi", "Abu"], CLEAR, UNCLEAR, UNCLEAR)
    mean = type_scores(before)[[0, 2]].mean(axis=0, keepdims=True)
    assert numpy.allclose(type_scores(after)[[0, 2]], log_softmax(mean), atol=1e-5)
    assert (after[1] == before[1]).all()


def test_the_odds_of_begin_and_inside_are_a_tokens_own():
    before, after = score(["Abu", "Abu"], CLEAR, UNCLEAR, share=0.8)
    for first in (1, 3):
        odds = [rows[:, first] - rows[:, first + 1] for rows in (before, after)]
        assert numpy.allclose(*odds, atol=1e-5)


def test_the_share_is_that_of_the_others():
    before, after = score(["Abu"] * 3, CLEAR, UNCLEAR, UNCLEAR, share=0.5)
    clear, unclear = type_scores(before)[:2]
    expected = numpy.stack([clear + unclear, 1.5 * unclear + 0.5 * clear]) / 2
    assert numpy.allclose(type_scores(after)[:2], log_softmax(expected), atol=1e-5)
    # As much as the others say: of two tokens each is as the other was.
    before, after = score(["Abu", "Abu"], CLEAR, UNCLEAR, share=1.0)
    assert numpy.allclose(type_scores(after), type_scores(before)[::-1], atol=1e-5)


@pytest.mark.parametrize("words", [["Abu", "abu"], ["Abu", "Aba"], ["1999"] * 2])
def test_other_words_and_what_has_no_letter(words):
    before, after = score(words, CLEAR, UNCLEAR)
    assert (after == before).all()


def test_no_tokens():
    scores = numpy.zeros((0, 5), dtype="f")
    assert make_consistent(Doc(VOCAB), scores, 0.5).shape == (0, 5)


def load(path, **settings):
    return spacy.load(path, config={"components": {"phonener": settings}})


def test_a_name_that_is_clear_once(trained_path):
    """Where the sentence does not tell, the name elsewhere in the doc does."""
    alone = load(trained_path, o_penalty=-7.0)
    together = load(trained_path, o_penalty=-7.0, consistency=0.9)
    text = f"{SENTENCE} it is the London that is so"
    unclear = (8, 9, "LOC")
    assert unclear not in entities(alone(text))
    assert unclear in entities(together(text))
    # Nothing repeats.
    assert entities(together(SENTENCE)) == entities(alone(SENTENCE))


def test_parts_of_long_docs_are_scored_together(trained_path, monkeypatch):
    nlp = load(trained_path, consistency=0.7)
    doc = nlp.make_doc(f"{SENTENCE} {SENTENCE.lower()} {SENTENCE}")
    for token in doc:
        token.is_sent_start = token.text.lower() == "nelson"
    expected = entities(nlp(doc.copy()))
    monkeypatch.setattr("spacy_phonener.pipeline.phonener.MAX_TOKENS", 6)
    assert entities(nlp(doc.copy())) == expected


def test_default(trained, trained_path):
    assert all_entities(load(trained_path, consistency=0.0)) == all_entities(trained)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_it_is_a_share(share):
    with pytest.raises(ValueError, match="from 0.0 to 1.0"):
        make_pipeline(consistency=share)
