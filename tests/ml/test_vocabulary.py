import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.languages import get_language
from spacy_phonener.ml.vocabulary import Step, Vocabulary
from spacy_phonener.pipeline.phonemizer import Phonemizer

ENTRIES = "a aː ˈæ æ t ʃ ç g ʦ ɹ x ɑ̃ p 0 n".split()
UNKNOWN = 99


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary({entry: i for i, entry in enumerate(ENTRIES)}, UNKNOWN)


@pytest.mark.parametrize(
    "segment,step,entries",
    [
        ("aː", Step.AS_IS, "aː"),
        ("ˈæ", Step.AS_IS, "ˈæ"),
        ("0", Step.AS_IS, "0"),
        ("c\u0327", Step.NORMALIZED, "ç"),
        ("ɡ", Step.NORMALIZED, "g"),
        ("t͡s", Step.NORMALIZED, "ʦ"),
        ("ˈaː", Step.STRIPPED, "aː"),  # stress goes first,
        ("a\u0301ː", Step.STRIPPED, "aː"),  # then tone,
        ("ˌæː˥", Step.STRIPPED, "æ"),  # then length.
        ("t͡ʃ", Step.SPLIT, "t ʃ"),
        ("χ", Step.NEAREST, "x"),
        ("pʰ", Step.NEAREST, "p"),
        ("ŋ", Step.NEAREST, "n"),
        ("?", Step.UNKNOWN, ""),
        ("²", Step.UNKNOWN, ""),
        ("漢", Step.UNKNOWN, ""),
    ],
)
def test_back_off(vocabulary, segment, step, entries):
    ids = tuple(map(ENTRIES.index, entries.split())) or (UNKNOWN,)
    assert vocabulary(segment) == (step, ids)


@given(st.text(min_size=1))
def test_every_segment_is_something(vocabulary, segment):
    found = vocabulary(segment)
    assert found.ids and set(found.ids) <= {*range(len(ENTRIES)), UNKNOWN}
    assert (found.step == Step.UNKNOWN) == (found.ids == (UNKNOWN,))


def test_an_empty_vocabulary():
    assert Vocabulary({}, 0)("a") == (Step.UNKNOWN, (0,))


# The segments of CharsiuG2P's English dictionary, without stress.
CHARSIU_ENGLISH = (
    "a b d e f h i j k m n o p s t u v w z æ ð ŋ ɑ ɔ ə ɛ ɝ ɡ ɪ ɫ ɹ ʃ ʊ ʒ θ"
)


@pytest.mark.parametrize("stress", [True, False])
def test_english_in_its_notation_needs_no_back_off(stress):
    letters = CHARSIU_ENGLISH.split()
    entries = [mark + letter for mark in ("", "ˈ", "ˌ") for letter in letters]
    vocabulary = Vocabulary({entry: i for i, entry in enumerate(entries)}, UNKNOWN)
    words = "George Benjamin roses love bird water leisure things radio church".split()

    def steps(**settings):
        phonemizer = Phonemizer(stress=stress, **settings)
        read = phonemizer.phonemize(words, get_language("eng"))
        return {vocabulary(segment).step for segments in read for segment in segments}

    assert steps(notation="charsiu") == {Step.AS_IS}
    assert steps() >= {Step.AS_IS, Step.SPLIT, Step.NEAREST}
