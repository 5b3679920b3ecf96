import pickle
import unicodedata
from itertools import chain

import pytest

from spacy_phonener.g2p import G2P, load_source
from spacy_phonener.g2p.source import MAX_LETTERS
from spacy_phonener.languages import get_language, languages
from spacy_phonener.pipeline.phonemizer import Phonemizer

from .conftest import read


def mapping_specs():
    """The language table's sources that are files of this package."""
    scripts = (lang.scripts.values() for lang in languages().values())
    specs = chain.from_iterable(chain.from_iterable(scripts))
    return sorted(spec for spec in set(specs) if spec.startswith("mapping:"))


@pytest.mark.parametrize("lang", languages().values(), ids=lambda lang: lang.code)
def test_every_source_of_the_table_loads(lang):
    for sources in lang.scripts.values():
        for spec in sources:
            assert callable(load_source(spec))


@pytest.mark.parametrize("spec", mapping_specs())
def test_every_mapping_table_of_the_table_is_there(spec):
    load_source(spec)(["x"])
    with pytest.raises(FileNotFoundError, match="mapping|csv"):
        load_source(f"{spec}-that-is-missing")(["x"])


@pytest.mark.parametrize("spec", ["letters", "letters:eng", "epitran", ""])
def test_what_is_no_source(spec):
    with pytest.raises(ValueError, match=f"'{spec}' is no G2P source.*source:voice"):
        load_source(spec)


def test_a_chain_asks_the_next_source():
    def knows_a(words):
        return ["a" if word == "A" else "" for word in words]

    def knows_b(words):
        return ["b" if word == "B" else "" for word in words]

    g2p = G2P([knows_a, knows_b])
    assert g2p(["A", "B", "C2"]) == [("a",), ("b",), ("C", "2")]
    assert g2p.find_sources(["A", "B", "C2"]) == [[0], [1], [None]]


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


def fail(words):
    raise RuntimeError("no")


STRANGE = {
    "raises": fail,
    "answers nothing": lambda words: None,
    "answers too little": lambda words: words[1:],
    "answers too much": lambda words: ["a"] * (len(words) + 1),
    "answers no strings": lambda words: [3 for _ in words],
    "answers marks only": lambda words: ["ːː" for _ in words],
    "answers blanks": lambda words: ["\u200b \n" for _ in words],
}


@pytest.mark.parametrize("source", STRANGE.values(), ids=STRANGE)
def test_whatever_a_source_answers_a_word_keeps_its_characters(source):
    assert G2P([source])(["ab", "cd"]) == [("a", "b"), ("c", "d")]


def test_a_source_that_cannot_say_what_it_knows_knows_nothing():
    class Source:
        def __call__(self, words):
            return ["a" for _ in words]

        def reads(self, word):
            raise KeyError(word)

    assert G2P([Source(), lambda words: ["b"] * len(words)])(["x"]) == [("b",)]


# Marks without a letter, iteration marks, letters that Epitran's Hangul reader lacks.
@pytest.mark.parametrize("word", ["ゝゝ", "ໆໆ", "ꥠ가", "ー", "ʰ", "\u0301", "ⵯ"])
def test_words_without_a_base(word):
    phonemizer = Phonemizer()
    for code in (None, "eng", "jpn", "kor", "lao"):
        [segments] = phonemizer.phonemize([word], code and get_language(code))
        assert segments and all(segments)
