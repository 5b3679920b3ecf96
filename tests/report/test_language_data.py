import pytest

from spacy_phonener.report.language_data import distance, measure_language
from spacy_phonener.report.results import Reading


def make_reading(sentences, segments):
    tokens = [sentence.split() for sentence in sentences]
    return Reading(tokens, [[] for _ in tokens], [], [], segments)


def test_what_the_data_says_of_a_language():
    urdu = make_reading(["پاکستان 1947", "UNESCO پاکستان"], {"p": 6, "ɑː": 3, "x": 1})
    data = measure_language("urd", {"test": urdu}, {"p": 50, "ɑː": 50})
    assert (data.script, data.rtl, data.case) == ("Arab", True, 3)
    assert data.in_english == pytest.approx(0.9)
    assert data.splits["test"].sentences == 2
    assert data.splits["test"].tokens == 4
    empty = measure_language("urd", {"test": make_reading([], {})}, {"p": 50})
    assert (empty.script, empty.in_english, empty.distance) == ("Zyyy", None, None)


def test_distance_is_that_of_the_nearest_english_phoneme():
    english = {"p": 50, "b": 49, "x": 0.01, "3": 900}
    assert distance({"p": 1, "b": 2, "7": 5}, english) == 0.0
    # [d] is not far from [b]; [x] is too rare to be English.
    near, far = distance({"d": 1}, english), distance({"x": 1}, english)
    assert 0 < near < far < 1
    assert distance({"d": 1, "p": 3}, english) == pytest.approx(near / 4)
