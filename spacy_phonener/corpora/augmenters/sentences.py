"""What augmenters have in common: drawing sentences, and rewriting them."""

import random
from typing import Iterable, List, Optional

from spacy.tokens import Doc, Token

from ...extensions import copy_origin, get_lang
from ...languages import resolve_language


def is_sampled(doc: Doc, level: float, of: Optional[str]) -> bool:
    """Draw at random whether a doc is among a share of those of a language.

    level (float): The share.
    of (Optional[str]): The language's code; None: all languages.
    """
    return (of is None or get_lang(doc) == of) and random.random() < level


def language_code(doc: Doc) -> str:
    """Get the code of a doc's language: empty if it does not say, or nobody knows it."""
    lang = resolve_language(get_lang(doc) or "")
    return lang.code if lang else ""


def tag_of(token: Token) -> str:
    """Get the entity tag of a token."""
    return f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"


def rewrite(doc: Doc, words: List[str], tokens: Iterable[Token]) -> Doc:
    """Make a doc of other words, with the entities of some tokens and a doc's origin.

    words (List[str]): One in the place of each token; those that are more come first.
    """
    tokens = list(tokens)
    n_new = len(words) - len(tokens)
    new = Doc(
        doc.vocab,
        words=words,
        spaces=[True] * n_new + [bool(token.whitespace_) for token in tokens],
        ents=["O"] * n_new + [tag_of(token) for token in tokens],
    )
    copy_origin(doc, new)
    return new
