from typing import List, NamedTuple, Tuple

from spacy.tokens import Doc


class Window(NamedTuple):
    """Units start to end are read together; of what comes out, the rows of units
    keep_start to keep_end are kept. The kept parts of a doc's windows are disjoint
    and cover it."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def windows(start: int, end: int, *, size: int, stride: int) -> List[Window]:
    """Cover units start to end with windows of at most `size`, one every `stride`.
    Where two overlap, each keeps the half that is nearer to its centre."""
    if not 0 < stride <= size:
        raise ValueError(
            f"Windows need 0 < stride <= size, not stride {stride} and size {size}."
        )
    if end <= start:
        return []
    found = [Window(start, min(start + size, end), start, end)]
    while found[-1].end < end:
        last = found.pop()
        next_start = last.start + stride
        border = (next_start + last.end + 1) // 2
        found.append(last._replace(keep_end=border))
        found.append(Window(next_start, min(next_start + size, end), border, end))
    return found


def sentences(doc: Doc) -> List[Tuple[int, int]]:
    """RETURNS (List[Tuple[int, int]]): The first token of each sentence and the one
    after its last; of the whole doc if it has no sentences."""
    if doc.has_annotation("SENT_START"):
        return [(sent.start, sent.end) for sent in doc.sents]
    return [(0, len(doc))]
