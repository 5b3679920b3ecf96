"""Is what sounds like a name meant by it? The probability, by a logistic regression.

Its weights (`score.json`) were fitted to running text (`benchmarks/sound/fit_score.py`), apart
for words in scripts with and without upper case.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple, Sequence

import numpy
import srsly

PATH = Path(__file__).parent / "score.json"
CASELESS, CASED = "caseless", "cased"
# Only what sounds very much alike has much of the share.
SHARPNESS = 8


class Doubts(NamedTuple):
    """What speaks against a word's being a name, whatever it sounds like.

    is_caseless (float): It is in a script without upper case: 1.
    commonness (float): How many classes of commonness it is above a rare word, if it has
        case. Without, names are as common as other words.
    is_lower (float): It is in lower case, in a text with upper case: 1.
    is_first (float): It begins a sentence, where every word has a capital: 1.
    """

    is_caseless: float = 0.0
    commonness: float = 0.0
    is_lower: float = 0.0
    is_first: float = 0.0


@cache
def load_weights() -> numpy.ndarray:
    """Load the weights: of words with case, and without."""
    weights = srsly.read_json(PATH)
    return numpy.asarray([weights[CASED], weights[CASELESS]])


def make_inputs(
    evidence: numpy.ndarray,
    share: numpy.ndarray,
    n_names: int,
    doubts: Sequence[Doubts],
) -> numpy.ndarray:
    """Get what is weighed, a row for each of what sounds like a name.

    evidence (Array[float]): Logarithms of odds, of alignments.
    share (Array[float]): Their shares of the most that the names can add.
    n_names (int): How many names there are.
    doubts (Sequence[Doubts]): About the words of the text.
    """
    size = numpy.full(len(doubts), numpy.log(n_names))
    one = numpy.ones(len(doubts))
    columns = [evidence, share**SHARPNESS, size, one]
    return numpy.column_stack([*columns, numpy.asarray(doubts, dtype=float)[:, 1:]])


def score(
    evidence: numpy.ndarray,
    share: numpy.ndarray,
    n_names: int,
    doubts: Sequence[Doubts],
) -> numpy.ndarray:
    """Get the probabilities that what sounds so much alike is meant; see `make_inputs`."""
    weights = load_weights()[[int(doubt.is_caseless) for doubt in doubts]]
    logit = (make_inputs(evidence, share, n_names, doubts) * weights).sum(axis=1)
    return 1 / (1 + numpy.exp(-logit))
