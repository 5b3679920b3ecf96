import io
import logging
import re
import unicodedata
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Callable, List, NamedTuple, Set, Tuple

import regex

from ..segments import APOSTROPHES, nfd
from .tables import greedy_pattern, read_mapping


@contextmanager
def _quiet():
    """`import epitran` sets the root logger's level to CRITICAL or DEBUG and adds
    a handler; logging is the application's to configure."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


@cache
def feature_table():
    """RETURNS (panphon.FeatureTable): The one articulatory feature table of this
    process: each takes over a second and 35 MB to make."""
    with _quiet():
        import panphon

    return panphon.FeatureTable()


@contextmanager
def shared_feature_table():
    """Let the Epitran objects made inside share one feature table."""
    with _quiet():
        import epitran  # noqa: F401
        import panphon

    table, original = feature_table(), panphon.FeatureTable
    panphon.FeatureTable = lambda *args, **kwargs: table
    try:
        yield
    finally:
        panphon.FeatureTable = original


class RuleFile(NamedTuple):
    """Text that Epitran opens as it opens its own files."""

    text: str

    def open(self, *args, **kwargs) -> io.StringIO:
        return io.StringIO(self.text)


def set_rules(epitran: Any, pre: str, post: str) -> None:
    """Set the rules for the spelling and for the phonemes, in Epitran's rule language."""
    from epitran.rules import Rules

    class QuickRules(Rules):
        """Epitran makes a dict of all groups of each match; two of them are needed."""

        def _compile_replacement_rule(
            self, a: str, b: str, X: str, Y: str
        ) -> Callable[[str], str]:
            pattern = regex.compile(f"(?P<X>{X})(?P<a>{a})(?P<Y>{Y})")

            def rewrite(match: Any) -> str:
                before, after = match.group("X", "Y")
                return (before or "") + b + (after or "")

            return lambda word: pattern.sub(rewrite, word, MATCHES)

    epitran.preprocessor.rules = QuickRules([RuleFile(pre)])
    epitran.postprocessor.rules = QuickRules([RuleFile(post)])


# Joiners, the soft hyphen and the Arabic tatweel say how letters are drawn.
JOINERS = "\u200c\u200d\u00ad\u0640"
COMMENT = re.compile(r"^\s*%.*$", re.MULTILINE)
# Epitran reads the letters of Korean syllables.
HANGUL = re.compile("[\uac00-\ud7a3]")
# To how many places in a word Epitran applies a rule.
MATCHES = 32
# A source that reads a word is asked at once whether it read all of it.
CACHE_SIZE = 2**14
CORRECTIONS = Path(__file__).parent / "corrections"


class EpitranSource:
    """G2P by Epitran's mapping tables and rules (Mortensen et al. 2018), with what
    `corrections/CODE.csv` adds to the table.

    code (str): Epitran's code for a language in a script, e.g. "sin-Sinh".
    """

    def __init__(self, code: str):
        self.code = code
        with shared_feature_table():
            from epitran.simple import SimpleEpitran

            epitran = SimpleEpitran(code)
        data = Path(str(resources.files("epitran"))) / "data"
        pre, post = (_text(data / fix / f"{code}.txt") for fix in ("pre", "post"))
        set_rules(epitran, pre, post)
        corrected = CORRECTIONS / f"{code}.csv"
        if corrected.exists():
            epitran.g2p.update(read_mapping(_text(corrected), str(corrected), post))
            epitran.regexp = greedy_pattern(epitran.g2p)
        self._set_up(epitran, pre)

    def _set_up(self, epitran: Any, rules: str) -> None:
        """epitran (SimpleEpitran): What reads.
        rules (str): Its rules for the spelling.
        """
        self._epitran = epitran
        known = {*"".join(epitran.g2p), *COMMENT.sub("", rules)}
        apostrophes = [c for c in APOSTROPHES if c in known]
        spelled = dict.fromkeys(APOSTROPHES, apostrophes[0] if apostrophes else "")
        spelled.update(dict.fromkeys(JOINERS, ""))
        self._spelled = str.maketrans(
            {c: other for c, other in spelled.items() if c not in known}
        )
        self._read = lru_cache(maxsize=CACHE_SIZE)(self._read_word)

    def __call__(self, words: List[str]) -> List[str]:
        return [self._read(word)[0] for word in words]

    def reads(self, word: str) -> bool:
        """RETURNS (bool): Whether the table or the rules know all letters and marks
        of a word. Others are passed through as they are."""
        return self._read(word)[1]

    def _read_word(self, word: str) -> Tuple[str, bool]:
        word = word.translate(self._spelled)
        ipa, unknown = self._transliterate(word)
        # A letter only after another (Uzbek `oʻ`), an apostrophe has no sound elsewhere.
        for apostrophe in unknown.intersection(APOSTROPHES):
            ipa = ipa.replace(apostrophe, "")
        # Rules may have put there what the table lacks, or take it away.
        passed = unknown and unknown.intersection(nfd(word.lower()), nfd(ipa))
        return ipa, not any(unicodedata.category(c)[0] in "LM" for c in passed)

    def _transliterate(self, word: str) -> Tuple[str, Set[str]]:
        """What Epitran's own method does. That goes back to the rest of the word, and
        formats it for a log, with each letter.

        RETURNS (Tuple[str, Set[str]]): The IPA, and the characters that the table lacks.
        """
        if HANGUL.search(word):
            from jamo import h2j, j2hcj

            word = j2hcj(h2j(word))
        epitran = self._epitran
        text = epitran.strip_diacritics.process(nfd(word.lower()))
        text = epitran.preprocessor.process(text)
        unknown: Set[str] = set()
        ipa, end = "", 0
        for match in epitran.regexp.finditer(text):
            grapheme, passed = match.group(), text[end : match.start()]
            if passed:
                unknown.update(passed)
            phonemes = epitran.g2p.get(grapheme)
            ipa += passed + (phonemes[0] if phonemes else grapheme)
            end = match.end()
        unknown.update(text[end:])
        ipa = epitran.postprocessor.process(ipa + text[end:])
        return unicodedata.normalize("NFC", ipa), unknown

    def __reduce__(self):
        # Epitran's compiled rules do not pickle.
        return type(self), (self.code,)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
