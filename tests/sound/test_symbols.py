"""What the alignment of names tells apart, and what not."""

import pytest

from spacy_phonener.sound.grams import N_GRAMS, list_grams
from spacy_phonener.sound.symbols import LONGEST, SOUNDS, encode


def sounds(*segments):
    return " ".join(SOUNDS[symbol] for symbol in encode(segments))


@pytest.mark.parametrize(
    "segments, expected",
    [
        (("n", "ɛ", "l", "s", "ə", "n"), "n ɛ l s ə n"),
        (("pʰ", "aː", "tʲ"), "p a t"),
        (("t͡ʃ", "d͡ʒʱ", "t͈͡ʃ"), "t͡ʃ d͡ʒ t͡ʃ"),
        (("m", "m", "a"), "m a"),
        (("ɭ", "ɻ", "ɰ", "ʝ"), "l r w ʝ"),
        (("ɔ̃",), "ɔ n"),
    ],
    ids=["plain", "diacritics", "affricates", "repeated", "neighbours", "nasal vowel"],
)
def test_segments_are_the_nearest_sound(segments, expected):
    assert sounds(*segments) == expected


def test_digits_and_letters_that_nobody_reads_are_symbols_and_signs_are_none():
    assert encode(("1",)) != encode(("2",)) != encode(("区",)) == encode(("市",))
    assert encode(("-", "(", "")) == b""


@pytest.mark.parametrize("segment", ["ʮ̃", "区̃", "1̃"])
def test_what_is_no_sound_may_be_nasalized(segment):
    assert encode((segment,)) == encode((segment[0],))


def test_a_word_of_any_length_is_short():
    assert len(encode(("p", "a") * 1000)) == LONGEST


def test_n_grams_of_each_word_are_its_own():
    words = [encode(("p", "a", "r", "i")), b"", encode(("b", "a", "l", "i"))]
    grams, owners = list_grams(words)
    assert set(owners.tolist()) == {0, 2} and grams.max() < N_GRAMS
    alone = [list_grams([word])[0].tolist() for word in words]
    assert [grams[owners == i].tolist() for i in range(3)] == alone
    # Sounds of one class have the same n-grams.
    assert alone[0] == alone[2]
