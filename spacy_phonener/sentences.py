"""Where the sentences of a doc begin and end."""

from itertools import pairwise
from typing import List, Tuple

from spacy.tokens import Doc


def sentence_bounds(doc: Doc) -> List[Tuple[int, int]]:
    """List the bounds of a doc's sentences; a doc without sentences is one.

    RETURNS (List[Tuple[int, int]]): Of each, its first token and the one after its last.
    """
    if "sents" in doc.user_hooks:
        return [(sent.start, sent.end) for sent in doc.sents]
    # What `doc.sents` does, without a span of each.
    starts = (doc.to_array("SENT_START") == 1).nonzero()[0].tolist()
    if starts[:1] == [0]:
        del starts[0]
    return list(pairwise([0, *starts, len(doc)]))
