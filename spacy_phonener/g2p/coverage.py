"""How much of a language's texts do its G2P sources read?"""

import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple

import regex

from ..languages import LanguageEntry, default_scripts, get_language
from ..scripts import split_scripts
from ..segments import nfd
from ..word_lists import read_word_list
from .chain import readers
from .source import load_source, read_words

# Letters with their marks, apostrophes, which some orthographies have for letters, and the
# dot between Tibetan syllables.
WORD = regex.compile(r"(?=.*\p{L})[\p{L}\p{M}\u200c\u200d'’‘ʻʼ\u0f0b]+")
# How many of the letters are told that are lacking most.
WORST = 8


def g2p_coverage(lang: LanguageEntry, counts: Mapping[str, float]) -> Dict[str, Any]:
    """Measure which words are read whole, all of their letters into the IPA, and by whom.

    counts (Mapping[str, float]): Tokens of texts in the language, with how frequent
        they are.
    RETURNS (Dict[str, Any]): "words": how many different words in the language's scripts
        there are. Shares of the running words: "own": those that the language's own
        sources read; "default": others that those of its script's default language do;
        "general": others that are read by how letters sound in most languages. "lacking":
        letters that are in no word which the own sources read, with the share of words
        that have them.
    """
    words: Dict[str, Dict[str, float]]
    words = {script: defaultdict(float) for script in lang.scripts}
    for token, count in counts.items():
        script, word = find_word(unicodedata.normalize("NFKC", token))
        if script in words:
            words[script][word] += count
    total = sum(sum(in_script.values()) for in_script in words.values()) or 1
    shares = {"own": 0.0, "default": 0.0, "general": 0.0}
    lacking: Counter = Counter()
    for script, found in words.items():
        todo: Mapping[str, float] = found
        default = get_language(default_scripts()[script])
        for reader, entry in readers(lang, script, default).items():
            left = find_unread(todo, entry.scripts[script])
            shares[reader] += (sum(todo.values()) - sum(left.values())) / total
            if reader == "own":
                lacking.update(find_lacking(found, left))
            todo = left
    return {
        "words": sum(map(len, words.values())),
        **shares,
        "lacking": {c: n / total for c, n in lacking.most_common(WORST)},
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


def find_unread(
    counts: Mapping[str, float], specs: Iterable[str]
) -> Mapping[str, float]:
    """Leave the words that no source reads whole, with their counts.

    specs (Iterable[str]): Sources as the language table names them.
    """
    for spec in specs:
        words = list(counts)
        found = read_words(load_source(spec), words)
        left = [word for word, (_, whole) in zip(words, found) if not whole]
        counts = {word: counts[word] for word in left}
    return counts


def find_lacking(
    counts: Mapping[str, float], unread: Mapping[str, float]
) -> Dict[str, float]:
    """Count the letters and marks of unread words that are in none which is read."""
    known = {*nfd("".join(counts.keys() - unread.keys()).lower())}
    lacking: Dict[str, float] = defaultdict(float)
    for word, count in unread.items():
        for letter in {*nfd(word.lower())} - known:
            lacking[letter] += count
    return lacking


def read_counts(folder: Path, code: str) -> Mapping[str, float]:
    """Read what a folder has of a language's words: CODE.tsv, CODE.txt.

    A word list has a word, a tab and the logarithm (base 10) of its frequency a line.

    RAISES (ValueError): Names the line that is not of this form.
    """
    counts: Dict[str, float] = defaultdict(float)
    if (path := folder / f"{code}.tsv").is_file():
        counts.update(read_word_list(path))
    if (path := folder / f"{code}.txt").is_file():
        for word in WORD.findall(path.read_text(encoding="utf-8")):
            counts[word] += 1
    return counts
