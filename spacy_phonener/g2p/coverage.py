"""How much of a language's texts do its G2P sources read?"""

import unicodedata
from collections import Counter
from typing import Dict, Iterable, Mapping, Optional, Tuple

import regex

from ..languages import LanguageEntry, default_scripts, get_language
from ..scripts import split_scripts
from .source import load_source, read_words

# Letters with their marks, apostrophes, which some orthographies have for letters, and the
# dot between Tibetan syllables.
WORD = regex.compile(r"(?=.*\p{L})[\p{L}\p{M}\u200c\u200d'’‘ʻʼ\u0f0b]+")


def g2p_coverage(lang: LanguageEntry, tokens: Iterable[str]) -> Dict[str, float]:
    """Measure which words of a text are read whole, all of their letters into the IPA.

    tokens (Iterable[str]): The text's tokens.
    RETURNS (Dict[str, float]): "tokens": the number of tokens that are words in the
        language's scripts; "own": the share of them that the language's own sources
        read; "all": with those of the scripts' default languages.
    """
    words: Dict[str, Counter] = {script: Counter() for script in lang.scripts}
    for token in tokens:
        script, word = find_word(unicodedata.normalize("NFKC", token))
        if script in words:
            words[script][word] += 1
    total = sum(sum(counts.values()) for counts in words.values())
    unread = {"own": 0, "all": 0}
    for script, counts in words.items():
        left = count_unread(counts, lang.scripts[script])
        unread["own"] += sum(left.values())
        default = get_language(default_scripts()[script])
        left = count_unread(left, default.scripts.get(script, ()))
        unread["all"] += sum(left.values())
    return {
        "tokens": total,
        **{key: 1 - n / total if total else 0.0 for key, n in unread.items()},
    }


def find_word(token: str) -> Tuple[Optional[str], str]:
    """Get the script of a token and the word in it, without quotes.

    RETURNS (Tuple[Optional[str], str]): None and nothing, if it is no word, or in
        several scripts.
    """
    if WORD.fullmatch(token):
        runs = [(script, letters) for script, letters in split_scripts(token) if script]
        if len(runs) == 1:
            return runs[0]
    return None, ""


def count_unread(counts: Mapping[str, int], specs: Iterable[str]) -> Dict[str, int]:
    """Leave the words that no source reads whole, with their counts.

    specs (Iterable[str]): Sources as the language table names them.
    """
    for spec in specs:
        words = list(counts)
        found = read_words(load_source(spec), words)
        left = [word for word, (_, whole) in zip(words, found) if not whole]
        counts = {word: counts[word] for word in left}
    return dict(counts)
