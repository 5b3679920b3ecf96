"""Words counted in the training texts themselves."""

import pytest
import spacy
from spacy.tokens import Doc

from spacy_phonener import stream_counts
from spacy_phonener.corpora.augmenters.text_counts import create_text_counts
from spacy_phonener.corpora.corpus import make_example
from spacy_phonener.extensions import word_classes


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch):
    monkeypatch.setattr(stream_counts, "MIN_WORDS", 20)


def read(augment, *sentences, lang="hau", kind="text"):
    """Let the augmenter see sentences, and get the classes of each."""
    nlp = spacy.blank("xx")
    found = []
    for sentence in sentences:
        doc = Doc(nlp.vocab, words=sentence.split())
        doc._.phonener_lang, doc._.phonener_kind = lang, kind
        [example] = augment(nlp, make_example(nlp.vocab, doc))
        found.append(word_classes(example.predicted))
    return found


def test_a_name_is_no_common_word_however_often_it_is_named():
    """Once there are enough words of the language."""
    augment = create_text_counts(1.0)
    found = read(augment, *["Ya ce Kano ya ce"] * 10)
    assert found[0] == [0] * 5
    assert found[-1] == [6, 6, 1, 6, 6]
    # Not by the words of another language; nor those of fragments.
    assert read(augment, "Ya ce Kano ya ce", lang="swa") == [[0] * 5]
    assert read(augment, "Ya ce Kano ya ce", kind="fragment") == [[0] * 5]


def test_texts_in_lower_case_are_counted_apart():
    augment = create_text_counts(1.0)
    read(augment, *["Ya ce Kano ya ce"] * 10, *["ya ce kano ya ce"] * 10)
    assert read(augment, "Ya ce Kano ya ce") == [[6, 6, 1, 6, 6]]
    assert read(augment, "ya ce kano ya ce") == [[6, 6, 6, 6, 6]]


def test_a_share_of_the_sentences():
    augment = create_text_counts(0.5)
    found = read(augment, *["Ya ce Kano ya ce"] * 200)
    assert 60 < sum(any(classes) for classes in found[20:]) < 120
    assert not any(map(any, read(create_text_counts(0.0), *["ya ce ya ce"] * 20)))
