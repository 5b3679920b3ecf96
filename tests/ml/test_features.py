import pytest

from spacy_phonener.ml.features import (
    ALL_UPPER,
    CASELESS,
    HAS_DIGIT,
    HAS_LETTER,
    PUNCTUATION,
    UPPER_INITIAL,
    hash_ngrams,
    hash_rows,
    shape_features,
)


def shape_names(text):
    names = ["UPPER_INITIAL", "ALL_UPPER", "CASELESS", "HAS_LETTER", "HAS_DIGIT"]
    index = [UPPER_INITIAL, ALL_UPPER, CASELESS, HAS_LETTER, HAS_DIGIT, PUNCTUATION]
    features = shape_features(text)
    return {n for n, i in zip([*names, "PUNCTUATION"], index) if features[i]}


@pytest.mark.parametrize(
    "text,names",
    [
        ("London", {"UPPER_INITIAL", "HAS_LETTER"}),
        ("Лондон", {"UPPER_INITIAL", "HAS_LETTER"}),
        ("NATO", {"UPPER_INITIAL", "ALL_UPPER", "HAS_LETTER"}),
        ("I", {"UPPER_INITIAL", "HAS_LETTER"}),
        ("city", {"HAS_LETTER"}),
        ("ලංකාව", {"CASELESS", "HAS_LETTER"}),
        ("თბილისი", {"CASELESS", "HAS_LETTER"}),
        ("3rd", {"HAS_LETTER", "HAS_DIGIT"}),
        ("१२५", {"HAS_DIGIT"}),
        ("!?", {"PUNCTUATION"}),
        ("🙂", {"PUNCTUATION"}),
    ],
)
def test_orthographic_shape(text, names):
    assert shape_names(text) == names


def test_a_long_vowel_shares_a_row_with_the_short_one():
    assert hash_rows("aː", 2000)[2] == hash_rows("a", 2000)[2]
    assert hash_rows("aː", 2000)[:2] != hash_rows("a", 2000)[:2]


def test_names_share_their_consonants_across_scripts():
    spanish = hash_ngrams(("a", "r", "x", "e", "n", "t", "i", "n", "a"), 16000)
    hebrew = hash_ngrams(("ʔ", "r", "ɡ", "n", "t", "i", "n", "h"), 16000)
    assert spanish == hebrew
    assert hash_ngrams(("a", "o"), 16000), "no word is without a row"
