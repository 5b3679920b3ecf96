import pytest
from spacy.tokens import Doc, DocBin
from spacy.util import fix_random_seed

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.corpus import PhoneCorpus, create_corpus

from .sentences import SENTENCES


def test_the_reader_carries_the_language(tmp_path, blank):
    path = tmp_path / "test.spacy"
    write_docbin([(["Soomaaliya"], ["B-LOC"])], "som", path)
    [example] = create_corpus(path)(blank)
    assert example.predicted._.phonener_lang == "som"
    assert not example.predicted.ents
    # Through nlp.evaluate too, which copies the docs.
    blank.evaluate([example])
    assert blank(example.predicted)[0]._.ipa == "sɔːmæːlijæ"


def test_reader_limit(tmp_path, blank):
    write_docbin(SENTENCES * 3, "eng", tmp_path / "train.spacy")
    assert len(list(create_corpus(tmp_path / "train.spacy", limit=4)(blank))) == 4


def test_reader_without_a_path():
    with pytest.raises(ValueError, match="--paths.train"):
        create_corpus(None)


def test_gold_docs_are_not_changed_by_training(tmp_path, blank):
    doc = Doc(blank.vocab, words=["Colombo"], ents=["B-LOC"])
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "x.spacy")
    [example] = PhoneCorpus(tmp_path / "x.spacy")(blank)
    blank(example.predicted)
    assert example.reference[0]._.phonemes is None


def test_a_corpus_in_a_new_order_each_time(tmp_path, blank):
    path = tmp_path / "train.spacy"
    write_docbin([([str(i)], ["O"]) for i in range(20)], "eng", path)
    fix_random_seed(0)
    corpus = create_corpus(path, shuffle=True)
    orders = [[eg.reference.text.strip() for eg in corpus(blank)] for _ in range(2)]
    assert orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1])


def test_a_part_of_the_data_is_its_beginning_also_in_a_new_order(tmp_path, blank):
    """As the authors of the paper take 30 % or 50 % of English."""
    path = tmp_path / "train.spacy"
    write_docbin([([str(i)], ["O"]) for i in range(20)], "eng", path)
    corpus = create_corpus(path, limit=6, shuffle=True)
    for _ in range(3):
        words = {eg.reference[0].text for eg in corpus(blank)}
        assert words == {"0", "1", "2", "3", "4", "5"}
