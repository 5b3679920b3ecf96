import logging
import unicodedata
from functools import cache
from itertools import chain
from typing import Callable, Dict, List, Sequence

import regex
from spacy.util import registry

from ..segments import Segments, is_ipa, segment_ipa, split_characters

Source = Callable[[List[str]], List[str]]

# Longer words are read in pieces: Epitran takes quadratic time and applies a
# rule at most 32 times a word, eSpeak cuts words after some 300 letters.
MAX_LETTERS = 64

logger = logging.getLogger("spacy_phonener")


@cache
def load_source(spec: str) -> Source:
    """Make a G2P source, once a process.

    spec (str): "source:voice" as in the language table, e.g. "epitran:sin-Sinh".
        The source is registered as `spacy_phonener.{source}.v1` under `@misc`.
    RAISES (ImportError): If the library that the source needs is not installed.
    """
    source, _, voice = spec.partition(":")
    return registry.misc.get(f"spacy_phonener.{source}.v1")(voice)


class G2P:
    """Words of one language to segments."""

    def __init__(self, sources: Sequence[Source], *, stress: bool = False):
        """sources (Sequence[Source]): Tried in order. A word goes to the next one if
            a source raises on it, does not know it, or reads it in part: it has
            letters that the source says it does not read (`source.reads(word)`), or
            what comes back is not all IPA.
        stress (bool): Keep stress marks.
        """
        self.sources = sources
        self.stress = stress

    def __call__(self, words: List[str]) -> List[Segments]:
        """words (List[str]): Words in a script that the language is written in.
        RETURNS (List[Segments]): The segments of each. Where no source reads a word
            whole, the first that reads a part of it counts; a word that none knows
            keeps its visible characters, each (with its marks) a segment.
        """
        # Compatible forms, such as Arabic letters shaped for print, are their letters.
        pieces = {w: split_word(unicodedata.normalize("NFKC", w)) for w in words}
        todo = list(dict.fromkeys(p for word in pieces.values() for p in word))
        read: Dict[str, Segments] = {}
        in_part: Dict[str, Segments] = {}
        for source in self.sources:
            left = []
            for piece, ipa in zip(todo, transcribe(source, todo)):
                segments = tuple(segment_ipa(ipa, stress=self.stress))
                if is_whole(source, piece, segments):
                    read[piece] = segments
                    continue
                left.append(piece)
                if segments:
                    in_part.setdefault(piece, segments)
            todo = left
        for piece in todo:
            read[piece] = in_part.get(piece) or tuple(split_characters(piece))
        return [
            tuple(chain.from_iterable(map(read.__getitem__, pieces[word])))
            for word in words
        ]


def is_whole(source: Source, word: str, segments: Sequence[str]) -> bool:
    """RETURNS (bool): Whether a source has read all of a word: what it answered is
    IPA, and it knows all letters, if it can say so."""
    known = not hasattr(source, "reads") or source.reads(word)
    return bool(segments) and known and all(map(is_ipa, segments))


def transcribe(source: Source, words: List[str]) -> List[str]:
    """Transcribe words, each on its own if one of them makes the source raise.

    RAISES (OSError): If a file that the source needs cannot be had.
    """
    try:
        return source(words)
    except OSError:
        raise
    except Exception as err:
        if len(words) == 1:
            logger.debug("No transcription of %r: %s", words[0], err)
            return [""]
        return [transcribe(source, [word])[0] for word in words]


def split_word(word: str) -> List[str]:
    """Cut a word into pieces of at most MAX_LETTERS letters with their marks."""
    if len(word) <= MAX_LETTERS:
        return [word]
    letters = regex.findall(r"\X", word)
    starts = range(0, len(letters), MAX_LETTERS)
    return ["".join(letters[i : i + MAX_LETTERS]) for i in starts]
