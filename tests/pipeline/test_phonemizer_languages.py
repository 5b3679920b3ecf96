"""Which language does a document have, and what if it names none that is known?"""

import warnings
from dataclasses import replace

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from spacy_phonener.languages import get_language
from spacy_phonener.pipeline.phonemizer import Phonemizer


def read(nlp: Language, text: str = "cuma") -> str:
    return nlp(text)[:]._.ipa


def reads(lang: str, text: str = "cuma") -> str:
    """How a language reads a text."""
    phonemizer = Phonemizer()
    [segments] = phonemizer.phonemize([text], get_language(lang))
    return "".join(segments)


def test_nlp_lang_is_the_language_where_it_is_known():
    for lang, code in [("tr", "tur"), ("en", "eng"), ("xx", "eng"), ("si", "eng")]:
        nlp = spacy.blank(lang)
        nlp.add_pipe("phonemizer")
        assert read(nlp) == reads(code)
    assert reads("tur") != reads("eng")


def test_the_language_is_that_of_the_pipeline_it_is_sourced_to(tmp_path):
    english = spacy.blank("en")
    english.add_pipe("phonemizer")
    turkish = spacy.blank("tr")
    turkish.add_pipe("phonemizer", source=english)
    assert read(turkish) == reads("tur")
    assert read(english) == reads("eng")
    turkish.to_disk(tmp_path / "tr")
    assert read(spacy.load(tmp_path / "tr")) == reads("tur")
    undetermined = spacy.blank("xx")
    undetermined.add_pipe("phonemizer", source=turkish)
    assert read(undetermined) == reads("eng")


def test_in_a_config_too(tmp_path):
    """Of the same language: spaCy refuses to load another in a config (its E150)."""
    english = spacy.blank("en")
    english.add_pipe("phonemizer")
    turkish = spacy.blank("tr")
    turkish.add_pipe("phonemizer", source=english)
    turkish.to_disk(tmp_path / "model")
    config = {
        "nlp": {"lang": "tr", "pipeline": ["phonemizer"]},
        "components": {"phonemizer": {"source": str(tmp_path / "model")}},
    }
    assert read(spacy.util.load_model_from_config(config, auto_fill=True)) == reads(
        "tur"
    )


def test_the_components_language_goes_along():
    somali = spacy.blank("xx")
    somali.add_pipe("phonemizer", config={"lang": "som"})
    turkish = spacy.blank("tr")
    turkish.add_pipe("phonemizer", source=somali)
    assert read(turkish) == reads("som")


def test_a_language_given_when_a_pipeline_is_loaded_wins(tmp_path):
    turkish = spacy.blank("tr")
    turkish.add_pipe("phonemizer")
    turkish.to_disk(tmp_path / "model")
    for lang, code in [("som", "som"), ("und", "eng"), ("sr-Latn-RS", "srp-Latn")]:
        config = {"components": {"phonemizer": {"lang": lang}}}
        nlp = spacy.load(tmp_path / "model", config=config)
        assert read(nlp) == reads(code)


def test_several_processes_know_the_pipelines_language():
    turkish = spacy.blank("tr")
    turkish.add_pipe("phonemizer")
    docs = turkish.pipe(["cuma"] * 4, n_process=2, batch_size=2)
    assert {doc[:]._.ipa for doc in docs} == {reads("tur")}


def test_a_doc_of_no_pipeline():
    doc = Phonemizer()(Doc(Vocab(), words=["cuma"]))
    assert doc[0]._.ipa == reads("eng")


def test_an_undetermined_language_is_none():
    turkish = spacy.blank("tr")
    turkish.add_pipe("phonemizer")
    for name in ("und", "mul", "XX"):
        doc = turkish.make_doc("cuma")
        doc._.phonener_lang = name
        assert turkish(doc)[0]._.ipa == reads("eng")


def test_unknown_language_goes_to_the_error_handler(blank):
    doc = blank.make_doc("Soomaaliya")
    doc._.phonener_lang = "somalish"
    with pytest.raises(ValueError, match=r"'somalish'.*som \(Somali\)"):
        blank(doc)
    failed = []
    blank.set_error_handler(lambda name, proc, docs, error: failed.extend(docs))
    good = [blank.make_doc("London"), blank.make_doc("Paris")]
    assert list(blank.pipe([good[0], doc, good[1]])) == good
    assert failed == [doc]


