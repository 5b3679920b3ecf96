import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import DocBin

from spacy_phonener.corpora.convert import (
    about_corpus,
    content_hash,
    drop_leaks,
    read_corpus,
    write_docbin,
)
from spacy_phonener.corpora.corpus import PhoneCorpus

from .sentences import CONLL, SENTENCES, write


def test_a_folder_of_languages(tmp_path):
    write(tmp_path / "en" / "train.conll", CONLL)
    write(tmp_path / "arc" / "test.conll", CONLL)  # the hub's code of Assyrian
    corpus = read_corpus(tmp_path)
    assert set(corpus) == {("eng", "train"), ("aii", "test")}


def test_shards_are_put_together(tmp_path):
    for i in range(2):
        write(tmp_path / "en" / f"train-0000{i}-of-00002.conll", CONLL)
    assert read_corpus(tmp_path) == {("eng", "train"): SENTENCES * 2}


@pytest.mark.parametrize(
    "name,message",
    [("nowhere/train.conll", "Which language"), ("en/train.txt", "neither a folder")],
)
def test_files_that_cannot_be_read(tmp_path, name, message):
    with pytest.raises(ValueError, match=message):
        read_corpus(write(tmp_path / name, CONLL))


def test_empty_folder(tmp_path):
    with pytest.raises(ValueError, match="There is no LANGUAGE/SPLIT"):
        read_corpus(tmp_path)


def test_training_sentences_that_test_another_language_are_dropped():
    corpus = {
        ("eng", "train"): list(SENTENCES),
        ("eng", "test"): [SENTENCES[0]],
        ("sin", "test"): [SENTENCES[1]],
    }
    assert drop_leaks(corpus) == {("eng", "train"): 1}
    assert corpus["eng", "train"] == SENTENCES[:1]


def test_what_a_corpus_is():
    about = about_corpus({("eng", "train"): SENTENCES}, "sample")
    assert about["eng/train"]["sentences"] == 2
    assert about["eng/train"]["wikiann"] is None
    other = [(["x"], ["O"])] * 20_000
    assert about_corpus({("eng", "train"): other}, "x")["eng/train"]["wikiann"] is False


def test_the_hash_is_of_the_content():
    assert content_hash(SENTENCES) == content_hash(iter(SENTENCES))
    assert content_hash(SENTENCES) != content_hash(SENTENCES[:1])


def test_docbin(tmp_path):
    path = tmp_path / "sin" / "test.spacy"
    write_docbin(SENTENCES, "sin", path)
    vocab = spacy.blank("xx").vocab
    docs = list(DocBin().from_disk(path).get_docs(vocab))
    for doc, (tokens, _) in zip(docs, SENTENCES):
        assert [token.text for token in doc] == tokens
        assert doc._.phonener_lang == "sin"
    assert [(e.text, e.label_) for e in docs[0].ents] == [
        ("R.H. Saunders", "PER"),
        ("Lawrence", "LOC"),
    ]
    assert [p.name for p in path.parent.iterdir()] == ["test.spacy"]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_any_tokens_survive(tmp_path_factory, tokens):
    path = tmp_path_factory.mktemp("corpus") / "x.spacy"
    write_docbin([(tokens, ["O"] * len(tokens))], "sin", path)
    [example] = PhoneCorpus(path)(spacy.blank("en"))
    assert [token.text for token in example.predicted] == tokens
    assert [token.text for token in example.reference] == tokens
