"""From tokens to a text as people write it."""

from typing import List, Sequence, Tuple

import regex

# No blank stands before these, or after those.
CLOSING = regex.compile(r"[\p{Pe}\p{Pf}\p{Terminal_Punctuation}…%’]+")
OPENING = regex.compile(r"[\p{Ps}\p{Pi}„¿¡]+")
QUOTES = regex.compile(r""""+|'{2,}|`{2,}""")
# Scripts that put no blanks between words.
NO_BLANKS = regex.compile(
    r"[\p{Line_Break=Complex_Context}\p{Han}\p{Hiragana}\p{Katakana}]"
)


def detokenize(tokens: Sequence[str]) -> Tuple[str, List[int]]:
    """Write tokens as a text: no blanks before closing marks, or after opening ones.

    A straight quote opens and closes in turn. In scripts without blanks, words stand side
    by side.

    RETURNS (Tuple[str, List[int]]): The text, and where each token begins in it.
    """
    text = ""
    starts = []
    glued = True
    inside = False
    for token in tokens:
        is_quote = QUOTES.fullmatch(token) is not None
        closes = inside if is_quote else CLOSING.fullmatch(token) is not None
        if is_quote:
            inside = not inside
        if text and NO_BLANKS.match(text[-1]) and NO_BLANKS.match(token[:1]):
            closes = True
        if not glued and not closes:
            text += " "
        starts.append(len(text))
        text += token
        glued = inside if is_quote else OPENING.fullmatch(token) is not None
    return text, starts
