import pytest

from spacy_phonener.evaluation.capitals import capital_spans, capitals_f1


def test_runs_of_capitalized_words_are_spans():
    words = "The old Nelson Mandela , of South Africa".split()
    assert capital_spans(words) == [(0, 1, ""), (2, 4, ""), (6, 8, "")]
    assert capital_spans(["london"]) == capital_spans([]) == []


def test_numbers_and_punctuation_end_a_run():
    assert capital_spans(["Area", "51", "Nevada"]) == [(0, 1, ""), (2, 3, "")]


def test_the_baseline_is_scored_by_spans_alone():
    # The first word is no name; the other span is found, whatever its type.
    sentences = [["We", "saw", "New", "York"]]
    assert capitals_f1(sentences, [[(2, 4, "LOC")]]) == pytest.approx(2 / 3)


def test_scripts_without_case_have_no_baseline():
    assert capitals_f1([["नेपाल", "र", "BBC"]], [[(0, 1, "LOC")]]) is None
    assert capitals_f1([["თბილისი"]], [[(0, 1, "LOC")]]) is None
    assert capitals_f1([], []) is None
