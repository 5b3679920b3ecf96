"""Exchange the words of a text for random ones of the same length and casing."""

import random
from collections import defaultdict
from typing import Dict, Iterable, List, Optional, Sequence

from ..casing import has_case, is_capitalized
from ..scripts import has_letter

# Distinct words, sorted, by casing and length.
Pools = Dict[str, Dict[int, List[str]]]


def is_exchangeable(word: str) -> bool:
    """Tell whether a token is a word: it has letters, and no digits."""
    return has_letter(word) and not any(map(str.isdigit, word))


def casing_of(word: str) -> str:
    """Name the casing of a word, by its letters that have case."""
    cased = [c for c in word if c.isalpha() and has_case(c)]
    if not cased:
        return "none"
    if all(map(str.islower, cased)):
        return "lower"
    if len(cased) > 1 and all(map(str.isupper, cased)):
        return "upper"
    is_title = is_capitalized(word) and all(map(str.islower, cased[1:]))
    return "title" if is_title else "mixed"


def pool_words(words: Iterable[str]) -> Pools:
    """Sort the words of a text by casing and length; what is no word is left out."""
    pools: Pools = defaultdict(lambda: defaultdict(list))
    for word in sorted({word for word in words if is_exchangeable(word)}):
        pools[casing_of(word)][len(word)].append(word)
    return {casing: dict(own) for casing, own in pools.items()}


def exchange_words(words: Sequence[str], pools: Pools, rng: random.Random) -> List[str]:
    """Exchange each word for a random one, drawn anew each time it occurs.

    Numbers and punctuation stay. Where no other word has a word's length, one of the
    nearest length takes its place.
    """
    return [
        _exchange_word(word, pools[casing_of(word)], rng)
        if is_exchangeable(word)
        else word
        for word in words
    ]


def _exchange_word(
    word: str, by_length: Dict[int, List[str]], rng: random.Random
) -> str:
    def distance(length: int) -> int:
        return abs(length - len(word))

    for length in sorted(by_length, key=distance):
        if new := _other_than(word, by_length[length], rng):
            return new
    return word


def _other_than(word: str, words: List[str], rng: random.Random) -> Optional[str]:
    others = len(words) - (word in words)
    if not others:
        return None
    while (new := rng.choice(words)) == word:
        pass
    return new
