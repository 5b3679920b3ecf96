"""Reading words by a mapping table and rules in Epitran's formats.

Epitran's own languages are read so, and tables of ours or a user's.
"""

import io
import re
import unicodedata
import warnings
from collections import Counter
from contextlib import contextmanager
from typing import (
    Any,
    Callable,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Set,
    Tuple,
)

import regex

from ..articulatory import feature_table, quiet_logging
from ..forks import importing
from ..lru import remember_short
from ..segments import APOSTROPHES, JOINERS, nfd
from .spelling import OPTIONAL

COMMENT = re.compile(r"^\s*%.*$", re.MULTILINE)
# The dot that Unicode's lower case leaves on a Turkish İ, and Lithuanian's beneath accents.
DOT = re.compile("[iI]\u0307")
# Unicode puts Arabic vowel signs before the hamza, which belongs to the letter.
HAMZA = re.compile("([\u064b-\u0652]+)([\u0653-\u0655])")
# Epitran reads the letters of Korean syllables. `jamo` knows these alone, and writes to
# stderr of others.
HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]+")
# To how many places in a word Epitran applies a rule.
MATCHES = 32
# How long a stranger's rule may take for a chunk of a word; microseconds are usual.
SECONDS = 1.0
# A source that reads a word is asked at once whether it read all of it.
CACHE_SIZE = 2**12

Rewrite = Callable[[str], str]


@contextmanager
def shared_feature_table() -> Iterator[None]:
    """Let the Epitran objects made inside share one feature table."""
    with importing:
        with quiet_logging():
            import epitran.rules
            import epitran.simple  # noqa: F401
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


def set_rules(
    epitran: Any, pre: str, post: str, *, strangers_name: Optional[str] = None
) -> None:
    """Set the rules for the spelling and for the phonemes, in Epitran's rule language.

    strangers_name (Optional[str]): As `make_rules`'.
    """
    epitran.preprocessor.rules = make_rules(pre, strangers_name=strangers_name)
    epitran.postprocessor.rules = make_rules(post, strangers_name=strangers_name)


def make_rules(text: str, *, strangers_name: Optional[str] = None) -> Any:
    """Make the rules of a text in Epitran's rule language.

    To be called where Epitran may be imported (`shared_feature_table`).

    strangers_name (Optional[str]): The name of the table that they belong to, if they
        come from a user or with a saved pipeline: they get no more time than they need.
    RETURNS (Rules): Epitran's.
    """
    from epitran.rules import Rules

    timeout = None if strangers_name is None else SECONDS

    class QuickRules(Rules):
        """Epitran makes a dict of all groups of each match; two of them are needed."""

        def _read_rule(self, i: int, line: str) -> Optional[Rewrite]:
            rule = super()._read_rule(i, line)
            if rule is None or strangers_name is None:
                return rule
            return LimitedRule(rule, f"line {i + 1} of the rules of {strangers_name}")

        def _compile_replacement_rule(self, a: str, b: str, X: str, Y: str) -> Rewrite:
            pattern = regex.compile(f"(?P<X>{X})(?P<a>{a})(?P<Y>{Y})")

            def rewrite(match: Any) -> str:
                before, after = match.group("X", "Y")
                return (before or "") + b + (after or "")

            return substitute(pattern, rewrite, timeout)

        def _compile_metathesis_rule(self, a: str, X: str, Y: str) -> Rewrite:
            pattern = regex.compile(f"(?P<X>{X}){a}(?P<Y>{Y})")

            def swap(match: Any) -> str:
                parts = match.group("X", "sw2", "sw1", "Y")
                return "".join(part or "" for part in parts)

            return substitute(pattern, swap, timeout)

    return QuickRules([RuleFile(text)])


def substitute(
    pattern: regex.Pattern, rewrite: Callable[[Any], str], timeout: Optional[float]
) -> Rewrite:
    # To keep a limit takes as long as a short word: only where there is one.
    if timeout is None:
        return lambda word: pattern.sub(rewrite, word, MATCHES)
    return lambda word: pattern.sub(rewrite, word, MATCHES, timeout=timeout)


