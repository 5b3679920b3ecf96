import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import f1_score as seqeval_f1
from seqeval.scheme import IOB2
from sklearn.metrics import f1_score as sklearn_f1
from spacy.tokens import Doc
from spacy.training import Example

from spacy_phonener.evaluation.metrics import (
    MAX_POSITIONS,
    count_entities,
    entity_f1,
    f1,
    get_entities,
    read_segments,
    segment_tags,
    span_f1,
    tag_f1,
)
from spacy_phonener.pipeline.bio import bio_tags
from spacy_phonener.pipeline.phonemizer import Phonemizer

VOCAB = spacy.blank("xx").vocab
LABELS = ("LOC", "ORG", "PER")
TAGS = bio_tags(LABELS)


def make_doc(words, tags, lang="eng"):
    doc = Doc(VOCAB, words=words, ents=tags)
    doc._.phonener_lang = lang
    return doc


def legal(tags):
    """Make any tags legal: an I that continues nothing becomes a B."""
    fixed = []
    for tag in tags:
        previous = fixed[-1] if fixed else "O"
        if tag.startswith("I-") and previous[2:] != tag[2:]:
            tag = "B" + tag[1:]
        fixed.append(tag)
    return fixed


def test_a_sentence_in_segments():
    doc = make_doc(["Sri", "Lanka", "!"], ["B-LOC", "I-LOC", "O"])
    assert segment_tags(get_entities(doc), [3, 5, 1]) == [
        "O",  # start
        *["B-LOC", "I-LOC", "I-LOC", "O"],
        *["I-LOC"] * 5,
        "O",
        *["O", "O"],  # "!", end
    ]


def test_positions_after_the_128th_do_not_count():
    doc = make_doc(["x"] * 100, ["B-PER"] * 100)
    assert len(segment_tags(get_entities(doc), [2] * 100)) == MAX_POSITIONS == 128


words = st.sampled_from(["London", "Colombo", "and", ".", "Nelson", "2008"])
sentence = st.lists(
    st.tuples(words, *[st.sampled_from(TAGS)] * 2), min_size=1, max_size=9
)


@settings(max_examples=40)
@given(st.lists(sentence, min_size=1, max_size=5))
def test_entity_f1_is_seqevals(sentences):
    gold, guess, examples = [], [], []
    for rows in sentences:
        tokens, gold_tags, guess_tags = zip(*rows)
        gold.append(legal(gold_tags))
        guess.append(legal(guess_tags))
        docs = make_doc(tokens, guess[-1]), make_doc(tokens, gold[-1])
        examples.append(Example(*docs))
    expected = seqeval_f1(gold, guess, mode="strict", scheme=IOB2, zero_division=0)
    assert entity_f1(examples).ents_f == pytest.approx(expected)
    # With types taken away, spans are what is left.
    one = [[tag[:2] + "X" if tag != "O" else tag for tag in tags] for tags in gold]
    two = [[tag[:2] + "X" if tag != "O" else tag for tag in tags] for tags in guess]
    spans = seqeval_f1(one, two, mode="strict", scheme=IOB2, zero_division=0)
    assert span_f1(examples) == pytest.approx(spans)
    # From counts that can be resampled: the same.
    sides = [
        [get_entities(d) for d in ds] for ds in zip(*((e.y, e.x) for e in examples))
    ]
    assert f1(count_entities(*sides).sum(axis=0)) == pytest.approx(expected)


@settings(max_examples=40)
@given(st.lists(sentence, min_size=1, max_size=5))
def test_tag_f1_is_sklearns_macro_average(sentences):
    gold, guess, examples = [], [], []
    for rows in sentences:
        tokens, gold_tags, guess_tags = zip(*rows)
        reference = make_doc(tokens, legal(gold_tags))
        predicted = make_doc(tokens, legal(guess_tags))
        lengths = [len(word) for word in read_segments(reference, Phonemizer())]
        gold += segment_tags(get_entities(reference), lengths)
        guess += segment_tags(get_entities(predicted), lengths)
        examples.append(Example(predicted, reference))
    expected = sklearn_f1(gold, guess, average="macro", zero_division=0)
    assert tag_f1(examples) == pytest.approx(expected)


def score_tags(words, gold, guess):
    return tag_f1([Example(make_doc(words, guess), make_doc(words, gold))])


# A word of digits has a segment for each digit, whatever the language, so that the scores
# can be counted by hand. F1 of a tag: 2 right / (found + gold); a tag that is nowhere
# is left out of the average.
def test_tag_f1_of_all_right():
    # O: start, after each word; B-LOC: 1 segment, I-LOC: 1 + 3. The other four tags occur
    # nowhere.
    gold = ["B-LOC", "I-LOC"]
    assert score_tags(["12", "345"], gold, gold) == 1.0


def test_tag_f1_counts_the_start_and_end_and_what_is_between_words_as_o():
    # Gold: O (start), O O O (word), O (between), B-PER, O (end): six O, all found, and
    # the B-PER is taken for one more: 2 * 6 / (7 + 6).
    f1_of_o = 12 / 13
    found = score_tags(["123", "4"], ["O", "B-PER"], ["O", "O"])
    assert found == pytest.approx(f1_of_o / 2)


def test_tag_f1_weighs_a_word_by_its_segments():
    # The second word is missed: B-ORG right; I-ORG 2 right of 5, O 3 right and 3 more.
    found = score_tags(["123", "456"], ["B-ORG", "I-ORG"], ["B-ORG", "O"])
    assert found == pytest.approx((1 + 4 / 7 + 6 / 9) / 3)


def test_tag_f1_sees_a_wrong_type():
    # O: 2 right of 2; all segments of PER and of LOC, B and I, are wrong.
    assert score_tags(["12"], ["B-PER"], ["B-LOC"]) == pytest.approx(1 / 5)


def test_tag_f1_sees_no_further_than_128_positions():
    # The start, then 64 words of one segment with their O: the 64th has no O behind it,
    # and the 65th, an error, is not counted.
    words, gold = ["1"] * 65, ["O"] * 65
    assert score_tags(words, gold, ["O"] * 64 + ["B-LOC"]) == 1.0
    guess = ["O"] * 63 + ["B-LOC", "O"]
    assert score_tags(words, gold, guess) == pytest.approx(2 * 127 / (127 + 128) / 2)


def test_tag_f1_adds_up_over_sentences_before_it_is_averaged():
    examples = [
        Example(make_doc(["1"], [guess]), make_doc(["1"], ["B-LOC"]))
        for guess in ("B-LOC", "O")
    ]
    # O: 4 right, 5 found; B-LOC: 1 right of 2.
    assert tag_f1(examples) == pytest.approx((8 / 9 + 2 / 3) / 2)


def test_tag_f1_depends_on_no_systems_own_segments():
    gold = make_doc(["Colombo"], ["B-LOC"])
    scores = []
    for segments in [("k", "o"), ("k",) * 50]:
        predicted = make_doc(["Colombo"], ["B-LOC"])
        predicted[0]._.phonemes = segments
        scores.append(tag_f1([Example(predicted, gold)]))
    assert scores[0] == scores[1]
