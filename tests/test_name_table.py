"""Names are found by their sound, with endings and prefixes too."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.hashed_table import dump_hashed_table
from spacy_phonener.languages import get_language
from spacy_phonener.name_table import (
    N_FOUND_CLASSES,
    found_class,
    make_name_table,
    name_class,
    name_classes,
    restore_name_table,
    sound_key,
)
from spacy_phonener.pipeline.phonemizer import Phonemizer

NEPAL = ("n", "e", "p", "a", "l")
COUNTS = {
    "NiPaR": (0, 9, 0, 1),
    "MaRia": (9, 0, 0, 0),
    "PaNi": (1, 0, 30, 0),
    "KaRa": (0, 0, 8, 0),
    "PaRi": (0, 2, 9, 0),
}
# The classes that words get which sound like these.
FOUND = {
    key: int(found_class(numpy.asarray(name_class(counted)), numpy.asarray(len(key))))
    for key, counted in COUNTS.items()
}
COUNTED = st.tuples(*[st.integers(0, 99)] * 4)


@pytest.fixture(scope="module")
def read():
    phonemizer = Phonemizer()

    def phonemize(lang, *words):
        return phonemizer.phonemize(words, get_language(lang))

    return phonemize


def test_keys_are_alike_in_all_scripts(read):
    spelled = {"hin": "नेपाल", "ita": "Nepal", "rus": "Непал", "kat": "ნეპალი"}
    keys = {sound_key(*read(lang, word)) for lang, word in spelled.items()}
    assert {key[:5] for key in keys} == {"NiPaR"}
    assert sound_key(*read("amh", "ኢትዮጵያ")).startswith("iTJuP")


@pytest.mark.parametrize(
    "segments, key",
    [
        ((), ""),
        (("",), ""),
        (("h", "a", "ʔ", "aː"), "a"),
        (("t͡ʃ", "a", "d"), "SaT"),
        (("m", "b", "o"), "MPu"),
        (("1", "9", "9"), "19"),
    ],
)
def test_keys(segments, key):
    assert sound_key(segments) == key


def test_classes(read):
    table = make_name_table(COUNTS)
    words = [NEPAL, ("m", "a", "r", "i", "a"), ("k", "a", "r", "a"), ("x", "i"), ()]
    place, person = FOUND["NiPaR"], FOUND["MaRia"]
    assert name_classes(table, words)[:, 0].tolist() == [place, person, 0, 0, 0]
    assert place != person
    assert name_class((0, 9, 0, 0)) == name_class((0, 9, 0, 1)) - 1


def test_longer_names_say_more():
    lengths = numpy.asarray([3, 4, 5, 6, 9])
    found = found_class(numpy.asarray([1] * 5), lengths)
    assert found.tolist() == [3, 3, 4, 5, 5]
    assert not found_class(numpy.zeros(5, dtype="int64"), lengths).any()


def test_endings_and_prefixes(read):
    table = make_name_table(COUNTS)
    place = FOUND["NiPaR"]
    in_nepal, *rest = read("nep", "नेपालमा", "नेपाल")
    assert name_classes(table, [in_nepal, *rest]).tolist() == [
        [0, place, 0],
        [place, 0, 0],
    ]
    # Both "PaNi" and "NiPaR" are in it.
    word = ("p", "a", *NEPAL)
    assert name_classes(table, [word, ("e", *NEPAL)])[:, 2].tolist() == [place, place]
    # Too little is left.
    assert not name_classes(table, [("p", "a", "n", "i", "p")])[0, 2]


def test_the_most_name_like_part_counts():
    famous, plain = (0, 9, 0, 1), (9, 0, 0, 0)
    counts = {"MaRiKu": plain, "MaRiK": (1, 0, 9, 0), "MaRi": famous}
    word = ("m", "a", "r", "i", "k", "u", "t")
    [of_famous] = found_class(numpy.asarray([name_class(famous)]), numpy.asarray([4]))
    assert name_classes(make_name_table(counts), [word])[0, 1] == of_famous
    counts["MaRi"] = (0, 9, 0, 0)
    [of_plain] = found_class(numpy.asarray([name_class(plain)]), numpy.asarray([6]))
    assert name_classes(make_name_table(counts), [word])[0, 1] == of_plain


def test_what_is_left_out():
    assert not len(make_name_table({"aR": (9, 0, 0, 0), "KaRa": (0, 0, 9, 0)}))
    assert len(make_name_table({"KaRa": (0, 0, 9, 1)})) == 1


def test_no_table_and_no_words():
    nothing = make_name_table({})
    assert name_classes(nothing, [NEPAL, ()]).tolist() == [[0, 0, 0]] * 2
    classes = name_classes(make_name_table(COUNTS), [])
    assert classes.shape == (0, 3) and classes.dtype == numpy.int64


@given(st.dictionaries(st.text("aiuPTSKMNRWJ", max_size=9), COUNTED))
def test_dump_and_restore(counts):
    table = make_name_table(counts)
    restored = restore_name_table(dump_hashed_table(table))
    assert restored.dtype == numpy.uint32 and (restored == table).all()
    classes = name_classes(restored, [NEPAL, ("s", "a", "m", "i")])
    assert 0 <= classes.min() and classes.max() < N_FOUND_CLASSES


@pytest.mark.parametrize(
    "data", [b"\1", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x41\0\0\0" * 2**10]
)
def test_a_damaged_table_is_named(data):
    with pytest.raises(ValueError):
        restore_name_table(data)
