import pickle

import pytest
import spacy

NLP = spacy.blank(
    "xx", config={"nlp": {"tokenizer": {"@tokenizers": "spacy_phonener.Tokenizer.v1"}}}
)
NLP.add_pipe("phonener_sentencizer")


@pytest.mark.parametrize(
    "sentences",
    [
        ["Hello (World). ", "Next one! ", "Is it? ", "J. R. R. Tolkien wrote it."],
        [
            "Headline of news\n",
            "A sentence. ",
            "A second\n\n",
            "- item one\n",
            "- item",
        ],
        ["ባህር ዳር። ", "አዲስ አበባ።"],
        ["ភ្នំពេញ។ ", "កម្ពុជា។"],
        ["नेपाल। ", "भारत॥ ", "क"],
        ["Այո. դա ճիշտ է: ", "Ոչ։ ", "Լավ"],
        ["القاهرة؟ ", "مصر۔"],
        ["東京。", "日本。"],
        ["Wait... what?"],
        ["\n\n", "Start"],
    ],
)
def test_sentences(sentences):
    doc = NLP("".join(sentences))
    assert [sent.text_with_ws for sent in doc.sents] == sentences


def test_boundaries_that_are_there_stay():
    doc = NLP.make_doc("Paris. London. Oslo")
    for token in doc:
        token.is_sent_start = token.i in (0, 2)
    assert [sent.text for sent in NLP(doc).sents] == ["Paris.", "London. Oslo"]


def test_saved_and_loaded(tmp_path):
    NLP.to_disk(tmp_path)
    for nlp in (spacy.load(tmp_path), pickle.loads(pickle.dumps(NLP))):
        assert [sent.text for sent in nlp("Paris\nLondon។ Oslo").sents] == [
            "Paris\n",
            "London។",
            "Oslo",
        ]


def test_empty():
    assert list(NLP("").sents) == []
