import pytest

from spacy_phonener.evaluation.errors import (
    Recall,
    count_errors,
    find_errors,
    first_words,
    pool,
    recall_by_place,
)


@pytest.mark.parametrize(
    "found, kinds",
    [
        ([(0, 2, "PER"), (3, 4, "LOC")], []),
        ([(0, 1, "PER"), (3, 4, "LOC")], ["boundary"]),
        ([(0, 2, "ORG"), (3, 4, "LOC")], ["type"]),
        ([(0, 4, "ORG")], ["type"]),
        ([(0, 4, "LOC")], ["boundary"]),
        ([(0, 2, "PER")], ["missed"]),
        ([(0, 2, "PER"), (2, 3, "PER"), (3, 4, "LOC")], ["spurious"]),
        (
            [(0, 1, "PER"), (1, 2, "PER"), (2, 3, "ORG")],
            ["boundary"] * 2 + ["spurious", "missed"],
        ),
        ([], ["missed", "missed"]),
    ],
)
def test_kinds_of_errors(found, kinds):
    gold = [(0, 2, "PER"), (3, 4, "LOC")]  # Nelson Mandela visited London
    assert [kind for kind, _ in find_errors(gold, found)] == kinds


def test_errors_of_all_sentences_are_counted():
    gold, found = [[(0, 1, "LOC")], [(0, 2, "PER")]], [[], [(0, 1, "PER")]]
    expected = {"boundary": 1, "type": 0, "missed": 1, "spurious": 0}
    assert count_errors(gold, found) == expected


def test_first_words_are_behind_punctuation():
    words = "« Rome fell . 3 men left . …".split()
    assert first_words(words, [(0, 4), (4, 8), (8, 9)]) == {1, 4}


def test_recall_of_first_words_and_elsewhere():
    gold = [[(0, 1, "LOC"), (2, 3, "PER")], [(1, 2, "PER"), (3, 4, "LOC")]]
    found = [[(2, 3, "PER")], [(1, 2, "PER"), (3, 4, "ORG")]]
    first, other = recall_by_place(gold, found, [{0}, {1}])
    assert first == Recall(2, 0.5) and other == Recall(2, 0.5)
    assert pool([first, other, Recall(4, 1.0)]) == 0.75
    [nothing, _] = recall_by_place([[]], [[]], [{0}])
    assert nothing == Recall(0, None) and pool([nothing]) is None
