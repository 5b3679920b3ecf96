import random

import pytest
import regex

from spacy_phonener.g2p import load_source

from .conftest import read


def test_espeak_reads_english():
    assert read("espeak:en-us", "China", "church", "don't") == [
        "t͡ʃ a ɪ n ə",
        "t͡ʃ ɜ r t͡ʃ",
        "d o ʊ n t",
    ]


def test_espeak_ties_affricates_only():
    # ц is one phoneme in Belarusian; t + s in English "its" are two.
    assert read("espeak:be", "Цэнтр") == ["t͡s e n t r"]
    assert read("espeak:en-us", "its") == ["ɪ t s"]


def test_espeak_voices_do_not_mix():
    english, guarani = load_source("espeak:en-us"), load_source("espeak:gn")
    before = english(["Paraguay"])
    guarani(["Paraguái"])
    assert english(["Paraguay"]) == before


def test_espeak_drops_language_switches():
    # Latin words in a Cyrillic voice: eSpeak marks (en)…(be).
    assert "(" not in load_source("espeak:be")(["London"])[0]


@pytest.mark.parametrize(
    "voice,word",
    [
        ("en-us", "Nguyễn"),  # "en gee you why letter 1EC5 en"
        ("en-us", "ẹẹ"),
        ("en-us", "Hrvatske"),  # "aitch ar vatsk"
        ("en-us", "Dnipro"),
        ("bg", "Ѫ"),
        ("bg", "Кѫща"),
        ("bg", "ы"),  # "(en) yeru (bg)"
        ("be", "Россия"),
        ("sr", "это"),
        ("haw", "John"),
    ],
)
def test_names_of_letters_are_not_the_word(voice, word):
    assert load_source(f"espeak:{voice}")([word]) == [""]


@pytest.mark.parametrize(
    "voice,word,segments",
    [
        ("en-us", "united", "j uː n a ɪ t ɨ d"),  # the name of u is its sound here
        ("en-us", "NBC", "ɛ n b iː s iː"),
        ("hy", "նրա", "n ə ɾ a"),
        ("cs", "téma", "t eː m a"),
        ("is", "árið", "a ʊː ɾ r ɪ ð"),
        ("bg", "бсп", "b ə s ə p ə"),
        ("el", "η", "i"),  # "ita"
        ("el", "ή", "i"),  # "ita tonos"
        ("el", "ΌΧΙ", "o ç i"),
        ("lb", "och", "o χ"),
        ("mk", "ноќ", "n o kʲ"),
    ],
)
def test_what_is_read_letter_by_letter_for_good_reasons(voice, word, segments):
    assert read(f"espeak:{voice}", word) == [segments]


def test_hebrew_with_and_without_points():
    pointed = ["שָׁלוֹם", "יְרוּשָׁלַיִם", "תֵּל", "דָּוִד", "יִשְׂרָאֵל"]
    plain = ["שלום", "ירושלים", "תל", "דוד", "ישראל"]
    assert read("espeak:he", *pointed) == read("espeak:he", *plain)
    assert read("espeak:he", "שָׁלוֹם") == ["ʃ a l o m"]


def test_marks_that_a_voice_lacks_are_left_out():
    assert read("espeak:en-us", "Lo\u0304ndo\u030bn") == read("espeak:en-us", "London")


@pytest.mark.parametrize("voice", ["tr", "az"])
def test_dotless_i_in_turkic_voices(voice):
    assert read(f"espeak:{voice}", "IŞIK", "İZMİR") == read(
        f"espeak:{voice}", "ışık", "izmir"
    )


def test_unknown_voice():
    with pytest.raises(ValueError, match="no voice named 'zz-zz'"):
        load_source("espeak:zz-zz")


def letters_of(script):
    known = regex.compile(rf"(?=[\p{{L}}\p{{M}}])\p{{Script={script}}}")
    return [chr(i) for i in range(0x20000) if known.match(chr(i))]


@pytest.mark.parametrize(
    "voice,script",
    [("my", "Mymr"), ("en-us", "Latn"), ("he", "Hebr"), ("sd", "Arab"), ("ja", "Kana")],
)
def test_a_word_is_read_alike_whatever_was_read_before(voice, script):
    """For what it has no sound for, eSpeak answers what it had read before."""
    source = load_source(f"espeak:{voice}")
    words = letters_of(script)
    words += [a + b for a, b in zip(words, words[1:])]
    read = dict(zip(words, source(words)))
    random.Random(0).shuffle(words)
    load_source("espeak:en-us")(["Password"])
    assert dict(zip(words, source(words))) == read


def test_what_has_no_sound_has_none():
    source = load_source("espeak:my")
    source(["Password"])
    assert source(["း"]) == [""]


# Those that eSpeak NG has no sound for it spells, with blanks between: 184 bytes of these
# words ended the process.
@pytest.mark.parametrize(
    "voice,letters", [("my", "\u1038\u106c\u1077\u1054\u1056\u105a"), ("en-us", "a")]
)
def test_long_words_do_not_end_the_process(voice, letters):
    words = [(letters * 400)[:length] for length in (10, 30, 64, 145, 400)]
    source = load_source(f"espeak:{voice}")
    # The names of the Burmese letters are not believed.
    assert list(map(bool, source(words))) == [voice != "my"] * 5
    assert load_source(f"espeak:{voice}")(["a" + "\u0301" * 200]) == [""]


def test_letters_that_a_voice_lacks_are_not_given_to_it():
    """Several of them, spelled by their numbers, once ended the process."""
    assert read("espeak:tt", "ꜟȢ\U00016fe1Iᴯ") == ["ꜟ Ȣ 𖿡 I ᴯ"]
    source = load_source("espeak:en-us")
    assert source(["Nguyễn", "Zürich"])[0] == "" != source(["Zürich"])[0]


def test_letters_and_marks_of_several_scripts_are_not_given_to_a_voice():
    """A Gujarati mark, a Syloti Nagri vowel sign, a Latin Q: that ended the process, too."""
    assert load_source("espeak:gu")(["\u0afd\ua827Q\u0957\U0001dffb"]) == [""]
    assert load_source("espeak:en-us")(["Lоndоn"]) == [""]  # Cyrillic о
    assert load_source("espeak:en-us")(["O\u2019Neil", "Zo\u0308e"]) != ["", ""]
