import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spacy_phonener.segments import (
    MAX_CLUSTER,
    is_ipa,
    normalize_ipa,
    segment_ipa,
    split_characters,
    split_clusters,
)


@pytest.mark.parametrize(
    "ipa,segments",
    [
        ("bɛndʒəmɪn", ["b", "ɛ", "n", "d͡ʒ", "ə", "m", "ɪ", "n"]),
        ("t͡ʃaɪnə", ["t͡ʃ", "a", "ɪ", "n", "ə"]),
        ("t ʃ aː", ["t͡ʃ", "aː"]),  # CharsiuG2P puts blanks between segments
        ("gato", ["ɡ", "a", "t", "o"]),
        ("iːɭaːm", ["iː", "ɭ", "aː", "m"]),
        ("aː̃", ["ãː"]),
        ("ɪts", ["ɪ", "t", "s"]),  # two phonemes, no affricate
        ("ˈlʌndən", ["l", "ʌ", "n", "d", "ə", "n"]),
        ("a\u200db", ["a", "b"]),
        ("a͡", ["a"]),  # nothing to tie
        ("", []),
    ],
)
def test_segmentation(ipa, segments):
    expected = [unicodedata.normalize("NFD", s) for s in segments]
    assert segment_ipa(ipa) == expected


def test_sources_meet():
    # The same word from eSpeak, Epitran and CharsiuG2P.
    assert segment_ipa("tʃiːna") == segment_ipa("t͡ʃiːna") == segment_ipa("t ʃ iː n a")


def test_stress_is_kept_on_request():
    assert segment_ipa("ˈæft", stress=True) == ["ˈæ", "f", "t"]


def test_characters_keep_their_marks():
    assert split_characters("2º क़") == ["2", "º", "क़"]


@pytest.mark.parametrize("number", ["19", "१९", "١٩", "១៩", "፲፱"])
def test_digits_of_any_script_look_alike(number):
    # Ethiopic numerals are no decimal digits.
    expected = ["፲", "፱"] if number == "፲፱" else ["1", "9"]
    assert split_characters(number) == expected


def test_what_is_ipa():
    segments = ["t͡ʃʼ", "ɑ̃ː", "ǃ", "ə˞", "ˈæ", "a˥", "ç"]
    assert all(is_ipa(unicodedata.normalize("NFD", segment)) for segment in segments)
    assert not any(map(is_ipa, ["ា", "ऑ", "ی", "8", "?", "A", "’", ""]))


IPA = "ɹɚ˞ʰʱ\u0324\u032a\u032ftʃdʒsgaːˈˌ:˖#?\u0361\u035c\u0303\u0316\u0304\u200d ɚkx"


@example("O\u0304 \u0316")
@given(st.text() | st.text(alphabet=IPA))
def test_normalization_is_stable(text):
    once = normalize_ipa(text)
    assert normalize_ipa(once) == once


@given(st.text())
def test_segments_are_never_blank(text):
    assert all(segment.strip() for segment in segment_ipa(text))


@given(st.text(alphabet="abcdefhijklmnopqrstuvwxyzɡʃʒŋəɪʊː"))
def test_no_phoneme_is_lost(text):
    assert "".join(segment_ipa(text)) == normalize_ipa(text)


@pytest.mark.parametrize("ipa", ["::", "ːː", "ʰ", "\u0303", "ˈ"])
def test_marks_without_a_letter_are_one_segment(ipa):
    assert segment_ipa(ipa, stress=True) == [normalize_ipa(ipa, stress=True)]


@pytest.mark.parametrize("text", ["🇱🇰" * 40, "a" + "\u0301\u0323" * 40, "한글"])
def test_long_texts_are_split_as_short_ones(text):
    assert split_characters(text * 10) == split_characters(text) * 10


def test_no_cluster_is_endless():
    """To put marks in order takes time that grows with the square of their number."""
    marks = "a" + "\u0301\u0323" * 40_000
    assert "".join(split_clusters(marks)) == marks
    assert max(map(len, split_clusters(marks))) == MAX_CLUSTER


@pytest.mark.parametrize(
    "ipa,segments",
    [
        ("t̪at̪ʰ", "t a tʰ"),
        ("d̪̤a d̪ʱa d̪ʰa", "dʱ a dʱ a dʱ a"),
        ("b̤a bʱa bʰa", "bʱ a bʱ a bʱ a"),
        ("d͡ʒ̤a d͡ʒʰa", "d͡ʒʱ a d͡ʒʱ a"),
        ("t̪ːʰa kʰːa bːʰ", "tʰː a kʰː a bʱː"),
        ("ɹaʀar", "r a r a r"),
        ("ʋava", "v a v a"),
        ("wɔːtɚ nɝs", "w ɔː t ə r n ɜ r s"),
        ("aɪ̯ ia̯", "a ɪ i a"),
    ],
)
def test_sources_write_alike(ipa, segments):
    expected = unicodedata.normalize("NFD", segments).split()
    assert segment_ipa(ipa) == expected


@pytest.mark.parametrize(
    "ipa",
    ["ʈ t", "ɖ d", "pʰ p", "bʱ b", "a̤ a", "n̪ n", "s̪ s", "ɾ r", "ʁ r", "w v", "t͡ɕ t͡ʃ"],
)
def test_what_languages_tell_apart_stays_apart(ipa):
    one, other = ipa.split()
    assert segment_ipa(one) != segment_ipa(other)
