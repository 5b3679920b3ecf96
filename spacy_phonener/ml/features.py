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


@lru_cache(maxsize=2**14)
def sound_class(segment: str) -> str:
    """The sound class of a segment, nearly those of Dolgopolsky (1964), within which
    sounds change into one another from language to language: P labial, T coronal,
    S sibilant, K dorsal or further back, M and N nasal, R liquid, W voiced labial
    without closure, J palatal glide.

    RETURNS (str): A letter; none for a vowel, h or a glottal stop; another character
        stands for itself.
    """
    *features, is_phoneme = articulatory_features(segment)
    if not is_phoneme:
        return segment
    has = {name for name, value in zip(feature_table().names, features) if value > 0}
    if "syl" in has:
        return ""
    if {"nas", "cons"} <= has:
        return "M" if "lab" in has else "N"
    if "cor" in has:
        return "R" if "son" in has else "S" if "strid" in has else "T"
    if "lab" in has:
        return "W" if {"cont", "voi"} <= has else "P"
    if "son" in has:
        return "J" if "hi" in has else ""
    return "K"


@lru_cache(maxsize=2**14)
def hash_ngrams(word: Tuple[str, ...], n_rows: int) -> Tuple[int, ...]:
    """The rows, in a table of n_rows, of a word's consonants: of the sequence of their
    sound classes and of the 3-, 4- and 5-grams in it. Names keep these through accents,
    spellings and scripts without vowels.

    word (Tuple[str, ...]): Its segments.
    """
    classes = "^" + "".join(map(sound_class, word)) + "$"
    ngrams = {
        classes[i : i + n] for n in (3, 4, 5) for i in range(len(classes) - n + 1)
    }
    return tuple(sorted(get_string_id(ngram) % n_rows for ngram in {classes, *ngrams}))


@lru_cache(maxsize=2**14)
def shape_features(text: str) -> Tuple[int, ...]:
    """The script-independent orthographic shape of a token.

    RETURNS (Tuple[int, ...]): 1 or 0 for: starts in upper case; all upper case, more
        than one letter; letters without case; any letter; any digit; only
        punctuation and symbols.
    """
    letters = [c for c in text if c.isalpha()]
    # Georgian's are lower case to Unicode, but begin no word in upper case.
    cased = [c for c in letters if c.isupper() or c.istitle() or c.title() != c]
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
