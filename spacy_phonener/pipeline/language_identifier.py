"""Which language is a text in, where nobody says?"""

import warnings
from collections import Counter, defaultdict
from functools import cache
from typing import Any, Dict, Iterable, List, Optional, Tuple

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

from ..extensions import get_lang, set_lang, set_lang_score
from ..forks import importing
from ..languages import get_language, resolve_language
from ..languages import languages as all_languages
from ..scripts import main_script
from .settings import check_shares

# So many characters tell, and a long text takes no more time than a short one.
BEGINNING = 2_000


@Language.factory(
    "language_identifier",
    assigns=["doc._.phonener_lang", "doc._.lang_score"],
    default_config={"languages": None, "min_score": 0.5},
)
def make_language_identifier(
    nlp: Language, name: str, languages: Optional[List[str]], min_score: float
) -> "LanguageIdentifier":
    """Make a component that identifies languages. It stands before the phonemizer.

    languages (Optional[List[str]]): Codes or names of the languages to choose from.
        Defaults to all of the table.
    min_score (float): The language of a text that is less probable stays as it is, that
        of the phonemizer or the pipeline. 0.0 to 1.0.
    """
    return LanguageIdentifier(name, languages=languages, min_score=min_score)


def add_language_identifier(nlp: Language) -> None:
    """Let a pipeline identify the languages of texts, if it does not do so already.

    RAISES (ImportError): If py3langid is not installed.
    """
    load_library()
    if "language_identifier" not in nlp.pipe_factories.values():
        nlp.add_pipe("language_identifier", first=True)


class LanguageIdentifier(Pipe):
    """Set `doc._.phonener_lang` of docs that do not say which language they are in.

    To choose from are the languages that are written in the script of most letters. If
    that is one language's alone, it is the one; else py3langid decides. A language that
    py3langid does not know is never named.
    """

    def __init__(
        self,
        name: str = "language_identifier",
        *,
        languages: Optional[Iterable[str]] = None,
        min_score: float = 0.5,
    ):
        check_shares(min_score=min_score)
        self.name = name
        self.min_score = min_score
        self._is_chosen = languages is not None
        entries = (
            all_languages().values()
            if languages is None
            else map(get_language, languages)
        )
        # By script: codes, by what they are without a script ("uzb-Cyrl").
        self._candidates: Dict[str, Dict[str, str]] = defaultdict(dict)
        for entry in entries:
            for script in entry.scripts:
                self._candidates[script][_base(entry.code)] = entry.code
        self._labels: Dict[str, Dict[str, str]] = {}

    @property
    def languages(self) -> List[str]:
        """The codes of the languages that texts may be found to be in.

        RAISES (ImportError): If py3langid is not installed.
        """
        found = [
            candidates if len(candidates) == 1 else self._get_labels(script)
            for script, candidates in self._candidates.items()
        ]
        return sorted({code for codes in found for code in codes.values()})

    def __call__(self, doc: Doc) -> Doc:
        """Set the language of a doc, if it does not say which that is.

        RAISES (ImportError): If py3langid is needed, and not installed.
        """
        if get_lang(doc) is None and (found := self.identify(doc.text)):
            code, score = found
            set_lang_score(doc, score)
            if score >= self.min_score:
                set_lang(doc, code)
        return doc

    def identify(self, text: str) -> Optional[Tuple[str, float]]:
        """Find the language that a text is most probably in.

        RETURNS (Optional[Tuple[str, float]]): Its code, and how probable it is, however
            little that is; None if there is no language to choose.
        RAISES (ImportError): If py3langid is needed, and not installed.
        """
        beginning = text[:BEGINNING]
        script = main_script(Counter(beginning))
        candidates = self._candidates.get(script, {})
        if not candidates:
            return None
        if len(candidates) == 1:
            return next(iter(candidates.values())), 1.0
        labels = self._get_labels(script)
        ranking = load_library().rank(beginning)
        scores = [(labels[label], score) for label, score in ranking if label in labels]
        total = sum(score for _, score in scores)
        if not total:
            return None
        code, score = scores[0]
        return code, score / total

    def _get_labels(self, script: str) -> Dict[str, str]:
        """Get the codes of a script's candidates, by what py3langid calls them."""
        if script not in self._labels:
            candidates = self._candidates[script]
            found = {
                label: candidates[base]
                for label, base in library_codes().items()
                if base in candidates
            }
            self._labels[script] = found
            lacking = sorted({*candidates.values()} - {*found.values()})
            if self._is_chosen and lacking:
                warnings.warn(
                    f"py3langid does not know {', '.join(lacking)}: texts in these "
                    "languages are taken for others. Say which texts they are "
                    "(doc._.phonener_lang).",
                    stacklevel=2,
                )
        return self._labels[script]


def _base(code: str) -> str:
    return code.partition("-")[0]


@cache
def load_library() -> Any:
    """Load py3langid and its model, once a process.

    RAISES (ImportError): If it is not installed.
    """
    try:
        with importing:
            from py3langid.langid import MODEL_FILE
            from py3langid.langid import LanguageIdentifier as Py3Langid
    except ImportError as err:
        raise ImportError(
            "The languages of texts are identified by py3langid, which is not "
            "installed: pip install 'spacy-phonener[langid]'"
        ) from err
    return Py3Langid.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def library_codes() -> Dict[str, str]:
    """Get the codes of the languages that py3langid knows, by what it calls them.

    Without those that the table does not have.
    """
    known = {label: resolve_language(label) for label in load_library().labels}
    return {label: _base(lang.code) for label, lang in known.items() if lang}
