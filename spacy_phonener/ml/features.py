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
UPPER_INSIDE = 6
N_SHAPE = 7


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


# Where a word begins and ends, and a prime number to hash with.
EDGE = numpy.uint64(1)
MULTIPLIER = numpy.uint64(0x9E3779B97F4A7C15)


def hash_exact(
    segments: numpy.ndarray, lengths: numpy.ndarray, n_rows: int
) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """Choose the rows, in a table of n_rows, of words as they are, segment by segment.

    Each word has two bags of rows: of its 2- to 5-grams, and of itself; that one has two
    rows, so that two words hardly ever share both.

        la, with its edges    ^ l a $
        its n-grams           ^l la a$, ^la la$, ^la$

    segments (Array[uint64]): The hashes of the segments of all words, one word after the
        other.
    lengths (Ints1d): The number of segments of each word.
    RETURNS (Tuple[Ints1d, Ints1d]): The rows, first of all words' n-grams, then of the
        words; and where each bag begins: first of each word's n-grams, then of each word.
    """
    sizes = lengths + 2
    starts = numpy.cumsum(sizes) - sizes
    words = numpy.repeat(numpy.arange(len(sizes)), sizes)
    symbols = numpy.full(len(words), EDGE)
    inside = numpy.ones(len(words), dtype=bool)
    inside[starts] = inside[starts + sizes - 1] = False
    symbols[inside] = segments
    grams, of_grams = [], []
    hashed = symbols
    for n in range(2, 6):
        hashed = mix(hashed[:-1] * MULTIPLIER + symbols[n - 1 :])
        together = words[: len(hashed)] == words[n - 1 :]
        grams.append(hashed[together])
        of_grams.append(words[: len(hashed)][together])
    of = numpy.concatenate(of_grams)
    in_order = numpy.concatenate(grams)[numpy.argsort(of, kind="stable")]
    numbers = numpy.bincount(of, minlength=len(sizes))
    places = (numpy.arange(len(words)) - numpy.repeat(starts, sizes)).astype("uint64")
    whole = mix(numpy.add.reduceat(mix(symbols + mix(places)), starts))
    own = numpy.stack([whole, mix(whole)], axis=1).flatten()
    rows = numpy.concatenate([in_order, own]) % numpy.uint64(n_rows)
    n_grams = int(numbers.sum())
    own_starts = n_grams + 2 * numpy.arange(len(sizes))
    return (
        rows.astype("int64"),
        numpy.concatenate([numpy.cumsum(numbers) - numbers, own_starts]),
    )


def mix(numbers: numpy.ndarray) -> numpy.ndarray:
    """Hash 64-bit numbers (the middle of SplitMix64, Steele et al. 2014)."""
    numbers = (numbers ^ (numbers >> numpy.uint64(30))) * numpy.uint64(
        0xBF58476D1CE4E5B9
    )
    return numbers ^ (numbers >> numpy.uint64(27))


@remember_short(2**14)
def shape_features(text: str) -> Tuple[int, ...]:
    """See the script-independent orthographic shape of a token.

    RETURNS (Tuple[int, ...]): 1 or 0 for: starts in upper case; all upper case, more
        than one letter; letters without case; any letter; any digit; only
        punctuation and symbols; upper case after a prefix in lower case (eMzantsi).
    """
    letters = [c for c in text if c.isalpha()]
    cased = list(filter(has_case, letters))
    features = [0] * N_SHAPE
    features[UPPER_INITIAL] = bool(cased) and (cased[0].isupper() or cased[0].istitle())
    features[ALL_UPPER] = len(cased) > 1 and all(c.isupper() for c in cased)
    features[CASELESS] = bool(letters) and not cased
    features[HAS_LETTER] = bool(letters)
    features[HAS_DIGIT] = any(c.isnumeric() for c in text)
    features[UPPER_INSIDE] = (
        len(cased) > 2
        and cased[0].islower()
        and any(letter.isupper() for letter in cased[1:4])
    )
    features[PUNCTUATION] = all(unicodedata.category(c)[0] in "PSZC" for c in text)
    return tuple(map(int, features))


def index_distinct(items: Sequence) -> Tuple[List, numpy.ndarray]:
    """List the distinct items, and for each item the place of its like among them.

    RETURNS (Tuple[List, Ints1d]): In the order in which they come up first.
    """
    places: dict = {}
    index = [places.setdefault(item, len(places)) for item in items]
    return list(places), numpy.asarray(index, dtype="int64")
