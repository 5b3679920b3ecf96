"""What pipelines find in a text that the page sends, line by line."""

from contextlib import suppress
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any, Dict, List, Mapping, Optional, Sequence

import srsly
from spacy.language import Language

from ..annotate.records import Broken, Record
from ..annotate.worker import annotate_records
from ..languages import languages
from ..pipeline.language_identifier import add_language_identifier
from ..pipeline.phonener import PhoneNER
from ..report.colors import COLORS, OTHER
from .lines import find_phonemizer, make_error, make_line
from .names import NameList, parse_names
from .question import MAX_NAME_CHARS, Question

EXAMPLES = Path(__file__).parent / "examples.jsonl"
# By which what is found in two lists of names is the same.
SAME = ("start", "end", "label", "name", "id")
# How many lists of names are kept.
N_LISTS = 8


class Analyzer:
    """Pipelines that read the texts of all requests.

    One request is read at a time, whichever thread it is in. What a text adds to a vocab
    is forgotten after it (`nlp.memory_zone()`), or memory would grow with all texts that
    were ever pasted; a zone is of the whole vocab, so that another thread's text would
    lose its words with it. Python's lock lets threads win little anyway.

    pipelines (Mapping[str, Language]): By what the page calls them. They identify
        languages henceforth, if py3langid is installed.
    names (Optional[NameList]): Names to find in all texts.
    """

    def __init__(
        self, pipelines: Mapping[str, Language], names: Optional[NameList] = None
    ):
        self._pipelines = dict(pipelines)
        self._names = names
        self._lock = Lock()
        self._load_names = lru_cache(N_LISTS)(_load_names)
        self._identifies = False
        with suppress(ImportError):
            for nlp in self._pipelines.values():
                add_language_identifier(nlp)
            self._identifies = True
        phonemizers = filter(None, map(find_phonemizer, self._pipelines.values()))
        self._languages = dict(languages())
        for phonemizer in phonemizers:
            self._languages.update(phonemizer.own)
        self.codes = frozenset(self._languages)

    def about(self) -> Dict[str, Any]:
        """Say what the page needs to know before there is a text."""
        named = sorted((lang.name, code) for code, lang in self._languages.items())
        return {
            "pipelines": [
                {"name": name, "threshold": find_threshold(nlp)}
                for name, nlp in self._pipelines.items()
            ],
            "identifies": self._identifies,
            "languages": [{"code": code, "name": name} for name, code in named],
            "n_names": len(self._names) if self._names else 0,
            "max_name_chars": MAX_NAME_CHARS,
            "examples": list(srsly.read_jsonl(EXAMPLES)),
            "colors": {**COLORS, "": OTHER},
        }

    def analyze(self, question: Question) -> Dict[str, Any]:
        """Find entities and names in a text.

        RETURNS (Dict[str, Any]): What each pipeline finds in each line.
        RAISES (ValueError): If the list of names cannot be used.
        """
        with self._lock:
            lists = [self._names] if self._names else []
            if question.names.strip():
                lists.append(self._load_names(question.names))
            return {
                "pipelines": [
                    {"name": name, "lines": self._read_lines(nlp, question, lists)}
                    for name, nlp in self._pipelines.items()
                ]
            }

    def _read_lines(
        self, nlp: Language, question: Question, lists: Sequence[NameList]
    ) -> List[Dict[str, Any]]:
        with nlp.memory_zone():
            return read_lines(nlp, question, lists)


def _load_names(text: str) -> NameList:
    return NameList(parse_names(text))


def read_lines(
    nlp: Language, question: Question, lists: Sequence[NameList]
) -> List[Dict[str, Any]]:
    """Let a pipeline read the lines of a text, as `annotate` reads those of a file."""
    texts = question.text.split("\n")
    records = [
        Record("", number, str(number), question.lang, text)
        for number, text in enumerate(texts, start=1)
    ]
    broken: List[Broken] = []
    lines: Dict[int, Dict[str, Any]] = {}
    has_phonemes = find_phonemizer(nlp) is not None
    for doc, record in annotate_records(nlp, records, None, broken):
        found = [names.find(doc) for names in lists] if has_phonemes else []
        # A name may be in both lists, with a score of its own in each: the last one counts.
        rows = chain.from_iterable(found)
        distinct = {tuple(row[key] for key in SAME if key in row): row for row in rows}
        names = sorted(distinct.values(), key=itemgetter("start"))
        lines[record.number] = {**make_line(nlp, doc), "names": names}
    for _, number, reason in broken:
        lines[number] = make_error(texts[number - 1], reason)
    return [lines[number] for number in sorted(lines)]


def find_threshold(nlp: Language) -> float:
    """Get the score below which a pipeline itself leaves entities out."""
    found = (pipe.threshold for _, pipe in nlp.pipeline if isinstance(pipe, PhoneNER))
    return min(found, default=0.0)
