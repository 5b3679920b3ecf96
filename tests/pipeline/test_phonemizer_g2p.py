"""G2P of the user's own, and what is not installed."""

import pickle
import sys
import warnings

import pytest
import spacy
from spacy.util import registry

from spacy_phonener.g2p import source as source_module
from spacy_phonener.g2p.charsiu import make_charsiu
from spacy_phonener.pipeline.phonemizer import Phonemizer


def test_a_g2p_of_the_users_own(tmp_path):
    path = tmp_path / "som.csv"
    path.write_text("Orth,Phon\ns,ʃ\no,ɔ\n", encoding="utf-8")
    nlp = spacy.blank("xx")
    source = {"@misc": "spacy_phonener.mapping.v1", "path": str(path)}
    nlp.add_pipe("phonemizer", config={"lang": "som", "g2p": {"som": source}})
    assert nlp("sos")[0]._.ipa == "ʃɔʃ"
    # It has no letter for the rest of this: the language's own source has.
    assert nlp("Soomaaliya")[0]._.ipa == "sɔːmæːlijæ"


GILBERTESE = "Orth,Phon\na,a\nb,p\ne,e\ni,i\nk,k\nm,m\nn,n\nr,ɾ\nt,t\nw,w\n"


@pytest.fixture
def gilbertese(tmp_path, monkeypatch):
    """A pipeline for a language that no source knows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gil-Latn.csv").write_text(GILBERTESE, encoding="utf-8")
    (tmp_path / "gil-Latn.post.txt").write_text("t -> s / _ i\n", encoding="utf-8")
    source = {"@misc": "spacy_phonener.mapping.v1", "path": "gil-Latn.csv"}
    nlp = spacy.blank("xx")
    config = {"lang": "gil", "g2p": {"gil-Latn": source}}
    nlp.add_pipe("phonemizer", config=config)
    return nlp


def test_a_language_that_no_source_knows(gilbertese):
    assert gilbertese("Kiribati")[0]._.ipa == "kiɾipasi"
    # Letters that it lacks: the default language of the script reads the word.
    assert gilbertese("London")[0]._.ipa == "lʌndən"
    # It is not only for all texts, but for one.
    gilbertese.get_pipe("phonemizer").lang = None
    doc = gilbertese.make_doc("Kiribati")
    doc._.phonener_lang = "gil"
    assert gilbertese(doc)[0]._.ipa == "kiɾipasi"


def test_a_pipeline_takes_its_mapping_along(gilbertese, tmp_path):
    gilbertese.to_disk(tmp_path / "saved")
    (tmp_path / "gil-Latn.csv").unlink()
    (tmp_path / "gil-Latn.post.txt").unlink()
    loaded = spacy.load(tmp_path / "saved")
    assert loaded("Kiribati")[0]._.ipa == "kiɾipasi"
    copy = spacy.blank("xx").from_config(gilbertese.config)
    assert copy.from_bytes(gilbertese.to_bytes())("Kiribati")[0]._.ipa == "kiɾipasi"
    docs = loaded.pipe(["Kiribati"] * 3, n_process=2)
    assert [doc[0]._.ipa for doc in docs] == ["kiɾipasi"] * 3
    assert pickle.loads(pickle.dumps(loaded))("Kiribati")[0]._.ipa == "kiɾipasi"


def test_a_mapping_that_is_not_there(gilbertese, tmp_path):
    (tmp_path / "gil-Latn.csv").unlink()
    nlp = spacy.blank("xx").from_config(gilbertese.config)
    with pytest.raises(FileNotFoundError, match="no G2P file 'gil-Latn.csv'"):
        nlp("Kiribati")


@registry.misc("test_spelling_tibetan.v1")
def make_tibetan():
    letters = {"ལ": "l", "ྷ": "ʰ", "ས": "s"}
    return lambda words: ["".join(letters.get(c, "") for c in word) for word in words]


def test_a_function_in_a_script_that_no_language_of_the_table_has():
    nlp = spacy.blank("xx")
    source = {"@misc": "test_spelling_tibetan.v1"}
    nlp.add_pipe("phonemizer", config={"lang": "bod", "g2p": {"bod-Tibt": source}})
    assert nlp("ལྷས")[0]._.phonemes == ("lʰ", "s")


def test_a_further_script_of_a_known_language():
    uzbek = Phonemizer(lang="uz", g2p={"uzb-Arab": lambda words: ["a"] * len(words)})
    assert set(uzbek.lang.scripts) == {"Latn", "Cyrl", "Arab"}
    assert uzbek.phonemize(["تاشكېنت", "Toshkent"], uzbek.lang) == [
        ("a",),
        tuple("t ɒ ʃ k e n t".split()),
    ]
    assert set(Phonemizer(lang="uzb-Cyrl", g2p=uzbek.g2p).lang.scripts) == {"Cyrl"}


@pytest.mark.parametrize("code", ["somm", "gil", "gil-Abcd", "gil-latn"])
def test_a_language_of_ones_own_needs_a_script(code):
    with pytest.raises(ValueError, match="named by code and script"):
        Phonemizer(g2p={code: lambda words: words})


@pytest.fixture
def no_espeak(monkeypatch):
    """A machine without the extra [espeak]."""
    from spacy_phonener.g2p import espeak

    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    for cached in (espeak._library, source_module.load_source):
        cached.cache_clear()
    yield
    for cached in (espeak._library, source_module.load_source):
        cached.cache_clear()


def test_without_espeak_words_are_read_by_their_letters_usual_sounds(no_espeak):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    with pytest.warns(UserWarning, match=r"spacy-phonener\[espeak\]"):
        assert nlp("Colombo ශ්‍රී")[:]._.ipa == "kolombo sriː"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nlp("Colombo")


def test_without_espeak_sources_of_ones_own_have_nothing_behind_them(no_espeak):
    def source(words):
        return ["lʌndən" if word == "London" else "" for word in words]

    phonemizer = Phonemizer(lang="eng", g2p={"eng": source})
    with pytest.warns(UserWarning, match="English .* lack is read as foreign words"):
        read = phonemizer.phonemize(["London", "Colombo"], phonemizer.lang)
    assert list(map("".join, read)) == ["lʌndən", "kolombo"]


def test_without_espeak_a_chosen_language_is_an_error(no_espeak):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "eng"})
    with pytest.raises(ImportError, match=r"spacy-phonener\[espeak\]"):
        nlp("Colombo")
    # A dictionary that may be missing is none.
    charsiu = make_charsiu("eng", dictionary="none.tsv", optional=True)
    phonemizer = Phonemizer(lang="eng", g2p={"eng": charsiu})
    with (
        pytest.warns(UserWarning, match="no dictionary 'none.tsv'"),
        pytest.raises(ImportError, match=r"spacy-phonener\[espeak\]"),
    ):
        phonemizer.phonemize(["Colombo"], phonemizer.lang)
