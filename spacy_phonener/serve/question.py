"""What the page may ask, and how much at once."""

import json
from typing import Collection, NamedTuple, Optional

from ..annotate.fields import check_characters

MAX_BYTES = 2**20
MAX_CHARS = 20_000
# Each is a document.
MAX_LINES = 500
MAX_NAMES = 2_000
MAX_NAME_CHARS = 100_000


class Question(NamedTuple):
    """What is to be found in which text.

    text (str): Each of its lines is a document.
    lang (Optional[str]): The code of the language of all lines; None: each says its own.
    names (str): Names to find by their sound, a line each.
    """

    text: str
    lang: Optional[str] = None
    names: str = ""


def read_question(body: bytes, codes: Collection[str]) -> Question:
    """Read what the page sends.

    codes (Collection[str]): Of the languages to choose from.
    RAISES (ValueError): If that is no such question, or too much.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as err:
        raise ValueError("This is not JSON.") from err
    if not isinstance(data, dict) or not data.keys() <= set(Question._fields):
        raise ValueError(
            f"A question is an object of {', '.join(Question._fields)}, and no more."
        )
    if not isinstance(data.get("text"), str):
        raise ValueError("There is no text.")
    if not isinstance(data.get("names", ""), str):
        raise ValueError("The names are no text.")
    lang = data.get("lang")
    if lang is not None and not (isinstance(lang, str) and lang in codes):
        raise ValueError("This is not the code of a language to choose from.")
    question = Question(**data)
    check_size("The text", question.text, MAX_CHARS, MAX_LINES)
    check_size("The list of names", question.names, MAX_NAME_CHARS, MAX_NAMES)
    return question


def check_size(what: str, text: str, max_chars: int, max_lines: int) -> None:
    """Check that a text is not too long, and that there are no halves of characters in it.

    RAISES (ValueError): If it is.
    """
    n_lines = text.count("\n") + 1
    if len(text) > max_chars:
        raise ValueError(
            f"{what} has {len(text):,} characters; {max_chars:,} are the most."
        )
    if n_lines > max_lines:
        raise ValueError(f"{what} has {n_lines:,} lines; {max_lines:,} are the most.")
    check_characters(text)
