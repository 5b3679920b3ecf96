"""How segments are articulated: panphon's features of a segment, and its sound class.

Functions of the segment alone. panphon's table is made once a process.
"""

import logging
from contextlib import contextmanager
from functools import cache
from typing import Iterator, List, Tuple

from .forks import importing
from .lru import remember_short

# panphon's features (+, 0, -) and whether it knows the segment at all.
N_ARTICULATORY = 24 + 1
# panphon knows these with the diacritic only.
RHOTIC = {"ɚ": "ə˞", "ɝ": "ɜ˞"}


@contextmanager
def quiet_logging() -> Iterator[None]:
    """Keep the root logger as it is: logging is the application's to configure.

    `import epitran` sets its level to CRITICAL or DEBUG, and adds a handler.
    """
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


@cache
def feature_table():
    """Make panphon's FeatureTable, the one of this process.

    Each takes over a second and 35 MB to make.
    """
    with importing, quiet_logging():
        import panphon

        return panphon.FeatureTable()


def segment_vectors(segment: str) -> List[List[int]]:
    """List panphon's feature values (-1, 0, 1) of each phoneme in a segment.

    RETURNS (List[List[int]]): None, if the segment is another character.
    """
    for letter, spelled in RHOTIC.items():
        segment = segment.replace(letter, spelled)
    return feature_table().word_to_vector_list(segment, numeric=True)


@remember_short(2**14)
def articulatory_features(segment: str) -> Tuple[int, ...]:
    """List panphon's feature values of a segment, and whether it is a phoneme.

    RETURNS (Tuple[int, ...]): N_ARTICULATORY numbers: -1, 0 or 1 a feature, then 1 for a
        phoneme and 0 for another character.
    """
    vectors = segment_vectors(segment)
    if not vectors:
        return (0,) * N_ARTICULATORY
    return (*vectors[0], 1)


@remember_short(2**14)
def sound_class(segment: str) -> str:
    """Name the sound class of a segment, nearly one of Dolgopolsky's (1964).

    Within a class, sounds change into one another from language to language: P labial,
    T coronal, S sibilant, K dorsal or further back, M and N nasal, R liquid, W voiced
    labial without closure, J palatal glide.

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
