"""Segments as symbols, one byte each: what the alignment of names tells apart.

A symbol is one of the SOUNDS, a digit, or any other letter. A segment that is none of these
is the one that panphon's weighted features make nearest.
"""

from functools import cache
from typing import Sequence, Tuple

import numpy
import regex

from ..articulatory import feature_table, segment_vectors
from ..lru import remember_short
from ..segments import HAS_BASE, TIE_BAR, nfd

SOUNDS = (
    "p b t d k ɡ q ʔ ɸ f v θ ð s z ʃ ʒ x ɣ ʝ h m n ŋ ɲ r l j w t͡s d͡z t͡ʃ d͡ʒ "
    "a ɑ ɛ e i ɨ ɯ y ø ə ʌ o ɔ u"
).split()
FIRST_DIGIT = len(SOUNDS)
OTHER = FIRST_DIGIT + 10
N_SYMBOLS = OTHER + 1
# Fills up what is shorter than others.
PAD = N_SYMBOLS
# Where the features say otherwise than most languages' spellings of names do.
NEAREST = {"ɰ": "w", "ɥ": "w", "ɭ": "l", "ʎ": "l", "ɻ": "r", "ɐ": "a", "ʊ": "u"}
NEAREST |= {"ʉ": "u", "ʏ": "y", "œ": "ø", "ħ": "h", "ʕ": "ʔ", "ɴ": "ŋ", "β": "v"}
NASALIZED = "\u0303"
# All but the tie bar.
MARKS = regex.compile(r"[^\P{M}\u0361]")
# More symbols of a name are left out: no name that is looked for has them.
LONGEST = 40

# Classes of consonants, among which sounds change from language to language, then those of
# vowels and glides. A digit and any other letter are of one more.
CONSONANTS = ("pbɸfvw", "tdθð", "szʃʒ", "kɡqxɣʝ", "m", "nŋɲ", "rl")
VOWELS = ("aɑʌəɛ", "eiɨyøj", "oɔuɯw")
VOWEL_SYMBOLS = frozenset(SOUNDS.index(sound) for group in VOWELS for sound in group)
NO_LETTER = len(CONSONANTS) + 1
N_CLASSES = NO_LETTER + len(VOWELS) + 1


def encode(segments: Sequence[str]) -> bytes:
    """Write a word's segments as symbols; sounds that repeat are written once."""
    symbols = bytearray()
    for segment in segments:
        for symbol in _symbols(segment):
            if symbols[-1:] != bytes([symbol]) or FIRST_DIGIT <= symbol < OTHER:
                symbols.append(symbol)
    return bytes(symbols[:LONGEST])


@remember_short(2**14)
def _symbols(segment: str) -> Tuple[int, ...]:
    segment = nfd(segment)
    if segment.isdecimal():
        return tuple(FIRST_DIGIT + int(digit) for digit in segment)
    plain = segment.replace(NASALIZED, "")
    if plain != segment:
        symbols = _symbols(plain)
        is_vowel = symbols and symbols[-1] in VOWEL_SYMBOLS
        return (*symbols, SOUNDS.index("n")) if is_vowel else symbols
    letters = MARKS.sub("", NEAREST.get(segment[:1], segment))
    for length in (3, 1) if TIE_BAR in letters else (1,):
        if letters[:length] in SOUNDS:
            return (SOUNDS.index(letters[:length]),)
    vectors = segment_vectors(segment)
    if not vectors:
        is_letter = HAS_BASE.search(segment) and any(map(str.isalpha, segment))
        return (OTHER,) if is_letter else ()
    return tuple(int(distances(vector).argmin()) for vector in vectors)


def distances(vector: Sequence[int]) -> numpy.ndarray:
    """Measure how far each of the sounds is from a segment's features, by their weights."""
    difference = numpy.abs(_sound_vectors() - numpy.asarray(vector))
    weights = numpy.asarray(feature_table().weights)
    # panphon gives the last features, those of tone, no weight.
    return difference[:, : len(weights)] @ weights


@cache
def _sound_vectors() -> numpy.ndarray:
    return numpy.asarray([segment_vectors(sound)[0] for sound in SOUNDS], dtype=float)


def _class_table(with_vowels: bool) -> numpy.ndarray:
    """Get the class of each symbol: 0 for those that have none."""
    table = numpy.full(N_SYMBOLS, NO_LETTER, dtype=numpy.uint8)
    for i, sound in enumerate(SOUNDS):
        groups = [n for n, c in enumerate(CONSONANTS, 1) if sound[0] in c]
        if sound in ("t͡s", "d͡z", "t͡ʃ", "d͡ʒ"):
            groups = [1 + CONSONANTS.index("szʃʒ")]
        vowels = [n for n, v in enumerate(VOWELS, NO_LETTER + 1) if sound in v]
        chosen = vowels or groups if with_vowels else groups
        table[i] = chosen[0] if chosen else 0
    return table


# Of the consonants alone, and with vowels and glides.
CONSONANT_CLASSES = _class_table(with_vowels=False)
ALL_CLASSES = _class_table(with_vowels=True)


def initial_class(word: bytes) -> int:
    """Get the class of a word's first sound: of all vowels it is one."""
    return int(CONSONANT_CLASSES[word[0]]) if word else 0


def letter_class(letter: bytes) -> int:
    """Get the class of an initial; its letter may be read by its name: /ɛs/."""
    return next((int(c) for c in CONSONANT_CLASSES[list(letter)] if c), 0)
