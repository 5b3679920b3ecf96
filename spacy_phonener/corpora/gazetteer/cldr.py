"""The Unicode CLDR's locales, through babel."""

from functools import cache
from typing import Dict, List

import regex

from ...languages import resolve_language

LOCALE = regex.compile("[a-z]+(_[A-Z][a-z]{3})?")


@cache
def locales() -> Dict[str, List[str]]:
    """List the locales of each language, in all scripts but of no region.

    RETURNS (Dict[str, List[str]]): By the language's code without its script.
    RAISES (ImportError): If babel is not installed.
    """
    try:
        from babel.localedata import locale_identifiers
    except ImportError as err:
        raise ImportError(
            "Names of the Unicode CLDR need babel: pip install "
            "'spacy-phonener[report]', or [names]"
        ) from err
    found: Dict[str, List[str]] = {}
    for locale in filter(LOCALE.fullmatch, sorted(locale_identifiers())):
        if lang := resolve_language(locale.replace("_", "-")):
            found.setdefault(lang.code.partition("-")[0], []).append(locale)
    return found
