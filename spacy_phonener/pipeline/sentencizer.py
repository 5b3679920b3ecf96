"""spaCy's sentencizer, with the marks of all scripts and the lines of a text."""

from typing import Any, Iterable, List

import regex
from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc

from ..lru import remember_short
from ..scripts import script_of

# "." and its like in all scripts, also several; an ellipsis mostly goes on.
SENTENCE_END = regex.compile(r"(?!\.\.)\p{Sentence_Terminal}+")
# Without these before its last character, a text is one sentence; a blank at its start is none.
MAY_END = regex.compile(r"^\s|[\p{Sentence_Terminal}:\n](?!\Z)")
# What is otherwise where the word before is of a script: in Armenian, a full stop is a colon.
ARMENIAN = {".": False, ":": True}


@Language.factory(
    "phonener_sentencizer",
    assigns=["token.is_sent_start", "doc.sents"],
    default_score_weights={"sents_f": None, "sents_p": None, "sents_r": None},
)
def make_sentencizer(nlp: Language, name: str) -> "LineSentencizer":
    """Make a sentencizer. Boundaries that are there stay."""
    return LineSentencizer(name)


class LineSentencizer(Sentencizer):
    """Ends sentences at Unicode's sentence terminals, and at the end of a line.

    Headlines and the items of lists have no full stop, but a line of their own.
    """

    def __init__(self, name: str = "phonener_sentencizer"):
        super().__init__(name, overwrite=False)

    def predict(self, docs: Iterable[Doc]) -> List[List[bool]]:
        return [sentence_starts(doc) for doc in docs]

    # It has no settings, so there is nothing to save.
    def to_bytes(self, **kwargs: Any) -> bytes:
        return b""

    def from_bytes(self, bytes_data: bytes, **kwargs: Any) -> "LineSentencizer":
        return self

    def to_disk(self, path: Any, **kwargs: Any) -> None:
        pass

    def from_disk(self, path: Any, **kwargs: Any) -> "LineSentencizer":
        return self

    def __reduce__(self):
        return type(self), (self.name,)


def sentence_starts(doc: Doc) -> List[bool]:
    """Tell which tokens begin a sentence: those after its end, and what closes it.

    On a new line nothing closes what was before.
    """
    if not MAY_END.search(doc.text):
        return [i == 0 for i in range(len(doc))]
    starts = []
    ended = new_line = True
    before = ""
    for token in doc:
        text = token.text
        is_space = text.isspace()
        ends = is_end(text)
        if text in ARMENIAN and script_of(before[-1:]) == "Armn":
            ends = ARMENIAN[text]
        closes = ends or token.is_punct
        starts.append(ended and not is_space and (new_line or not closes))
        ended = ends or (ended and not starts[-1])
        new_line = is_space and (new_line or "\n" in text)
        before = text
    if starts:
        starts[0] = True
    return starts


@remember_short(2**14)
def is_end(text: str) -> bool:
    """Tell whether a token ends a sentence."""
    if text.isspace():
        return "\n" in text
    return SENTENCE_END.fullmatch(text) is not None
