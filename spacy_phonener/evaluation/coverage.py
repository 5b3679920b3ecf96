"""How much of a language do its G2P sources read?"""

import unicodedata
from collections import Counter
from pathlib import Path
from typing import Dict, Iterable, List, Mapping, Tuple

import regex
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from ..g2p.chain import Source, is_whole, load_source, transcribe
from ..languages import Language, default_scripts, get_language
from ..scripts import split_scripts
from ..segments import segment_ipa

# Letters with their marks, and apostrophes, which some orthographies have for letters.
WORD = regex.compile(r"(?=.*\p{L})[\p{L}\p{M}\u200c\u200d'’‘ʻʼ]+")


def coverage(lang: Language, folder: Path) -> Dict[str, float]:
    """Measure which words of a language are read whole, that is, all of their letters
    into the IPA.

    folder (Path): The language's .spacy files.
    RETURNS (Dict[str, float]): "tokens": the number of tokens that are words in the
        language's scripts; "own": the share of them that the language's own sources
        read; "all": with those of the scripts' default languages.
    """
    words: Dict[str, Counter] = {script: Counter() for script in lang.scripts}
    for path in sorted(folder.glob("*.spacy")):
        for doc in DocBin().from_disk(path).get_docs(Vocab()):
            for token in doc:
                word = unicodedata.normalize("NFKC", token.text)
                for script, piece in only_piece(word):
                    if script in words:
                        words[script][piece] += 1
    tokens = sum(sum(counts.values()) for counts in words.values())
    unread = {"own": 0, "all": 0}
    for script, counts in words.items():
        left = count_unread(counts, lang.scripts[script])
        unread["own"] += sum(left.values())
        default = get_language(default_scripts()[script])
        left = count_unread(left, default.scripts.get(script, ()))
        unread["all"] += sum(left.values())
    return {
        "tokens": tokens,
        **{key: 1 - n / tokens if tokens else 0.0 for key, n in unread.items()},
    }


def only_piece(text: str) -> List[Tuple[str, str]]:
    """RETURNS (List[Tuple[str, str]]): The script of a word and the word itself, without
    quotes; nothing if it is none, or in several scripts."""
    if not WORD.fullmatch(text):
        return []
    pieces = [(script, piece) for script, piece in split_scripts(text) if script]
    return pieces if len(pieces) == 1 else []


def count_unread(counts: Mapping[str, int], specs: Iterable[str]) -> Dict[str, int]:
    """RETURNS (Dict[str, int]): The words that no source reads whole."""
    for spec in specs:
        read = read_whole(load_source(spec), list(counts))
        counts = {word: n for word, n in counts.items() if word not in read}
    return dict(counts)


def read_whole(source: Source, words: List[str]) -> set:
    return {
        word
        for word, ipa in zip(words, transcribe(source, words))
        if is_whole(source, word, segment_ipa(ipa))
    }
