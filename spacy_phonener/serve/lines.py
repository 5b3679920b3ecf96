"""What the page shows of a line of a text, as JSON."""

from collections import Counter
from typing import Any, Dict, List, Optional

from spacy.language import Language
from spacy.tokens import Doc

from ..annotate.rows import DIGITS, make_row
from ..extensions import get_lang, token_ipa
from ..pipeline.phonemizer import Phonemizer
from ..pipeline.word_sources import find_word_sources
from ..scripts import has_letter, is_rtl


def make_line(nlp: Language, doc: Doc) -> Dict[str, Any]:
    """Make what is shown of a doc: the row that `annotate` writes, and the words.

    The words, each with the blank behind it, make up the text.
    """
    score = doc._.lang_score
    return {
        **make_row(doc),
        "lang_score": None if score is None else round(float(score), DIGITS),
        # Otherwise it is what the pipeline takes it for.
        "identified": score is not None and get_lang(doc) is not None,
        "rtl": is_rtl(Counter(doc.text)),
        "words": make_words(doc, find_phonemizer(nlp)),
    }


def make_error(text: str, reason: str) -> Dict[str, Any]:
    """Make what is shown of a line that could not be read."""
    return {"text": text, "rtl": is_rtl(Counter(text)), "error": reason}


def make_words(doc: Doc, phonemizer: Optional[Phonemizer]) -> List[Dict[str, Any]]:
    """Make the words of a doc: how they sound, their direction, what has read them."""
    texts = {token.text for token in doc}
    sources = (
        find_word_sources(phonemizer, texts, phonemizer.language_of(doc))
        if phonemizer
        else {}
    )
    return [
        {
            "text": token.text,
            "space": token.whitespace_,
            "ipa": token_ipa(token),
            # None where it has no direction of its own.
            "rtl": is_rtl(Counter(token.text)) if has_letter(token.text) else None,
            "sources": [src._asdict() for src in sources.get(token.text, ())],
        }
        for token in doc
    ]


def find_phonemizer(nlp: Language) -> Optional[Phonemizer]:
    """Get the phonemizer of a pipeline, if it has one."""
    found = (pipe for _, pipe in nlp.pipeline if isinstance(pipe, Phonemizer))
    return next(found, None)
