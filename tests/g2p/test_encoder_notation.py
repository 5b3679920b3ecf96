"""Notations that encoders were pretrained with: XPhoneBERT's English is CharsiuG2P's."""

import pytest
import spacy

from spacy_phonener.g2p.encoder_notation import load_rewrite
from spacy_phonener.languages import get_language
from spacy_phonener.pipeline.phonemizer import Phonemizer
from spacy_phonener.segments import segment_ipa


def write(ipa):
    segments = segment_ipa(ipa, stress=True)
    return " ".join(load_rewrite("charsiu", "eng")(segments))


@pytest.fixture(scope="module")
def phonemizer():
    return Phonemizer(stress=True, notation="charsiu")


def test_the_papers_example_has_nine_segments(phonemizer):
    english = get_language("eng")
    assert phonemizer.phonemize(["Benjamin"], english) == [
        ("ˈb", "ɛ", "n", "d", "ʒ", "ə", "m", "ɪ", "n")
    ]
    plain = Phonemizer(notation="charsiu").phonemize(["Benjamin"], english)
    assert plain == [("b", "ɛ", "n", "d", "ʒ", "ə", "m", "ɪ", "n")]
    assert len(Phonemizer().phonemize(["Benjamin"], english)[0]) == 8


@pytest.mark.parametrize(
    "ipa,written",
    [
        ("nˈɛlsən", "ˈn ɛ ɫ s ə n"),
        ("stɹˈiːt", "ˈs t ɹ i t"),  # at the beginning, all consonants,
        ("astˈɑːnɪʃ", "ə ˈs t ɑ n ɪ ʃ"),  # inside, those of an onset,
        ("dɪspɹˈuːv", "d ɪ s ˈp ɹ u v"),  # as the dictionary has them,
        ("sˈɪŋɚ", "ˈs ɪ ŋ ɝ"),
        ("ɛŋˈuː", "ɛ ŋ ˈu"),  # but never ŋ.
        ("ɹiːˈækt", "ɹ i ˈæ k t"),
        ("dʒˌɔːɹdʒˈɪnə", "ˌd ʒ ɔ ɹ ˈd ʒ ɪ n ə"),
    ],
)
def test_stress_stands_before_the_onset(ipa, written):
    assert write(ipa) == written


@pytest.mark.parametrize(
    "ipa,written",
    [
        ("tʃˈɛɹi", "ˈt ʃ ɛ ɹ i"),
        ("ˈɑːsɪt͡s", "ˈɑ s ɪ t s"),
        ("nˈɜɹs", "ˈn ɝ s"),
        ("wˈɔːtɚ", "ˈw ɔ t ɝ"),
        ("lˈʌv", "ˈɫ ə v"),
        ("lˈaɪən", "ˈɫ a ɪ ə n"),
        ("ɹˈeɪdɪoʊ", "ˈɹ e ɪ d i o ʊ"),
        ("ɹˈoʊzᵻz", "ˈɹ o ʊ z ɪ z"),
        ("ɹᵻtˈɜɹn", "ɹ i ˈt ɝ n"),
        ("bˈʌʔn̩", "ˈb ə t ə n"),
        ("bˈɑːx", "ˈb ɑ k"),
    ],
)
def test_sounds_are_written_as_in_the_dictionary(ipa, written):
    assert write(ipa) == written


@pytest.mark.parametrize(
    "ipa", "ˌɑˈɫiˌɑ ˈɑɹdˌvɑɹk ˌtɹɪpəˈɫeɪ ˈaʊɝz əkˈseɪn ˈtʃɛɹi ˈwindz ɝˈaʊnd ðɛm".split()
)
def test_what_is_in_the_dictionary_stays_as_it_is(ipa):
    assert write(ipa).replace(" ", "") == ipa


def test_other_languages_keep_theirs(phonemizer):
    georgian, english = get_language("kat"), get_language("eng")
    words = ["ჯორჯ", "Mandela"]
    assert phonemizer.phonemize(words, georgian) == [
        ("d͡ʒ", "o", "r", "d͡ʒ"),
        *phonemizer.phonemize(["Mandela"], english),
    ]


def test_a_word_that_english_reads_for_another_language_is_english(phonemizer):
    """Somali has no letter for it."""
    [read] = phonemizer.phonemize(["Zelle"], get_language("som"))
    assert read == ("ˈz", "ɛ", "ɫ")


def test_what_english_cannot_read_is_written_as_english(phonemizer):
    [read] = phonemizer.phonemize(["Lublaņa"], get_language("eng"))
    assert "ɫ" in read and "l" not in read


def test_a_notation_that_there_is_not():
    with pytest.raises(ValueError, match="no notation 'arpabet'.* one of: charsiu"):
        Phonemizer(notation="arpabet")


def test_saved_words_do_not_undo_it(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("phonemizer", config={"save_words": True})
    assert nlp("London")[0]._.ipa == "lʌndən"
    nlp.to_disk(tmp_path)
    assert spacy.load(tmp_path)("London")[0]._.ipa == "lʌndən"
    config = {"components": {"phonemizer": {"notation": "charsiu"}}}
    assert spacy.load(tmp_path, config=config)("London")[0]._.ipa == "ɫəndən"
