import numpy
import pytest

from spacy_phonener.report.resampling import bootstrap, interval, p_value, swap


def rng():
    return numpy.random.default_rng(0)


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution():
    right = numpy.array([[1]] * 60 + [[0]] * 40)
    shares = bootstrap({"right": right}, 4000, rng())["right"][:, 0] / 100
    low, high = interval(shares)
    # 0.6 ± 1.96 * sqrt(0.6 * 0.4 / 100)
    assert (low, high) == pytest.approx((0.504, 0.696), abs=0.015)


def test_systems_are_resampled_together():
    counts = numpy.arange(24).reshape(12, 2)
    sums = bootstrap({"a": counts, "b": counts * 10}, 300, rng())
    assert sums["a"].shape == (300, 2) and len(numpy.unique(sums["a"][:, 0])) > 50
    assert (sums["b"] == sums["a"] * 10).all()


def test_significance():
    good = numpy.array([[1]] * 50)
    bad = numpy.array([[1]] * 40 + [[0]] * 10)

    def p(a, b):
        ours, theirs = swap(a, b, 2000, rng())
        assert (ours + theirs == a.sum() + b.sum()).all()
        return p_value(a.sum() - b.sum(), (ours - theirs)[:, 0])

    assert p(good, good) == 1.0
    # All ten differences on one side: 2 / 2^10.
    assert p(good, bad) == pytest.approx(0.002, abs=0.002)
    # Five on each side.
    assert p(bad, numpy.roll(bad, 5)) == pytest.approx(1.0, abs=0.3)
