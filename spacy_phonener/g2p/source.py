"""The contract of G2P sources, and the chain of sources that reads a language.

To add a source, write a class with `__call__` (see `Source`) in a file of its own beside
this one, register it as `spacy_phonener.NAME.v1` under `spacy_misc` in pyproject.toml, and
name it in languages.json as "NAME:voice", or in a config.
"""

import logging
import unicodedata
from functools import cache
from itertools import chain
from typing import (
    Callable,
    Dict,
    Iterator,
    List,
    Optional,
    Protocol,
    Sequence,
    Tuple,
    runtime_checkable,
)

from spacy.util import registry

from ..segments import (
    HAS_BASE,
    Segments,
    is_ipa,
    segment_ipa,
    split_characters,
    split_clusters,
)

# Longer words are read in chunks: Epitran takes quadratic time and applies a
# rule at most 32 times a word, eSpeak cuts words after some 300 letters.
MAX_LETTERS = 64

logger = logging.getLogger("spacy_phonener")

Rewrite = Callable[[Segments], Segments]


class Source(Protocol):
    """One G2P for one language. Any function of this form is a source.

    A source is made of its settings, also where a saved pipeline is loaded. Optional parts are those of `CheckingSource`, `OptionalSource` and `SavedSource`.
    """

    def __call__(self, words: List[str]) -> List[str]:
        """Transcribe words.

        words (List[str]): Distinct words in a script of the language, of letters, their
            marks and apostrophes, in Unicode's NFKC; at most MAX_LETTERS letters each.
        RETURNS (List[str]): IPA, one string a word; empty where it does not know the
            word. How it is spelled (affricates, stress) is left to `segments`.
        RAISES (OSError): If a file that it needs cannot be had: the user is told so.
            After any other error, the words are tried one by one, and those that it
            raises on count as unknown.
        """


@runtime_checkable
class CheckingSource(Source, Protocol):
    """A source that can say whether it knows all letters of a word.

    Without this part, a word counts as read whole if its transcription is all IPA.
    """

    def reads(self, word: str) -> bool:
        """Tell whether it knows all letters and marks of a word."""


@runtime_checkable
class OptionalSource(Source, Protocol):
    """A source that need not be there, such as a file that a user may not have fetched."""

    def is_there(self) -> bool:
        """Tell whether it is to be asked; if it is not, it may warn."""


@runtime_checkable
class SavedSource(Source, Protocol):
    """A source with data that a pipeline takes along when it is saved.

    Where the pipeline is loaded it is made of its settings first, then given the data:
    making it must not fail where a file is gone (`FileSource` sees to that).
    """

    def to_bytes(self) -> bytes:
        """Dump its data: numbers and strings, no code."""

    def from_bytes(self, data: bytes) -> Source:
        """Take such data instead of its own."""


@cache
def load_source(spec: str) -> Source:
    """Make a G2P source, once a process.

    spec (str): "source:voice" as in the language table, e.g. "epitran:sin-Sinh".
        The source is registered as `spacy_phonener.{source}.v1` under `@misc`.
    RAISES (ImportError): If the library that the source needs is not installed.
    RAISES (ValueError): If there is no such source.
    """
    source, colon, voice = spec.partition(":")
    name = f"spacy_phonener.{source}.v1"
    if not colon or not registry.has("misc", name):
        raise ValueError(
            f"{spec!r} is no G2P source. It is written 'source:voice', like "
            "'epitran:sin-Sinh', where a source is what is registered under @misc as "
            "spacy_phonener.SOURCE.v1 (docs/g2p.md)."
        )
    return registry.misc.get(name)(voice)


