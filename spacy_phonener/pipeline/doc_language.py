"""Which language is a document in?"""

from typing import Optional

from spacy.tokens import Doc

from ..extensions import get_lang, noted_language
from ..languages import resolve_language


def named_language(doc: Doc) -> Optional[str]:
    """Get what a doc says of its language in `doc._.phonener_lang`, if it does.

    RAISES (ValueError): If what it says cannot be the name of a language.
    """
    name = get_lang(doc)
    if name is None or (isinstance(name, str) and name.strip()):
        return name
    raise ValueError(
        f"doc._.phonener_lang is {name!r}, a missing or wrong value: it names a "
        "language ('som'), or is None where a document does not say."
    )


def language_code(doc: Doc) -> str:
    """Get the code of the language that a doc is in, as the phonemizer decided.

    Where none has read the doc, what itself or its pipeline says counts.

    RETURNS (str): The code; a name that is no known language's; or nothing.
    RAISES (ValueError): If what the doc says cannot be the name of a language.
    """
    code = noted_language(doc)
    if code is not None:
        return code
    name = named_language(doc)
    lang = resolve_language(doc.lang_ if name is None else name)
    return lang.code if lang else name or ""
