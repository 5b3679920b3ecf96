"""What sounds alike is likelier or less likely a name."""

import numpy
import pytest

from spacy_phonener.sound.scoring import Doubts, score


def score_of(evidence=14.0, share=0.9, n_names=1_000, **doubts):
    alike = numpy.asarray([evidence]), numpy.asarray([share])
    [found] = score(*alike, n_names, [Doubts(**doubts)])
    return found


def test_the_more_alike_the_likelier():
    assert score_of(evidence=10.0) < score_of(evidence=14.0) < score_of(evidence=18.0)
    assert score_of(share=0.7) < score_of(share=1.0)


@pytest.mark.parametrize("is_caseless", [0.0, 1.0])
def test_a_name_is_less_likely_among_more(is_caseless):
    sizes = (1, 30, 1_000, 30_000, 1_000_000)
    scores = [score_of(n_names=n, is_caseless=is_caseless) for n in sizes]
    assert scores == sorted(scores, reverse=True)


def test_doubts():
    plain = score_of()
    assert score_of(is_caseless=1.0) < plain
    assert score_of(commonness=3.0) < plain
    assert score_of(is_first=1.0) < plain
    assert score_of(is_lower=1.0) < score_of(is_first=1.0)
