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
    assert all(load_source(f"espeak:{voice}")(words))
    assert load_source(f"espeak:{voice}")(["a" + "\u0301" * 200]) == [""]
