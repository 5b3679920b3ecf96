import pytest
import regex
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from spacy_phonener.languages import languages
from spacy_phonener.pipeline.phonemizer import Phonemizer
from spacy_phonener.segments import normalize_ipa

from ..conftest import TEXTS


def test_sinhala_text_in_an_english_pipeline():
    nlp = spacy.blank("en")
    nlp.add_pipe("phonemizer")
    doc = nlp("ශ්‍රී ලංකාව and China")
    assert doc[:]._.ipa == "sriː laŋkaːva ænd t͡ʃaɪnə"
    assert doc[1]._.phonemes == ("l", "a", "ŋ", "k", "aː", "v", "a")
    assert doc[1]._.ipa == "laŋkaːva"


def test_the_language_of_the_pipeline():
    somali = "Soomaaliya"
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "Somali"})
    assert nlp(somali)[0]._.ipa == "sɔːmæːlijæ"


def test_the_language_of_a_document_wins(blank):
    doc = blank.make_doc("Soomaaliya ශ්‍රී")
    doc._.phonener_lang = "so"
    assert blank(doc)[:]._.ipa == "sɔːmæːlijæ sriː"


def test_one_stream_of_several_languages(blank):
    docs = []
    for lang, text in [("som", "Soomaaliya"), ("kin", "Rwanda"), ("eng", "Somalia")]:
        doc = blank.make_doc(text)
        doc._.phonener_lang = lang
        docs.append(doc)
    assert [doc[:]._.ipa for doc in blank.pipe(docs)] == [
        "sɔːmæːlijæ",
        "ɾwanda",
        "səmɑːliə",
    ]


def test_a_scripts_language_is_the_users_choice():
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"scripts": {"Latn": "spa", "Cyrl": None}})
    assert nlp("jota")[0]._.ipa == "xota"
    assert nlp("Киев")[0]._.phonemes == ("К", "и", "е", "в")
    assert nlp("ශ්‍රී")[0]._.ipa == "sriː"


def test_a_word_with_letters_that_its_language_lacks():
    """Maori has no s, l or d: `Island` is read by the default language of its script."""
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "mri"})
    assert nlp("Te Ika Island")[:]._.ipa == "te ika aɪlənd"
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "mri", "scripts": {"Latn": None}})
    assert nlp("Te Ika Island")[:]._.ipa == "te ika island"


def test_digits_of_any_script(blank):
    assert blank("१९")[0]._.phonemes == blank("19")[0]._.phonemes == ("1", "9")


def test_a_stream_is_read_in_batches():
    """A neural G2P gets the distinct words of a batch of docs at once."""
    calls = []

    def source(words):
        calls.append(words)
        return ["a"] * len(words)

    phonemizer = Phonemizer(lang="som", g2p={"som": source})
    vocab = spacy.blank("xx").vocab
    docs = [Doc(vocab, words=["Soomaaliya", "waa"]), Doc(vocab, words=["waa", "dal"])]
    docs = list(phonemizer.pipe(docs, batch_size=2))
    assert [doc[:]._.ipa for doc in docs] == ["a a", "a a"]
    assert [sorted(words) for words in calls] == [["Soomaaliya", "dal", "waa"]]


def test_one_bad_doc_does_not_keep_a_batch_from_being_read(blank):
    docs = [blank.make_doc(text) for text in ("Soomaaliya", "Soomaaliya")]
    docs[0]._.phonener_lang, docs[1]._.phonener_lang = "zzz", "som"
    blank.set_error_handler(lambda name, proc, docs, err: None)
    assert [doc[0]._.ipa for doc in blank.pipe(docs)] == ["sɔːmæːlijæ"]


def test_a_language_identification_model(blank):
    """Any component before the phonemizer can say which language a doc is in."""

    @Language.component("guess_language")
    def guess_language(doc):
        doc._.phonener_lang = "som" if "waxay" in doc.text else "eng"
        return doc

    blank.add_pipe("guess_language", before="phonemizer")
    somali, english = blank.pipe(["Soomaaliya waxay", "Soomaaliya"])
    assert (somali[0]._.ipa, english[0]._.ipa) == ("sɔːmæːlijæ", "suːmɑːlɪjə")


def test_stress_is_kept_on_request():
    nlp = spacy.blank("en")
    nlp.add_pipe("phonemizer", config={"stress": True})
    assert nlp("London")[0]._.ipa == "lˈʌndən"


