"""Where the sentences of a doc begin and end."""

from typing import List, Tuple

from spacy.tokens import Doc


def sentence_bounds(doc: Doc) -> List[Tuple[int, int]]:
    """List the bounds of a doc's sentences; a doc without sentences is one.

    RETURNS (List[Tuple[int, int]]): Of each, its first token and the one after its last.
    """
    if doc.has_annotation("SENT_START"):
        return [(sent.start, sent.end) for sent in doc.sents]
    return [(0, len(doc))]