def test_config_names_unknown_languages():
    with pytest.raises(ValueError, match="Unknown language 'klingon'"):
        spacy.blank("xx").add_pipe("phonemizer", config={"lang": "klingon"})


@pytest.mark.parametrize(
    "value", ["", "  ", float("nan"), b"som", 7, [], {}, True], ids=repr
)
def test_a_missing_value_is_an_error_of_its_doc(blank, value):
    doc = blank.make_doc("Soomaaliya")
    doc._.phonener_lang = value
    with pytest.raises(ValueError, match="a missing or wrong value"):
        blank(doc)
    failed = []
    blank.set_error_handler(lambda name, proc, docs, error: failed.extend(docs))
    good = [blank.make_doc("London"), blank.make_doc("Paris")]
    assert list(blank.pipe([good[0], doc, good[1]])) == good
    assert failed == [doc]
    assert all(token._.phonemes for text in good for token in text)


def test_an_unknown_language_may_be_read_with_a_warning():
    nlp = spacy.blank("tr")
    nlp.add_pipe("phonemizer", config={"unknown_language": "warn"})

    def docs():
        for name in ("her", "her", "nonsense"):
            doc = nlp.make_doc("cuma ශ්‍රී")
            doc._.phonener_lang = name
            yield doc

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = [[doc[:]._.ipa for doc in nlp.pipe(docs())] for _ in range(2)]
    assert found == [[f"{reads('eng')} sriː"] * 3] * 2
    first, second = [str(warning.message) for warning in caught]
    assert "It is Herero" in first and "default languages of their scripts" in first
    assert "'nonsense'" in second
    doc = nlp.make_doc("cuma")
    doc._.phonener_lang = ""
    with pytest.raises(ValueError, match="a missing or wrong value"):
        nlp(doc)


def test_unknown_language_is_one_of_two():
    with pytest.raises(ValueError, match="'error' or 'warn'"):
        Phonemizer(unknown_language="ignore")


@pytest.mark.parametrize("script", ["Latin", "latn", "Xxyx", ""])
def test_scripts_are_named_by_their_codes(script):
    with pytest.raises(ValueError, match=f"'{script}' is no script.*ISO 15924"):
        Phonemizer(scripts={script: "eng"})


def test_the_language_of_a_phonemizer_can_be_set():
    nlp = spacy.blank("xx")
    phonemizer = nlp.add_pipe("phonemizer")
    phonemizer.lang = "som"
    assert phonemizer.lang is get_language("som")
    assert nlp("Xamar")[:]._.ipa == reads("som", "Xamar")
    with pytest.raises(ValueError, match="Unknown language 'xyzzy'"):
        phonemizer.lang = "xyzzy"
    phonemizer.lang = None
    assert phonemizer.language_of(nlp.make_doc("Xamar")) is None


def test_sources_for_chinese_characters_are_not_pinyins():
    with pytest.raises(ValueError, match="named by code and script"):
        Phonemizer(g2p={"zho-Hans": lambda words: words})
    phonemizer = Phonemizer(
        lang="pt-BR", g2p={"pt_BR": lambda words: ["a"] * len(words)}
    )
    assert phonemizer.phonemize(["x"], phonemizer.lang) == [("a",)]


def test_a_language_that_nobody_knows_is_read_by_its_letters():
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "und-Latn"})
    assert read(nlp, "Tarawa") == "tarawa" != reads("eng", "Tarawa")
    by_script = {"Latn": "und-Latn", "Cyrl": "und-Cyrl"}
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"scripts": by_script})
    assert read(nlp, "Tarawa Тарава") == "tarawa tarava"


def test_letters_that_neither_a_language_nor_the_default_has():
    for lang in ("som", "eng", "und"):
        [segments] = Phonemizer(lang=lang).phonemize(["ŊWẸ"], get_language("som"))
        assert "".join(segments) == "ŋwɛ"


def test_a_language_that_is_read_in_part_warns(monkeypatch):
    partly = replace(get_language("som"), partly="it has no tones")
    with pytest.warns(UserWarning, match=r"Somali \(som\) is read in part.*no tones"):
        Phonemizer().phonemize(["cuma"], partly)
