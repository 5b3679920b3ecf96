"""Which language is a text in? Entry point or not, importing registers the factory."""

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.pipeline import language_identifier
from spacy_phonener.pipeline.doc_language import language_code
from spacy_phonener.pipeline.language_identifier import (
    BEGINNING,
    LanguageIdentifier,
    add_language_identifier,
)

SOMALI = "Wuxuu ka yimid Jabuuti, waxaana uu ku dhashay magaalada Muqdisho."
TEXTS = {
    SOMALI: "som",
    "Julius Nyerere alikuwa rais wa kwanza wa Tanzania.": "swa",
    "Кыргызстан — Борбордук Азиядагы өлкө, борбору Бишкек.": "kir",
    "Она родилась в Москве и много лет работала в школе.": "rus",
    "राजधानीको नाम काठमाडौँ हो र यो नेपालको सबैभन्दा ठूलो सहर हो।": "npi",
}
# Of scripts that one language of the table has to itself.
ALONE = {"නෙල්සන් මැන්ඩෙලා": "sin", "ភ្នំពេញ": "khm", "ᏣᎳᎩ": "chr"}
MAORI = "Ko Nerehana Mandera te perehitini tuatahi o Āwherika ki te Tonga"

needs_library = pytest.mark.skipif(
    find_spec("py3langid") is None, reason="needs py3langid"
)


@pytest.fixture
def no_library(monkeypatch):
    language_identifier.load_library.cache_clear()
    monkeypatch.setitem(sys.modules, "py3langid", None)
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)


def make_pipeline(lang="xx", **config):
    nlp = spacy.blank(lang)
    nlp.add_pipe("phonemizer")
    nlp.add_pipe("language_identifier", first=True, config=config)
    return nlp


def found(docs):
    return [doc._.phonener_lang for doc in docs]


@needs_library
def test_texts_are_read_in_the_language_that_they_are_in():
    docs = list(make_pipeline().pipe(TEXTS))
    assert found(docs) == list(TEXTS.values())
    assert all(0.5 <= doc._.lang_score <= 1 for doc in docs)
    # As the phonemizer has it.
    assert [language_code(doc) for doc in docs] == list(TEXTS.values())
    assert docs[0][0]._.ipa == "wuħuː"


def test_a_script_that_is_one_languages_needs_no_library(no_library):
    docs = list(make_pipeline().pipe(ALONE))
    assert found(docs) == list(ALONE.values())
    assert [doc._.lang_score for doc in docs] == [1, 1, 1]


@pytest.mark.parametrize("text", ["", " \n", "12:30 (!)", "😀", "東京都"])
def test_a_text_without_letters_that_are_read_has_no_language(no_library, text):
    doc = make_pipeline()(text)
    assert (doc._.phonener_lang, doc._.lang_score) == (None, None)


@needs_library
def test_the_script_of_most_letters_counts():
    identifier = LanguageIdentifier()
    assert identifier.identify("නෙල්සන් මැන්ඩෙලා (Nelson)") == ("sin", 1)
    code, _ = identifier.identify(f"{SOMALI} (Кыргызстан)")
    assert code == "som"


@pytest.mark.parametrize("lang", ["tur", "Turkish", "und", "nonsense"])
def test_a_doc_that_says_its_language_keeps_it(no_library, lang):
    nlp = make_pipeline()
    doc = nlp.make_doc(SOMALI)
    doc._.phonener_lang = lang
    nlp.get_pipe("language_identifier")(doc)
    assert (doc._.phonener_lang, doc._.lang_score) == (lang, None)


@needs_library
def test_an_unsure_text_keeps_the_pipelines_default():
    # Names could be of any language.
    doc = make_pipeline("tr")("Abu")
    assert doc._.phonener_lang is None and 0 < doc._.lang_score < 0.5
    assert language_code(doc) == "tur"
    doc = make_pipeline("tr", min_score=0.0)("Abu")
    assert language_code(doc) == doc._.phonener_lang != "tur"