def test_several_processes(blank):
    expected = [[t._.phonemes for t in blank(text)] for text in TEXTS]
    docs = blank.pipe(TEXTS, n_process=2, batch_size=2)
    assert [[t._.phonemes for t in doc] for doc in docs] == expected


def test_the_cache_is_bounded():
    phonemizer = Phonemizer(cache_size=2)
    assert len(phonemizer.phonemize(["one", "two", "three", "two"])) == 4
    assert len(phonemizer._cache) == 2


def test_words_are_saved_with_the_pipeline(tmp_path, monkeypatch):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"save_words": True})
    expected = nlp("Colombo \u200d  නෙල්සන්")[:]._.ipa
    nlp.to_disk(tmp_path / "pipeline")
    data = nlp.to_bytes()
    monkeypatch.setattr("spacy_phonener.g2p.chain.load_source", None)
    for copy in (spacy.load(tmp_path / "pipeline"), nlp.from_bytes(data)):
        assert copy("Colombo \u200d  නෙල්සන්")[:]._.ipa == expected


def test_saved_words_do_not_undo_settings(tmp_path):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"save_words": True})
    assert nlp("London")[:]._.ipa == "lʌndən"
    nlp.to_disk(tmp_path)
    config = {"components": {"phonemizer": {"stress": True}}}
    assert spacy.load(tmp_path, config=config)("London")[:]._.ipa == "lˈʌndən"


def test_no_word_is_saved_unasked(tmp_path):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    nlp("Colombo")
    nlp.to_disk(tmp_path)
    assert b"Colombo" not in nlp.get_pipe("phonemizer").to_bytes()
    assert b"Colombo" not in (tmp_path / "phonemizer" / "words").read_bytes()


def test_a_word_is_read_once(monkeypatch):
    read = []
    monkeypatch.setattr(
        "spacy_phonener.g2p.chain.load_source",
        lambda spec: lambda words: read.extend(words) or ["a"] * len(words),
    )
    phonemizer = Phonemizer()
    for _ in range(2):
        phonemizer.phonemize(["London", "Paris", "London"])
    assert sorted(read) == ["London", "Paris"]


def check_nothing_is_lost(doc: Doc, words):
    assert [token.text for token in doc] == words
    for token in doc:
        assert token._.phonemes and all(token._.phonemes)


@pytest.mark.parametrize("lang", languages().values(), ids=lambda lang: lang.code)
def test_no_language_loses_a_token(lang):
    # Words of every script, so each language meets its own and all others.
    phonemizer = Phonemizer(lang=lang.code)
    vocab = spacy.blank("xx").vocab
    words = " ".join(TEXTS).split() + ["2008", "o'", "''", "،", "\u200d", "東京", "é"]
    check_nothing_is_lost(phonemizer(Doc(vocab, words=words)), words)


PHONEMIZERS = {code: Phonemizer(lang=code) for code in ("eng", "hin", "aii", "kor")}


@given(st.lists(st.text(min_size=1), max_size=5), st.sampled_from(list(PHONEMIZERS)))
def test_any_text_keeps_its_tokens(words, code):
    doc = Doc(spacy.blank("xx").vocab, words=words)
    check_nothing_is_lost(PHONEMIZERS[code](doc), words)


def spelled_in(lang):
    """Words of letters, marks, digits and punctuation of a language's scripts."""
    scripts = "".join(rf"\p{{Script={script}}}" for script in lang.scripts)
    characters = regex.findall(
        rf"[{scripts}\p{{Nd}}'’\u200c\u200d\u0300\u0301.,]", EVERY_CHARACTER
    )
    return st.text(st.sampled_from(characters), min_size=1, max_size=12)


EVERY_CHARACTER = "".join(map(chr, range(0xD7A4)))


@pytest.mark.slow
@pytest.mark.parametrize(
    "lang",
    [lang for lang in languages().values() if lang.case or lang.code == "eng"],
    ids=lambda lang: lang.code,
)
def test_two_thousand_texts(lang):
    phonemizer = Phonemizer(lang=lang.code)
    again = Phonemizer(lang=lang.code)

    @settings(max_examples=2000, database=None)
    @given(st.lists(spelled_in(lang) | st.text(min_size=1), min_size=1, max_size=4))
    def check(words):
        read = phonemizer.phonemize(words, lang)
        assert len(read) == len(words)
        for word, segments in zip(words, read):
            assert segments and all(segments)
            # What is read again, alone, is read the same.
            assert again.phonemize([word], lang) == [segments]
            joined = "".join(segments)
            assert normalize_ipa(joined) == normalize_ipa(normalize_ipa(joined))

    check()