class G2P:
    """Read the words of one language to segments, by its sources in order.

    A word goes to the next source if one raises on it, does not know it, or reads it
    in part: it has letters that the source says it does not read, or what comes back is
    not all IPA.

    sources (Sequence[Source]): In order of preference.
    stress (bool): Keep stress marks.
    rewrites (Sequence[Optional[Rewrite]]): For each source, how its segments are written
        otherwise, if they are.
    codes (Sequence[str]): For each source, the language that it reads, if that is known.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        stress: bool = False,
        rewrites: Sequence[Optional[Rewrite]] = (),
        codes: Sequence[str] = (),
    ):
        self.sources = sources
        self.stress = stress
        self.rewrites = rewrites or [None] * len(sources)
        self.codes = codes

    def __call__(self, words: List[str]) -> List[Segments]:
        """Read words.

        words (List[str]): Words in a script that the language is written in.
        RETURNS (List[Segments]): The segments of each. Where no source reads a word
            whole, the first that reads a part of it counts; a word that none knows
            keeps its visible characters, each (with its marks) a segment.
        """
        return [
            tuple(chain.from_iterable(segments for segments, _ in chunks))
            for chunks in self._read(words)
        ]

    def find_sources(self, words: List[str]) -> List[List[Optional[int]]]:
        """Find which of the sources reads each word.

        RETURNS (List[List[Optional[int]]]): Their places in `sources`, most often one
            place; None: none of them.
        """
        return [
            list(dict.fromkeys(place for _, place in chunks))
            for chunks in self._read(words)
        ]

    def _read(self, words: List[str]) -> List[List[Tuple[Segments, Optional[int]]]]:
        """Read the chunks of words, and note the place of the source of each."""
        chunks = {word: split_word(word) for word in words}
        todo = list(dict.fromkeys(chain.from_iterable(chunks.values())))
        read: Dict[str, Tuple[Segments, Optional[int]]] = {}
        in_part: Dict[str, Tuple[Segments, Optional[int]]] = {}
        for place, (source, rewrite) in enumerate(zip(self.sources, self.rewrites)):
            left = []
            read_by_this = read_words(source, todo, stress=self.stress)
            for chunk, (segments, whole) in zip(todo, read_by_this):
                if rewrite:
                    segments = rewrite(segments)
                if whole:
                    read[chunk] = segments, place
                    continue
                left.append(chunk)
                if segments:
                    in_part.setdefault(chunk, (segments, place))
            todo = left
        for chunk in todo:
            read[chunk] = in_part.get(chunk) or (tuple(split_characters(chunk)), None)
        return [[read[chunk] for chunk in chunks[word]] for word in words]


def read_words(
    source: Source, words: List[str], *, stress: bool = False
) -> Iterator[Tuple[Segments, bool]]:
    """Read words by one source.

    YIELDS (Tuple[Segments, bool]): The segments of each word, and whether the source has
        read all of it: what it answered is IPA, and it knows all letters, if it can say
        so.
    """
    knows = source.reads if isinstance(source, CheckingSource) else None
    for word, ipa in zip(words, transcribe(source, words)):
        # Marks alone are no transcription.
        segments = (
            tuple(segment_ipa(ipa, stress=stress)) if HAS_BASE.search(ipa) else ()
        )
        whole = bool(segments) and all(map(is_ipa, segments))
        yield segments, whole and (knows is None or _knows(knows, word))


def _knows(knows: Callable[[str], bool], word: str) -> bool:
    try:
        return knows(word)
    except Exception as err:
        logger.debug("No answer whether %r is known: %s", word, err)
        return False


def transcribe(source: Source, words: List[str]) -> List[str]:
    """Transcribe words, each on its own if the source fails on one of them.

    It fails if it raises, or if it answers other than one string a word.

    RAISES (OSError): If a file that the source needs cannot be had.
    """
    problem: object = "it did not answer one string a word"
    try:
        answers = list(source(words))
        if len(answers) == len(words) and all(isinstance(a, str) for a in answers):
            return answers
    except OSError:
        raise
    except Exception as err:
        problem = err
    if len(words) == 1:
        logger.debug("No transcription of %r: %s", words[0], problem)
        return [""]
    answers = [transcribe(source, [word])[0] for word in words]
    if not any(answers):
        logger.warning(
            "The G2P source %r failed on %d words: %s", source, len(words), problem
        )
    return answers


def split_word(word: str) -> List[str]:
    """Cut a word into chunks of at most MAX_LETTERS letters with their marks.

    Compatible forms, such as Arabic letters shaped for print, are their letters.
    """
    letters = split_clusters(word) if len(word) > MAX_LETTERS else [word]
    starts = range(0, len(letters), MAX_LETTERS)
    chunks = ("".join(letters[i : i + MAX_LETTERS]) for i in starts)
    return [unicodedata.normalize("NFKC", chunk) for chunk in chunks]
