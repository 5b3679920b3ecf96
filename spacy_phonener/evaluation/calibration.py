"""What makes the probabilities of entities mean how often they are right."""

from typing import Sequence, Tuple

import numpy
from scipy.optimize import minimize

from ..pipeline.calibration import log_odds, move_odds
from .reliability import Judged


def fit_calibration(judged: Judged) -> Tuple[float, float]:
    """Find the slope and the intercept that make probabilities mean what they say.

    By the likelihood of what is right (Platt 1999), with his smoothed targets, so that few
    entities cannot make it surer than they warrant.

    RETURNS (Tuple[float, float]): Rounded: as many digits as hundreds of entities warrant.
    """
    odds = log_odds(judged.probabilities)
    n_right = int(judged.right.sum())
    n_wrong = len(judged.right) - n_right
    targets = numpy.where(
        judged.right, (n_right + 1) / (n_right + 2), 1 / (n_wrong + 2)
    )

    def loss(line: Sequence[float]) -> float:
        x = line[0] * odds + line[1]
        return float(numpy.mean(numpy.logaddexp(0, x) - targets * x))

    found = minimize(loss, [1.0, 0.0], bounds=[(0.01, 10), (-10, 10)])
    slope, intercept = found.x.tolist()
    return round(slope, 3), round(intercept, 3)


def apply_calibration(judged: Judged, line: Sequence[float]) -> Judged:
    """Calibrate probabilities."""
    return judged._replace(probabilities=move_odds(judged.probabilities, line))
