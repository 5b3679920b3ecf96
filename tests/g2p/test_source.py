import pickle
import unicodedata

import pytest

from spacy_phonener.g2p import G2P, load_source
from spacy_phonener.g2p.source import MAX_LETTERS
from spacy_phonener.languages import languages

from .conftest import read


@pytest.mark.parametrize("lang", languages().values(), ids=lambda lang: lang.code)
def test_every_source_of_the_table_loads(lang):
    for sources in lang.scripts.values():
        for spec in sources:
            assert callable(load_source(spec))


def test_a_chain_asks_the_next_source():
    def knows_a(words):
        return ["a" if word == "A" else "" for word in words]

    def knows_b(words):
        return ["b" if word == "B" else "" for word in words]

    assert G2P([knows_a, knows_b])(["A", "B", "C2"]) == [("a",), ("b",), ("C", "2")]


def test_a_word_that_is_read_in_part_goes_to_the_next_source():
    """Somali has no p, v or z; `Khuzayma` is a foreign name."""
    somali, english = load_source("epitran:som-Latn"), load_source("espeak:en-us")
    assert not somali.reads("revolution") and somali.reads("Soomaaliya")
    [foreign, own] = G2P([somali, english])(["revolution", "Soomaaliya"])
    assert foreign == G2P([english])(["revolution"])[0]
    assert own == G2P([somali])(["Soomaaliya"])[0]
    # Where there is no other source, a part is better than nothing.
    assert "".join(G2P([somali])(["revolution"])[0]) == "revɔlutiɔn"


def test_what_is_not_ipa_goes_to_the_next_source():
    def leaks(words):
        return ["prɔːះnɔː" if word == "ប្រាណ" else "a" for word in words]

    def reads(words):
        return ["praːn" for _ in words]

    assert G2P([leaks, reads])(["ប្រាណ", "អ"]) == [tuple("pr") + ("aː", "n"), ("a",)]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_any_unicode_form_is_read_alike(form):
    for spec, word in [
        ("epitran:yor-Latn", "Ọṣun"),
        ("epitran:mri-Latn", "Māori"),
        ("epitran:uig-Arab", "ئۇيغۇر"),
        ("espeak:bn", "সময়"),
        ("epitran:vie-Latn", "Việt"),
        ("epitran:kor-Hang", "서울"),
    ]:
        assert read(spec, unicodedata.normalize(form, word)) == read(spec, word)


def test_a_word_that_raises_keeps_its_characters_and_spoils_no_other():
    def fragile(words):
        if "bad" in words:
            raise RuntimeError("cannot read this")
        return [word.upper() for word in words]

    assert G2P([fragile])(["good", "bad", "x"]) == [
        ("G", "O", "O", "D"),
        ("b", "a", "d"),
        ("X",),
    ]


def test_long_words_are_read_whole():
    word = "मुम्बई" * 100
    assert len(word) > MAX_LETTERS
    [segments] = G2P([load_source("mapping:san-Deva")])([word])
    assert segments == G2P([load_source("mapping:san-Deva")])(["मुम्बई"])[0] * 100


def test_sources_pickle():
    for spec in ("epitran:sin-Sinh", "espeak:en-us", "mapping:san-Deva"):
        source = load_source(spec)
        assert pickle.loads(pickle.dumps(source))(["x"]) == source(["x"])
