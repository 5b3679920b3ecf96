"""What the LiteEncoder sees of a segment and of a token. Functions of the segment or
the word alone: nothing is collected from data."""

import unicodedata
from functools import lru_cache
from typing import List, Sequence, Tuple

import numpy
from spacy.strings import get_string_id

from ..g2p.epitran import feature_table

# panphon's features (+, 0, -) and whether it knows the segment at all.
N_ARTICULATORY = 24 + 1
# panphon knows these with the diacritic only.
RHOTIC = {"ɚ": "ə˞", "ɝ": "ɜ˞"}

UPPER_INITIAL, ALL_UPPER, CASELESS, HAS_LETTER, HAS_DIGIT, PUNCTUATION = range(6)
N_SHAPE = 6


def segment_vectors(segment: str) -> List[List[int]]:
    """RETURNS (List[List[int]]): panphon's feature values (-1, 0, 1) of each phoneme
    in a segment; none if it is another character."""
    for letter, spelled in RHOTIC.items():
        segment = segment.replace(letter, spelled)
    return feature_table().word_to_vector_list(segment, numeric=True)


@lru_cache(maxsize=2**14)
def articulatory_features(segment: str) -> Tuple[int, ...]:
    """RETURNS (Tuple[int, ...]): panphon's feature values (-1, 0, 1) of a segment,
    then 1 if it is a phoneme and 0 if it is another character."""
    vectors = segment_vectors(segment)
    if not vectors:
        return (0,) * N_ARTICULATORY
    return (*vectors[0], 1)


@lru_cache(maxsize=2**14)
def hash_rows(segment: str, n_rows: int) -> Tuple[int, ...]:
    """RETURNS (Tuple[int, ...]): The rows, in a table of n_rows, that a segment is the
    sum of: two of its own, so that two segments hardly ever share both, and one of its
    base letter."""
    own = get_string_id(segment)
    letters = [
        c for c in segment if not unicodedata.category(c).startswith(("M", "Lm"))
    ]
    base = get_string_id("base:" + "".join(letters))
    return own % n_rows, (own >> 32) % n_rows, base % n_rows


@lru_cache(maxsize=2**16)
def shape_features(text: str) -> Tuple[int, ...]:
    """The script-independent orthographic shape of a token.

    RETURNS (Tuple[int, ...]): 1 or 0 for: starts in upper case; all upper case, more
        than one letter; letters without case; any letter; any digit; only
        punctuation and symbols.
    """
    letters = [c for c in text if c.isalpha()]
    cased = [c for c in letters if c.isupper() or c.islower() or c.istitle()]
    features = [0] * N_SHAPE
    features[UPPER_INITIAL] = bool(cased) and (cased[0].isupper() or cased[0].istitle())
    features[ALL_UPPER] = len(cased) > 1 and all(c.isupper() for c in cased)
    features[CASELESS] = bool(letters) and not cased
    features[HAS_LETTER] = bool(letters)
    features[HAS_DIGIT] = any(c.isnumeric() for c in text)
    features[PUNCTUATION] = all(unicodedata.category(c)[0] in "PSZC" for c in text)
    return tuple(map(int, features))


def index_distinct(items: Sequence) -> Tuple[List, numpy.ndarray]:
    """RETURNS (Tuple[List, Ints1d]): The distinct items, and for each item the place
    of its like among them."""
    places: dict = {}
    index = [places.setdefault(item, len(places)) for item in items]
    return list(places), numpy.asarray(index, dtype="int64")
