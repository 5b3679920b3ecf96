"""The words of a doc, as names are compared with them."""

from typing import List, Sequence, Tuple

from spacy.tokens import Doc

from ..casing import has_case, has_upper
from ..lru import remember_short
from ..scripts import script_of
from ..segments import Segments
from .alignment import ANY_SCRIPT
from .matching import Word
from .scoring import Doubts
from .symbols import encode, letter_class

CASELESS = Doubts(is_caseless=1.0)
# Between words of a name.
HYPHENS = frozenset("-‐‑‒–·・‧＝=")
DOT = "."
# An initial is of so many letters at most ("Дж.").
LONGEST_INITIAL = 2


def list_words(
    doc: Doc, phonemes: Sequence[Segments], commonness: Sequence[int]
) -> Tuple[List[Word], List[int]]:
    """List the words of a doc.

    phonemes (Sequence[Segments]): The segments of each token.
    commonness (Sequence[int]): How common each is.
    RETURNS (Tuple[List[Word], List[int]]): The words, and the token of each.
    """
    words: List[Word] = []
    tokens: List[int] = []
    is_next = True
    texts = [token.text for token in doc]
    is_mixed = any(map(has_upper, texts))
    is_start = doc.to_array("SENT_START") == 1
    is_start[:1] = True
    for i, (text, segments) in enumerate(zip(texts, phonemes)):
        script, n_letters, is_cased, is_lower = _describe(text)
        symbols = _encode(segments) if script else b""
        if not symbols:
            after_initial = text == DOT and words and words[-1].initial is not None
            if not (text in HYPHENS or text.isspace() or after_initial):
                is_next = False
            continue
        has_dot = text.endswith(DOT) or (i + 1 < len(texts) and texts[i + 1] == DOT)
        is_initial = has_dot and n_letters <= LONGEST_INITIAL
        initial = letter_class(symbols) if is_initial else None
        doubts = CASELESS
        if is_cased:
            above_rare = max(0, commonness[i] - 1)
            doubts = Doubts(0.0, above_rare, is_mixed and is_lower, is_start[i])
        elif text.isdecimal():
            doubts = Doubts()
        words.append(Word(symbols, script, initial, doubts, is_next))
        tokens.append(i)
        is_next = True
    return words, tokens


@remember_short(2**16)
def _encode(segments: Segments) -> bytes:
    return encode(segments)


@remember_short(2**16)
def _describe(text: str) -> Tuple[str, int, bool, bool]:
    """Get the script of a text's first letter, and how many letters and digits it has.

    RETURNS (Tuple[str, int, bool, bool]): These ("": it has none), whether it has case, and
        whether the text is in lower case.
    """
    letters = list(filter(str.isalnum, text))
    if not letters:
        return "", 0, False, False
    # Of "7-Eleven", the E.
    first = next(filter(str.isalpha, letters), letters[0])
    is_cased = has_case(first)
    is_lower = is_cased and not has_upper(text)
    return script_of(first) or ANY_SCRIPT, len(letters), is_cased, is_lower
