"""Whose source reads a word: the language's own, a fallback's, or nobody's?"""

from contextlib import suppress
from itertools import groupby
from typing import Dict, Iterable, List, NamedTuple, Optional, Tuple

from ..g2p.source import G2P, Source, load_source
from ..languages import LanguageEntry, general_readings, get_language
from ..scripts import has_letter, split_scripts
from .phonemizer import Phonemizer

# As `phonener languages --audit` counts them; and what keeps its letters.
OWN, DEFAULT, GENERAL, NOBODY = "own", "default", "general", "nobody"


class WordSource(NamedTuple):
    """What reads the letters of a word that are of one script.

    whose (str): OWN: a source of the text's language; DEFAULT: of the script's default
        language; GENERAL: how letters sound in most languages; NOBODY: they are kept.
    lang (Optional[str]): The code of the language that the source reads.
    source (Optional[str]): As the language table names it; of the user's own, its class.
    """

    whose: str
    lang: Optional[str]
    source: Optional[str]


KEPT = WordSource(NOBODY, None, None)
# A script (ISO 15924) and letters in it.
Run = Tuple[str, str]


def find_word_sources(
    phonemizer: Phonemizer, words: Iterable[str], lang: Optional[LanguageEntry]
) -> Dict[str, List[WordSource]]:
    """Find what reads words, whatever their phonemes are in a doc.

    lang (Optional[LanguageEntry]): The language that they are in.
    RETURNS (Dict[str, List[WordSource]]): By word, most often one; none where it has no
        letter.
    """
    runs = {word: _lettered_runs(phonemizer, word) for word in words}
    distinct = sorted({run for word_runs in runs.values() for run in word_runs})
    read: Dict[Run, List[WordSource]] = {}
    for script, group in groupby(distinct, key=lambda run: run[0]):
        texts = [text for _, text in group]
        g2p = phonemizer.get_g2p(script, lang)
        sources = name_sources(g2p, script, lang) if g2p else []
        places: List[List[Optional[int]]] = (
            g2p.find_sources(texts) if g2p else [[None]] * len(texts)
        )
        for text, found in zip(texts, places):
            read[script, text] = [
                KEPT if place is None else sources[place] for place in found
            ]
    return {
        word: list(dict.fromkeys(src for run in word_runs for src in read[run]))
        for word, word_runs in runs.items()
    }


def _lettered_runs(phonemizer: Phonemizer, word: str) -> List[Run]:
    """List the runs of a word that have letters, without a script where nobody reads it."""
    runs = split_scripts(word, phonemizer.known_scripts)
    return [(script or "", text) for script, text in runs if script or has_letter(text)]


def name_sources(
    g2p: G2P, script: str, lang: Optional[LanguageEntry]
) -> List[WordSource]:
    """Say what each of the sources is to a text in a language."""
    general = {entry.code for entry in general_readings().values()}
    named = []
    for code, source in zip(g2p.codes, g2p.sources):
        is_own = lang is not None and code == lang.code
        whose = OWN if is_own else GENERAL if code in general else DEFAULT
        named.append(WordSource(whose, code, _source_name(source, code, script)))
    return named


def _source_name(source: Source, code: str, script: str) -> str:
    # Languages of the user's own have no row.
    with suppress(ValueError):
        for spec in get_language(code).scripts.get(script, ()):
            with suppress(ImportError):
                if load_source(spec) is source:
                    return spec
    return getattr(source, "__name__", type(source).__name__)