@needs_library
def test_only_languages_that_were_named_are_found():
    identifier = LanguageIdentifier(languages=["Swahili", "eng", "uzb-Cyrl", "ru"])
    assert identifier.languages == ["eng", "rus", "swa", "uzb-Cyrl"]
    assert identifier.identify(SOMALI)[0] in ("swa", "eng")
    assert identifier.identify("Ўзбекистон пойтахти Тошкент шаҳри.")[0] == "uzb-Cyrl"
    assert identifier.identify("නෙල්සන් මැන්ඩෙලා") is None


def test_one_language_a_script_needs_no_library(no_library):
    identifier = LanguageIdentifier(languages=["som", "amh", "rus"])
    assert identifier.identify(SOMALI) == ("som", 1)
    assert identifier.identify("ሰላም") == ("amh", 1)
    assert identifier.languages == ["amh", "rus", "som"]


@needs_library
def test_a_language_that_the_library_does_not_know_is_never_found():
    identifier = LanguageIdentifier()
    assert {"eng", "sin", "som"} < {*identifier.languages}
    assert "mri" not in identifier.languages
    # Most of its texts are like no other language's.
    code, score = identifier.identify(MAORI)
    assert code != "mri" and score < 0.5
    with pytest.warns(UserWarning, match="does not know mri: .*phonener_lang"):
        assert LanguageIdentifier(languages=["mri", "eng", "fra"]).identify(MAORI)


@pytest.mark.parametrize("min_score", [-0.1, 1.5, float("nan")])
def test_min_score_is_a_probability(min_score):
    with pytest.raises(ValueError, match="from 0.0 to 1.0"):
        LanguageIdentifier(min_score=min_score)


def test_unknown_languages_to_choose_from():
    with pytest.raises(ValueError, match="Unknown language 'nonsense'"):
        LanguageIdentifier(languages=["som", "nonsense"])


def test_without_the_library_it_says_what_to_install(no_library):
    install = r"pip install 'spacy-phonener\[langid\]'"
    with pytest.raises(ImportError, match=install):
        make_pipeline()(SOMALI)
    # Before there are texts to read.
    with pytest.raises(ImportError, match=install):
        add_language_identifier(spacy.blank("xx"))


@needs_library
def test_added_to_a_pipeline_once():
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    add_language_identifier(nlp)
    add_language_identifier(nlp)
    assert nlp.pipe_names == ["language_identifier", "phonemizer"]
    own = spacy.blank("xx")
    own.add_pipe("language_identifier", name="mine", config={"languages": ["som"]})
    add_language_identifier(own)
    assert own.pipe_names == ["mine"]


@needs_library
def test_a_long_text_is_known_from_its_beginning():
    sentences = " ".join([SOMALI] * (BEGINNING // len(SOMALI) + 1))
    assert LanguageIdentifier().identify(sentences + "Москва " * 10_000)[0] == "som"


@needs_library
def test_saved_and_loaded(tmp_path):
    nlp = make_pipeline(languages=["som", "swa", "sin"], min_score=0.9)
    expected = [(d._.phonener_lang, d._.lang_score) for d in nlp.pipe(TEXTS)]
    nlp.to_disk(tmp_path)
    from_bytes = make_pipeline(languages=["som", "swa", "sin"], min_score=0.9)
    from_bytes.from_bytes(nlp.to_bytes())
    for copy in (spacy.load(tmp_path), from_bytes, pickle.loads(pickle.dumps(nlp))):
        assert copy.get_pipe("language_identifier").min_score == 0.9
        assert [
            (d._.phonener_lang, d._.lang_score) for d in copy.pipe(TEXTS)
        ] == expected


@needs_library
def test_in_processes_and_threads():
    nlp = make_pipeline()
    texts = [*TEXTS, *ALONE] * 4
    expected = [*TEXTS.values(), *ALONE.values()] * 4
    # Its values go along in docs.
    docs = list(nlp.pipe(texts, n_process=2, batch_size=4))
    assert found(docs) == expected and all(doc._.lang_score for doc in docs)
    with ThreadPoolExecutor(4) as threads:
        assert found(threads.map(make_pipeline(), texts)) == expected


@needs_library
@given(st.text())
def test_any_text(text):
    identifier = LanguageIdentifier()
    answer = identifier.identify(text)
    assert answer is None or (answer[0] and 0 < answer[1] <= 1)
