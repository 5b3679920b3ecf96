"""From the tags of tokens to those of units, and from scores of units to those of tokens.

    token      Nelson                  Mandela                        visited …
    tag        B-PER                   I-PER                          O
    unit       n     ɛ     l     …  ▁  m     æ     n     …  ▁  v  ɪ  …
    its token  0     0     0     … -1  1     1     1     … -1  2  2  …
    unit tag   B-PER I-PER I-PER …  O  I-PER I-PER I-PER …  O  O  O  …   (unit_tags)

`pool_units` goes the other way: a token's score for B-PER is the mean of its units' scores
for B-PER I-PER I-PER …, for I-PER that of I-PER I-PER I-PER …, for O that of O O O ….
"""

from typing import Dict

import numpy
from spacy.training import Example

from .bio import biluo_to_bio


def token_tags(eg: Example, index: Dict[str, int]) -> numpy.ndarray:
    """Get the gold tag of each predicted token.

    index (Dict[str, int]): The tags' numbers.
    RETURNS (Ints1d): One a token; -1: unknown, since the reference leaves it open or is
        tokenized differently.
    RAISES (ValueError): If a gold entity has a label that is none of the tags'.
    """
    tags = [tag and biluo_to_bio(tag) for tag in eg.get_aligned_ner()]
    new = {tag[2:] for tag in tags if tag and tag not in index}
    if new:
        raise ValueError(
            f"The training data has the label {', '.join(sorted(new))}, which the "
            "component was not initialized with. Give it all labels: labels = [...] "
            "under [initialize.components.phonener]"
        )
    return numpy.asarray([index[tag] if tag else -1 for tag in tags], dtype="i")


def unit_tags(tags: numpy.ndarray, tokens: numpy.ndarray) -> numpy.ndarray:
    """Spread the tags of tokens over units (Sohn et al. 2024, section 3.1).

    The first unit of a B-X token is B-X, its others are I-X; units of no token are O.

    tags (Ints1d): One a token; -1: unknown.
    tokens (Ints1d): The token of each unit; -1: none.
    RETURNS (Ints1d): One a unit.
    """
    spread = numpy.where(tokens >= 0, tags[tokens], 0)
    is_begin = (spread > 0) & (spread % 2 == 1)
    return numpy.where(is_begin & ~is_first(tokens), spread + 1, spread).astype("i")


def is_first(tokens: numpy.ndarray) -> numpy.ndarray:
    """Tell which units are the first of a token.

    tokens (Ints1d): The token of each unit; -1: none.
    RETURNS (Array[bool]): One truth value a unit.
    """
    return (numpy.diff(tokens, prepend=-1) != 0) & (tokens >= 0)


def pool_units(
    scores: numpy.ndarray, tokens: numpy.ndarray, n_tokens: int
) -> numpy.ndarray:
    """Pool the scores of units to scores of tokens.

    The tags of a token's units are those of `unit_tags`: X B-PER is the path
    B-PER I-PER I-PER…, so a token's score for a tag is the mean log probability of
    that path.

    scores (Floats2d): Log probabilities, one row a unit.
    tokens (Ints1d): The token of each unit; -1: none. Units of a token stand
        together.
    RETURNS (Floats2d): Log probabilities, one row a token.
    """
    kept = tokens >= 0
    scores, tokens = scores[kept], tokens[kept]
    later = ~is_first(tokens)
    paths = scores.copy()
    # After a token's first unit, B-X goes on as I-X.
    paths[later, 1::2] = scores[later, 2::2]
    pooled = numpy.zeros((n_tokens, scores.shape[1]), dtype="f")
    numpy.add.at(pooled, tokens, paths)
    counts = numpy.bincount(tokens, minlength=n_tokens)[:, None]
    return log_softmax(pooled / numpy.maximum(counts, 1).astype("f"))


def log_softmax(scores: numpy.ndarray) -> numpy.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - numpy.log(numpy.exp(shifted).sum(axis=1, keepdims=True))
