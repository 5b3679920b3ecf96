"""CharsiuG2P: a dictionary, then a transformer that reads bytes."""

import pickle
import warnings
from pathlib import Path

import pytest
import spacy

from spacy_phonener.g2p import G2P
from spacy_phonener.g2p.charsiu import (
    ByT5Source,
    make_charsiu,
    make_charsiu_case2,
    to_ipa,
)

from ..checkpoints import save_byt5

# One spelling is read in two languages.
PRONUNCIATIONS = {
    ("khm", "ភ្នំពេញ"): "pʰnumpɨɲ",
    ("eng-us", "Paris"): "ˈpɛɹɪs",
    ("fra", "Paris"): "paʁi",
    ("kur", "کورد"): ".kurd",
}


@pytest.fixture(scope="module")
def byt5(tmp_path_factory):
    folder = tmp_path_factory.mktemp("byt5")
    save_byt5(folder, PRONUNCIATIONS)
    return str(folder)


@pytest.fixture
def dictionary(tmp_path):
    path = tmp_path / "khm.tsv"
    path.write_text("កម្ពុជា\tkampuciǝ,kampucia\n", encoding="utf-8")
    return str(path)


def test_the_model_reads_a_word_in_a_language(byt5):
    assert ByT5Source(byt5, "eng-us")(["Paris"]) == ["ˈpɛɹɪs"]
    assert ByT5Source(byt5, "fra")(["Paris"]) == ["paʁi"]
    assert ByT5Source(byt5, "khm")([]) == []


def test_words_of_any_length_come_back_in_order(byt5):
    source = ByT5Source(byt5, "fra")
    words = ["Paris"] * 150 + ["P" * 30, "Paris"]
    read = source(words)
    assert len(read) == len(words)
    assert read[:150] == ["paʁi"] * 150 and read[-1] == "paʁi"


def test_an_answer_without_an_end_is_none(byt5, monkeypatch):
    monkeypatch.setattr("spacy_phonener.g2p.charsiu.MAX_GROWTH", 1)
    assert ByT5Source(byt5, "eng-us")(["Paris"]) == [""]


def test_the_dictionary_first(byt5, dictionary):
    khmer = G2P(make_charsiu("km", dictionary=dictionary, model=byt5))
    assert khmer(["កម្ពុជា", "ភ្នំពេញ"]) == [
        tuple("k a m p u c i ə".split()),
        tuple("pʰ n u m p ɨ ɲ".split()),
    ]


def test_in_a_pipeline(byt5, dictionary, tmp_path):
    charsiu = {
        "@misc": "spacy_phonener.charsiu.v1",
        "lang": "khm",
        "dictionary": dictionary,
        "model": byt5,
    }
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "khm", "g2p": {"khm": charsiu}})
    nlp.to_disk(tmp_path / "saved")
    (tmp_path / "khm.tsv").unlink()
    loaded = spacy.load(tmp_path / "saved")
    for pipeline in (nlp, loaded, pickle.loads(pickle.dumps(nlp))):
        docs = pipeline.pipe(["កម្ពុជា", "ភ្នំពេញ"])
        assert [doc[0]._.ipa for doc in docs] == ["kampuciə", "pʰnumpɨɲ"]


def test_a_model_that_cannot_be_had(tmp_path):
    source = {
        "@misc": "spacy_phonener.charsiu.v1",
        "lang": "khm",
        "model": str(tmp_path / "none"),
    }
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "khm", "g2p": {"khm": source}})
    with pytest.raises(OSError, match="model .*none' cannot be loaded"):
        nlp("ភ្នំពេញ")


def test_its_own_notation():
    assert to_ipa("wˈɨsɨt`", "amh") == "wˈɨsɨtʼ"
    assert to_ipa(".şik", "kur") == "ʃɪk"
    assert to_ipa("çaj", "uzb") == "çaj"


def test_what_charsiu_does_not_read():
    with pytest.raises(ValueError, match="does not read the language 'som'"):
        make_charsiu("som", model="charsiu/g2p_multilingual_byT5_small_100")
    with pytest.raises(ValueError, match="needs the path of a dictionary"):
        make_charsiu("khm")
    # Its own tags: a variety that the table does not tell apart.
    assert make_charsiu("eng-uk", model="m")[0].tag == "eng-uk"


def test_the_papers_case_2(tmp_path, dictionary, byt5):
    """One setting for all its languages; a saved pipeline takes dictionaries along."""
    g2p = {
        "@misc": "spacy_phonener.charsiu_case2.v1",
        "dictionaries": str(tmp_path),
        "langs": ["khm", "amh"],
    }
    (tmp_path / "amh.tsv").write_text("አማራ\tamara\n", encoding="utf-8")
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "khm", "g2p": g2p})
    assert nlp("កម្ពុជា")[:]._.ipa == "kampuciə"
    nlp.to_disk(tmp_path / "model")
    (tmp_path / "khm.tsv").unlink()
    assert spacy.load(tmp_path / "model")("កម្ពុជា")[:]._.ipa == "kampuciə"


def test_case_2_has_12_languages(byt5):
    assert len(make_charsiu_case2(model=byt5)) == 12
    assert set(make_charsiu_case2(model=byt5)) >= {"khm", "grn", "kur"}


@pytest.fixture
def english(tmp_path, monkeypatch):
    """A pipeline for which a dictionary would be better, but need not be there."""
    monkeypatch.chdir(tmp_path)
    source = {
        "@misc": "spacy_phonener.charsiu.v1",
        "lang": "eng",
        "dictionary": "eng-us.tsv",
        "optional": True,
    }
    config = {"stress": True, "notation": "charsiu", "g2p": {"eng": source}}

    def make():
        nlp = spacy.blank("en")
        nlp.add_pipe("phonemizer", config=config)
        return nlp

    return make


def save_english(ipa="ˈsɪɹə,sɑɹə"):
    Path("eng-us.tsv").write_text(f"sarah\t{ipa}\n", encoding="utf-8")


def test_a_dictionary_that_need_not_be_there(english):
    """What it lacks, or all words, the language's sources read in the same notation."""
    save_english()
    assert english()("Sarah Nelson")[:]._.ipa == "ˈsɪɹə ˈnɛɫsən"
    Path("eng-us.tsv").unlink()
    with pytest.warns(UserWarning, match="'eng-us' is read without.*project assets"):
        assert english()("Sarah Nelson")[:]._.ipa == "ˈsɛɹə ˈnɛɫsən"


def test_a_saved_pipeline_reads_as_it_was_trained(english):
    """With the dictionary or without, whether there is one where it is loaded."""
    save_english()
    english().to_disk("with")
    Path("eng-us.tsv").unlink()
    without = english()
    with pytest.warns(UserWarning):
        without("Sarah")
    without.to_disk("without")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert spacy.load("with")("Sarah")[0]._.ipa == "ˈsɪɹə"
        save_english("ˈsɔɹə")
        assert spacy.load("without")("Sarah")[0]._.ipa == "ˈsɛɹə"
        copy = pickle.loads(pickle.dumps(without))
        assert copy("Sarah")[0]._.ipa == "ˈsɛɹə"
