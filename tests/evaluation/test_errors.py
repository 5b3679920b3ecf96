import pytest

from spacy_phonener.evaluation.errors import find_errors


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
