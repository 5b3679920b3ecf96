import spacy

from spacy_phonener.sentences import sentence_bounds, sentence_starts


def test_sentences_are_read_one_by_one():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp("Paris is big. London is bigger.")
    assert sentence_bounds(doc) == [(0, 4), (4, 8)]


def test_docs_without_sentences_and_without_tokens():
    nlp = spacy.blank("en")
    docs = [nlp("Paris is big."), nlp(""), nlp("London")]
    assert [sentence_bounds(doc) for doc in docs] == [[(0, 4)], [], [(0, 1)]]
    assert sentence_starts(docs).nonzero()[0].tolist() == [0, 4]


def test_sentences_of_the_users_own():
    doc = spacy.blank("en")("Paris is big London is bigger")
    doc.user_hooks["sents"] = lambda doc: [doc[:3], doc[3:]]
    assert sentence_bounds(doc) == [(0, 3), (3, 6)]
