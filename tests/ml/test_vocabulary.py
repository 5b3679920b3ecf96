import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.ml.vocabulary import Step, Vocabulary

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