class LimitedRule:
    """A rule that is left out as soon as it takes too long.

    A stranger's rule may take time that grows exponentially with the length of a word:
    `(a|a)*b{3}c -> x / _`.
    """

    def __init__(self, rewrite: Rewrite, where: str):
        self.rewrite: Optional[Rewrite] = rewrite
        self.where = where

    def __call__(self, word: str) -> str:
        if self.rewrite is None:
            return word
        try:
            return self.rewrite(word)
        except TimeoutError:
            self.rewrite = None
            warnings.warn(
                f"{self.where} takes more than {SECONDS} s for a word, and is left out "
                "from now on. Write it so that each letter can match in one way only.",
                stacklevel=2,
            )
            return word


class TableReader:
    """Reads words as Epitran does, and says which letters it lacks.

    epitran (SimpleEpitran): Has the table and the rules.
    pre (str): Its rules for the spelling.
    post (str): Its rules for the phonemes.
    """

    def __init__(self, epitran: Any, pre: str, post: str):
        self._epitran = epitran
        known = {*"".join(epitran.g2p), *COMMENT.sub("", pre)}
        self._ruled = {*COMMENT.sub("", pre + "\n" + post)}
        spelled = dict.fromkeys(JOINERS, "")
        spelled = {c: other for c, other in spelled.items() if c not in known}
        spelled.update(dict.fromkeys(APOSTROPHES, one_apostrophe(epitran.g2p, pre)))
        if "ı" in known:
            spelled["I"] = "ı"
        self._spelled = str.maketrans(spelled)
        self._read = remember_short(CACHE_SIZE)(self._read_word)

    def __call__(self, words: List[str]) -> List[str]:
        return [self._read(word)[0] for word in words]

    def reads(self, word: str) -> bool:
        """Tell whether the table or the rules know all letters and marks of a word.

        Others are passed through as they are.
        """
        return self._read(word)[1]

    def _read_word(self, word: str) -> Tuple[str, bool]:
        word = DOT.sub("i", nfd(word)).translate(self._spelled)
        ipa, unknown = self._transliterate(word)
        # A letter only after another (Uzbek `oʻ`), an apostrophe has no sound elsewhere.
        for apostrophe in unknown.intersection(APOSTROPHES):
            ipa = ipa.replace(apostrophe, "")
        # Rules may have put there what the table lacks, or take it away.
        passed = unknown and unknown.intersection(nfd(word.lower()), nfd(ipa))
        return ipa, not any(unicodedata.category(c)[0] in "LM" for c in passed)

    def _transliterate(self, word: str) -> Tuple[str, Set[str]]:
        """Do what Epitran's own method does, in one pass.

        That goes back to the rest of the word, and formats it for a log, with each
        letter.

        RETURNS (Tuple[str, Set[str]]): The IPA, and the characters that the table lacks.
        """
        word = HANGUL.sub(_take_apart, word)
        epitran = self._epitran
        text = epitran.strip_diacritics.process(HAMZA.sub(r"\2\1", nfd(word.lower())))
        text = epitran.preprocessor.process(text)
        unknown: Set[str] = set()
        ipa, end = "", 0
        for match in epitran.regexp.finditer(text):
            grapheme, passed = match.group(), text[end : match.start()]
            if passed:
                passed = self._leave_out(passed)
                unknown.update(passed)
            phonemes = epitran.g2p.get(grapheme)
            ipa += passed + (phonemes[0] if phonemes else grapheme)
            end = match.end()
        rest = self._leave_out(text[end:])
        unknown.update(rest)
        ipa = epitran.postprocessor.process(ipa + rest)
        return unicodedata.normalize("NFC", ipa), unknown

    def _leave_out(self, passed: str) -> str:
        """Leave out the marks that no rule waits for."""
        return OPTIONAL.sub(lambda m: m[0] if m[0] in self._ruled else "", passed)


def one_apostrophe(graphemes: Iterable[str], pre: str) -> str:
    """Choose the apostrophe for which all others in a word are taken.

    RETURNS (str): That of most graphemes, or of the rules; nothing if they have none.
    """
    counts = Counter(c for grapheme in graphemes for c in grapheme)
    if not any(map(counts.__getitem__, APOSTROPHES)):
        counts.update(COMMENT.sub("", pre))
    best = max(APOSTROPHES, key=counts.__getitem__)
    return best if counts[best] else ""


def _take_apart(syllables: re.Match) -> str:
    with importing:
        from jamo import h2j, j2hcj

    return j2hcj(h2j(syllables[0]))
