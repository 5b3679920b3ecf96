"""How common words are, in classes: tables of hashes, without the words.

A table (`hashed_table.py`) has 29 bits of a word's hash, and 3 of its class. So it takes 4
bytes a word, and of the words that are not in a list of 20,000 one in 27,000 is taken for
one that is.
"""

import math
import unicodedata
from bisect import bisect_right
from heapq import nlargest
from typing import Any, Dict, List, Mapping, Optional, Sequence

import numpy

from .forks import importing
from .hashed_table import (
    find_hashes,
    hash_text,
    make_hashed_table,
    restore_hashed_table,
)
from .lru import LONGEST, remember_short
from .segments import APOSTROPHES, JOINERS
from .word_lists import BILLION, LIST_SIZE

# No list for the language; not in the list; from rare to common, five classes.
NO_LIST, UNLISTED, RAREST = 0, 1, 2
# Where the next class begins, in log10 of the frequency per billion words.
EDGES = (4.3, 5.1, 5.9, 6.7)
LISTED = range(RAREST, RAREST + len(EDGES) + 1)
CLASS_BITS = 3
# One apostrophe for all, and nothing that only says how letters are drawn.
SPELLED = str.maketrans(
    {**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(JOINERS, "")}
)
# One i, with and without its dot: Turkish lists and texts may have been lower-cased as
# English is.
DOTTED = str.maketrans({"ı": "i", "\u0307": ""})
# wordfreq's list of Serbo-Croatian is in Latin script.
SERBO_CROATIAN = dict.fromkeys(("hrv", "bos", "cnr-Latn", "srp-Latn"), "sh")


@remember_short(2**15)
def fold_word(word: str) -> str:
    """Write a word as it is looked up, whatever its case and its apostrophes."""
    # In NFKC, one of the apostrophes is a blank with an accent.
    word = unicodedata.normalize("NFKC", word.translate(SPELLED))
    return word.casefold().translate(DOTTED)


def frequency_class(frequency: float) -> int:
    """Get the class of a word in a list.

    frequency (float): Per billion words.
    """
    # As in files, so that a class does not depend on whether it went through one.
    logarithm = round(math.log10(frequency), 2)
    return RAREST + bisect_right(EDGES, logarithm)


def make_table(frequencies: Mapping[str, float]) -> numpy.ndarray:
    """Make a table of the most frequent words.

    frequencies (Mapping[str, float]): Per billion words.
    RETURNS (Array[uint32]): The table.
    """
    folded: Dict[str, float] = {}
    for word, frequency in frequencies.items():
        if frequency > 0 and 0 < len(word) <= LONGEST:
            word = fold_word(word)
            folded[word] = folded.get(word, 0.0) + frequency
    most = nlargest(LIST_SIZE, folded.items(), key=lambda item: (item[1], item[0]))
    entries: Dict[int, int] = {}
    for word, frequency in reversed(most):
        # Of two with one hash, the more frequent counts.
        entries[_hash(word)] = frequency_class(frequency)
    return make_hashed_table(entries, CLASS_BITS)


def find_classes(table: numpy.ndarray, words: Sequence[str]) -> List[int]:
    """Look words up in a table."""
    hashes = [_hash(fold_word(w)) if len(w) <= LONGEST else 0 for w in words]
    return numpy.maximum(find_hashes(table, hashes, CLASS_BITS), UNLISTED).tolist()


def _hash(word: str) -> int:
    return hash_text(word, CLASS_BITS)


def restore_table(data: bytes) -> numpy.ndarray:
    """Restore a table.

    RAISES (ValueError): If it is none.
    """
    return restore_hashed_table(data, LISTED, CLASS_BITS)


def load_wordfreq(code: str, codes: Sequence[str]) -> Optional[numpy.ndarray]:
    """Make a table of wordfreq's list for a language, if it is installed and has one.

    code (str): The language's.
    codes (Sequence[str]): Others that mean it.
    """
    wordfreq = _import_wordfreq()
    if wordfreq is None:
        return None
    # wordfreq itself answers with what its speakers may know too: English for Swahili.
    lists = wordfreq.available_languages("best")
    for name in (code, *codes, SERBO_CROATIAN.get(code, "")):
        if name in lists:
            # Its own look-ups keep all words in memory.
            ranks = wordfreq.read_cBpack(lists[name])
            return make_table(
                {
                    word: BILLION * 10 ** (-rank / 100)
                    for rank, words in enumerate(ranks)
                    for word in words
                }
            )
    return None


def _import_wordfreq() -> Optional[Any]:
    try:
        with importing:
            import wordfreq
    except ImportError:
        return None
    return wordfreq
