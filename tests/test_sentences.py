import spacy

from spacy_phonener.sentences import sentence_bounds


def test_sentences_are_read_one_by_one():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp("Paris is big. London is bigger.")
    assert sentence_bounds(doc) == [(0, 4), (4, 8)]
