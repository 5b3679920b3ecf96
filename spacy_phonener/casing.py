"""Lower, upper and title case, as languages have them."""

from typing import Callable

# Their I is the upper case of ı, and İ that of i. Python knows one lower case of I alone.
DOTLESS = frozenset({"aze", "crh", "kaa", "kaz", "tur"})


def has_case(letter: str) -> bool:
    """Tell whether a letter has an upper and a lower case.

    Georgian's are lower case to Unicode, but begin no word in upper case.
    """
    return letter.isupper() or letter.istitle() or letter.title() != letter


def has_upper(word: str) -> bool:
    """Tell whether a word has a letter in upper case."""
    return not word.islower() and any(map(str.isupper, word))


def is_capitalized(word: str) -> bool:
    """Tell whether a word's first letter, behind what is no letter, is in upper case."""
    first = next(filter(str.isalpha, word), "")
    return first.isupper() or first.istitle()


def lower_case(word: str, lang: str) -> str:
    """Write a word of a language in lower case.

    lang (str): Its code in the language table.
    """
    word = word.replace("I\u0307", "İ").replace("İ", "i")
    if lang.partition("-")[0] in DOTLESS:
        word = word.replace("I", "ı")
    return word.lower()


def upper_case(word: str, lang: str) -> str:
    """Write a word of a language in upper case; letters without case stay.

    lang (str): Its code in the language table.
    """
    return _exchange_letters(word, lang, str.upper)


def title_case(word: str, lang: str) -> str:
    """Begin a word of a language in upper case; the rest of it stays.

    lang (str): Its code in the language table.
    """
    # Behind a quotation mark or the like, but not behind a digit.
    start = next((i for i, c in enumerate(word) if c.isalnum()), len(word))
    first = _exchange_letters(word[start : start + 1], lang, str.title)
    return word[:start] + first + word[start + 1 :]


def _exchange_letters(word: str, lang: str, write: Callable[[str], str]) -> str:
    if lang.partition("-")[0] in DOTLESS:
        word = word.replace("i", "İ")
    # Letter by letter: Python would write Georgian in capitals.
    return "".join(write(c) if has_case(c) else c for c in word)
