"""A name is found by its sound in any script; a damaged or hostile index is refused."""

import pickle

import numpy
import pytest

from spacy_phonener import Phonemizer, get_language
from spacy_phonener.sound.checks import check_arrays
from spacy_phonener.sound.index import SoundIndex
from spacy_phonener.sound.symbols import encode

NAMES = ["Colombo", "Nairobi", "Addis Ababa", "Nelson Mandela", "Lagos", "La Paz"]
NAMES += ["Kathmandu", "Dhaka", "Yerevan", "Tbilisi", "Baghdad", "Jerusalem", "Kyoto"]


@pytest.fixture(scope="module")
def phonemizer():
    return Phonemizer()


@pytest.fixture(scope="module")
def index(phonemizer):
    patterns = [
        {"label": "NAME", "pattern": name, "id": f"Q{i}"}
        for i, name in enumerate(NAMES)
    ]
    return SoundIndex.build(patterns, phonemizer)


def find(index, phonemizer, word, lang, script):
    [segments] = phonemizer.phonemize([word], get_language(lang))
    return index.find(encode(segments), script)


@pytest.mark.parametrize(
    "word, lang, script, name",
    [
        ("Найроби", "rus", "Cyrl", "Nairobi"),
        ("කොළඹ", "sin", "Sinh", "Colombo"),
        ("काठमांडू", "hin", "Deva", "Kathmandu"),
        ("ঢাকা", "ben", "Beng", "Dhaka"),
        ("Երևան", "hye", "Armn", "Yerevan"),
        ("თბილისი", "kat", "Geor", "Tbilisi"),
        ("بغداد", "ara", "Arab", "Baghdad"),
        ("キョート", "jpn", "Kana", "Kyoto"),
        ("아디스아바바", "kor", "Hang", "Addis Ababa"),
        ("Najrobi", "pol", "Latn", "Nairobi"),
    ],
)
def test_the_likeliest_name(index, phonemizer, word, lang, script, name):
    best = find(index, phonemizer, word, lang, script)[0]
    assert index.text(best.name) == name


def test_the_nearer_the_likelier(index, phonemizer):
    scores = [
        find(index, phonemizer, word, "rus", "Cyrl")[0].evidence
        for word in ("Найроби", "Нойроби", "Нойропи")
    ]
    assert scores == sorted(scores, reverse=True)


def test_nothing_sounds_like_nothing(index):
    assert index.find(b"", "Latn") == []


def test_a_saved_index_finds_the_same(index, phonemizer, tmp_path):
    index.to_disk(tmp_path / "index")
    copies = [
        SoundIndex.from_disk(tmp_path / "index"),
        SoundIndex.from_bytes(index.to_bytes()),
        pickle.loads(pickle.dumps(index)),
    ]
    expected = find(index, phonemizer, "Найроби", "rus", "Cyrl")
    for copy in copies:
        assert find(copy, phonemizer, "Найроби", "rus", "Cyrl") == expected
        assert [copy.pattern(i) for i in range(len(copy))] == [
            index.pattern(i) for i in range(len(index))
        ]
    assert isinstance(copies[0].arrays["grams_values"].base, numpy.memmap)


def test_no_change_of_an_array_is_out_of_bounds(index):
    """What is refused is an error that says so; what is accepted can be searched."""
    rng = numpy.random.default_rng(0)
    refused = 0
    for name, array in index.arrays.items():
        for value in (0, 1, 2**31, -1, 2**63 - 1):
            changed = array.copy()
            if len(changed):
                place = rng.integers(len(changed))
                changed[place] = numpy.asarray(value).astype(changed.dtype)
            for damaged in (changed, array[:-1], array.astype("f")):
                arrays = {**index.arrays, name: damaged}
                try:
                    check_arrays(arrays)
                except ValueError as err:
                    refused += 1
                    assert "sound index" in str(err)
                    continue
                other = SoundIndex(arrays)
                for match in other.find(
                    encode(("n", "a", "i", "r", "o", "b", "i")), "Latn"
                ):
                    other.pattern(match.name)
    assert refused > 100


def test_readings_without_end_are_refused(index):
    starts = index.arrays["readings_starts"].copy()
    starts[1:-1] = starts[-1]
    with pytest.raises(ValueError, match="too long"):
        check_arrays({**index.arrays, "readings_starts": starts})


def test_starts_whose_differences_are_no_numbers_are_refused(index):
    starts = index.arrays["forms_starts"].copy()
    starts[1:4] = [2**63 - 1, -(2**63) + 1, -1]
    with pytest.raises(ValueError, match="'forms' of the sound index are no lists"):
        check_arrays({**index.arrays, "forms_starts": starts})


def test_an_index_that_lacks_a_file_is_refused(index, tmp_path):
    index.to_disk(tmp_path / "index")
    (tmp_path / "index" / "grams_values.npy").unlink()
    with pytest.raises(OSError):
        SoundIndex.from_disk(tmp_path / "index")


@pytest.mark.parametrize("data", [b"x", b"\xff" * 99, pickle.dumps([1]), "text", 5])
def test_bytes_that_are_no_index_are_refused(data):
    with pytest.raises(ValueError, match="no sound index"):
        SoundIndex.from_bytes(data)


def test_pickles_in_an_index_are_never_loaded(index, tmp_path):
    index.to_disk(tmp_path / "index")
    objects = numpy.array([{"code": 1}] * 100, dtype=object)
    numpy.save(tmp_path / "index" / "grams_values.npy", objects, allow_pickle=True)
    with pytest.raises(ValueError):
        SoundIndex.from_disk(tmp_path / "index")
