"""Which script is a text written in?"""

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import FrozenSet, Iterator, Mapping, Optional, Tuple

import regex

from .languages import default_scripts

# Within a word, an apostrophe may be a letter (Somali `lo'`, Quechua `rikch'aq`);
# two in a row are markup.
APOSTROPHE = r"['’‘`´](?!['’‘`´])"
# A dot is between the syllables of a Tibetan word, and is no letter (U+0F0C: no break).
TSHEG = r"(?<=\p{Tibt})[\u0f0b\u0f0c](?=(?=\p{L})\p{Tibt})"
LETTER = r"(?=[\p{{L}}\p{{M}}])\p{{Script={script}}}"
# Those that languages of the table are written in.
KNOWN_SCRIPTS = frozenset(default_scripts())
CONTINUATION = r"[\p{M}\p{Lm}\p{Script=Inherited}]"


@cache
def _run(script: str) -> str:
    """Match the letters of a script, what modifies them, apostrophes, syllables' dots.

    As many as there are: a mark may be either of the first two, and ways to try both
    would be endless.
    """
    letter = LETTER.format(script=script)
    inner = f"{APOSTROPHE}|{TSHEG}" if script == "Tibt" else APOSTROPHE
    return rf"\p{{Lm}}*{letter}(?:{letter}|{CONTINUATION}|{inner})*+"


@cache
def _whole(script: str) -> regex.Pattern:
    return regex.compile(_run(script))


@cache
def _runs(scripts: FrozenSet[str]) -> regex.Pattern:
    """Match a run of any of some scripts, by one named group a script."""
    groups = [f"(?P<{script}>{_run(script)})" for script in sorted(scripts)]
    return regex.compile("|".join(groups))


@lru_cache(maxsize=2**14)
def _script_of(letter: str, scripts: FrozenSet[str]) -> Optional[str]:
    match = _runs(scripts).match(letter)
    return match and match.lastgroup


def split_scripts(
    text: str, scripts: FrozenSet[str] = KNOWN_SCRIPTS
) -> Iterator[Tuple[Optional[str], str]]:
    """Cut a text where its script changes.

    text (str): A token's text.
    scripts (FrozenSet[str]): The scripts (ISO 15924) to tell apart.
    YIELDS (Tuple[Optional[str], str]): Runs of letters of one script: its code (ISO
        15924) and the letters; together the whole text. The script is None for digits, punctuation, symbols and
        the letters of other scripts.
    """
    # Most words are in one script.
    script = _script_of(text[:1], scripts)
    if script and _whole(script).fullmatch(text):
        yield script, text
        return
    end = 0
    for match in _runs(scripts).finditer(text):
        if match.start() > end:
            yield None, text[end : match.start()]
        yield match.lastgroup, match.group()
        end = match.end()
    if end < len(text):
        yield None, text[end:]


def script_of(letter: str) -> Optional[str]:
    """Get the script (ISO 15924) of a letter, if it is one of the language table's."""
    return _script_of(letter, KNOWN_SCRIPTS)


def has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def main_script(letters: Mapping[str, int]) -> str:
    """Get the script (ISO 15924) of most letters of a text, or "Zyyy": none that is known.

    letters (Mapping[str, int]): How often each character occurs.
    """
    scripts: Counter = Counter()
    for letter, n in letters.items():
        if letter.isalpha():
            scripts[script_of(letter) or "Zyyy"] += n
    return scripts.most_common(1)[0][0] if scripts else "Zyyy"


def is_rtl(letters: Mapping[str, int]) -> bool:
    """Tell whether most letters of a text are written from right to left.

    letters (Mapping[str, int]): How often each character occurs.
    """
    counts = {c: n for c, n in letters.items() if c.isalpha()}
    rtl = sum(
        n for c, n in counts.items() if unicodedata.bidirectional(c) in ("R", "AL")
    )
    return 2 * rtl > sum(counts.values())
