"""Probabilities mean how often such entities are right."""

import numpy
import pytest

from spacy_phonener.evaluation.calibration import apply_calibration, fit_calibration
from spacy_phonener.evaluation.reliability import (
    Judged,
    precision_recall,
    reliability,
)


def judged(*pairs):
    """Entities of each probability, and of how many of them are right."""
    probabilities = [p for p, n, _ in pairs for _ in range(n)]
    right = [i < n_right for _, n, n_right in pairs for i in range(n)]
    return Judged(numpy.asarray(probabilities), numpy.asarray(right, dtype=bool))


def test_reliability():
    found = reliability(judged((0.95, 10, 5), (0.25, 30, 9)))
    assert found.n == 40 and [b.n for b in found.bins] == [30, 10]
    assert [b.right for b in found.bins] == [pytest.approx(0.3), 0.5]
    assert found.ece == pytest.approx((30 * 0.05 + 10 * 0.45) / 40)


def test_certain_and_impossible_ones_have_bins():
    found = reliability(judged((1.0, 3, 3), (0.0, 2, 0)))
    assert found.ece == 0 and len(found.bins) == 2


def test_nothing_was_found():
    found = reliability(judged())
    assert found.n == 0 and found.ece is None and found.bins == []
    thresholds, precision, recall = precision_recall(judged(), 5)
    assert len(thresholds) == len(precision) == len(recall) == 0


def test_what_is_too_sure_becomes_less_sure():
    too_sure = judged((0.99, 400, 280), (0.9, 400, 200), (0.6, 400, 120))
    before = reliability(too_sure).ece
    slope, intercept = fit_calibration(too_sure)
    after = reliability(apply_calibration(too_sure, (slope, intercept))).ece
    assert before > 0.3 and after < 0.03
    assert 0 < slope < 1 and intercept < 0


def test_what_is_right_stays():
    slope, intercept = fit_calibration(
        judged((0.9, 1000, 900), (0.5, 1000, 500), (0.1, 1000, 100))
    )
    assert slope == pytest.approx(1, abs=0.02) and abs(intercept) < 0.02


@pytest.mark.parametrize("n_right", [0, 100])
def test_a_hundred_entities_make_nothing_certain(n_right):
    line = fit_calibration(judged((0.5, 100, n_right)))
    probabilities = apply_calibration(judged((0.5, 1, 0)), line).probabilities
    assert 0.001 < probabilities[0] < 0.999


def test_precision_and_recall():
    """Entities that are equally probable are found together."""
    thresholds, precision, recall = precision_recall(
        judged((0.9, 2, 2), (0.5, 2, 1)), n_gold=4
    )
    assert thresholds.tolist() == [0.9, 0.5]
    assert precision.tolist() == [1.0, 0.75] and recall.tolist() == [0.5, 0.75]
