"""What the LiteEncoder sees of a segment and of a token, beside articulatory features.

Functions of the segment or the word alone: nothing is collected from data.
"""

import unicodedata
from typing import List, Sequence, Tuple

import numpy
from spacy.strings import get_string_id

from ..articulatory import sound_class
from ..casing import has_case
from ..lru import remember_short

UPPER_INITIAL, ALL_UPPER, CASELESS, HAS_LETTER, HAS_DIGIT, PUNCTUATION = range(6)
N_SHAPE = 6


@remember_short(2**14)
def hash_rows(segment: str, n_rows: int) -> Tuple[int, ...]:
    """Choose the rows, in a table of n_rows, that a segment is the sum of.

    Two are its own, so that two segments hardly ever share both; one is its base
    letter's.
    """
    own = get_string_id(segment)
    letters = [
        c for c in segment if not unicodedata.category(c).startswith(("M", "Lm"))
    ]
    base = get_string_id("base:" + "".join(letters))
    return own % n_rows, (own >> 32) % n_rows, base % n_rows


@remember_short(2**14)
def hash_ngrams(word: Tuple[str, ...], n_rows: int) -> Tuple[int, ...]:
    """Choose the rows, in a table of n_rows, of a word's consonants.

    They are of the sequence of their sound classes, and of the 3-, 4- and 5-grams in it.
    Names keep these through accents,
    spellings and scripts without vowels.

    word (Tuple[str, ...]): Its segments.
    """
    classes = "^" + "".join(map(sound_class, word)) + "$"
    ngrams = {
        classes[i : i + n] for n in (3, 4, 5) for i in range(len(classes) - n + 1)
    }
    return tuple(sorted(get_string_id(ngram) % n_rows for ngram in {classes, *ngrams}))


@remember_short(2**14)
def shape_features(text: str) -> Tuple[int, ...]:
    """See the script-independent orthographic shape of a token.

    RETURNS (Tuple[int, ...]): 1 or 0 for: starts in upper case; all upper case, more
        than one letter; letters without case; any letter; any digit; only
        punctuation and symbols.
    """
    letters = [c for c in text if c.isalpha()]
    cased = list(filter(has_case, letters))
    features = [0] * N_SHAPE
    features[UPPER_INITIAL] = bool(cased) and (cased[0].isupper() or cased[0].istitle())
    features[ALL_UPPER] = len(cased) > 1 and all(c.isupper() for c in cased)
    features[CASELESS] = bool(letters) and not cased
    features[HAS_LETTER] = bool(letters)
    features[HAS_DIGIT] = any(c.isnumeric() for c in text)
    features[PUNCTUATION] = all(unicodedata.category(c)[0] in "PSZC" for c in text)
    return tuple(map(int, features))


def index_distinct(items: Sequence) -> Tuple[List, numpy.ndarray]:
    """List the distinct items, and for each item the place of its like among them.

    RETURNS (Tuple[List, Ints1d]): In the order in which they come up first.
    """
    places: dict = {}
    index = [places.setdefault(item, len(places)) for item in items]
    return list(places), numpy.asarray(index, dtype="int64")
