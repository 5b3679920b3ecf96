"""Probabilities that mean something: of entities at 0.7, seven in ten are right.

A model is surer than it should be, above all in languages that it was not trained on. A
logistic function of the log odds of an entity's tags (Platt 1999) puts that right, one for
each group of docs; `phonener calibrate` finds its two numbers.
"""

from typing import List, Mapping, Sequence

import numpy

from .bio import ScoredSpan

# By group: what the log odds are multiplied with, and what is added.
Calibration = Mapping[str, Sequence[float]]
# Log odds of 0 and 1 would have no end.
SMALLEST = 1e-6


def calibrate(
    calibration: Calibration, spans: List[ScoredSpan], group: str
) -> List[ScoredSpan]:
    """Calibrate the probabilities of a doc's spans.

    group (str): Of the doc. One that calibration lacks is left as it is.
    """
    if group not in calibration:
        return spans
    scores = numpy.asarray([span.score for span in spans])
    calibrated = move_odds(scores, calibration[group]).tolist()
    return [span._replace(score=score) for span, score in zip(spans, calibrated)]


def move_odds(probabilities: numpy.ndarray, line: Sequence[float]) -> numpy.ndarray:
    """Multiply and shift the log odds of probabilities.

    line (Sequence[float]): Slope and intercept.
    """
    slope, intercept = line
    return 1 / (1 + numpy.exp(-(slope * log_odds(probabilities) + intercept)))


def log_odds(probabilities: numpy.ndarray) -> numpy.ndarray:
    """Take the log odds of probabilities."""
    p = numpy.clip(probabilities, SMALLEST, 1 - SMALLEST)
    return numpy.log(p / (1 - p))
