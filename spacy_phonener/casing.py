"""Upper and lower case, as languages have them."""

# Their I is the upper case of ı, and İ that of i. Python knows one lower case of I alone.
DOTLESS = frozenset({"aze", "crh", "kaa", "kaz", "tur"})


def has_case(letter: str) -> bool:
    """Tell whether a letter has an upper and a lower case.

    Georgian's are lower case to Unicode, but begin no word in upper case.
    """
    return letter.isupper() or letter.istitle() or letter.title() != letter


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
