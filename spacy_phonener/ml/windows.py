"""Windows over sequences that are too long for an encoder.

units          0  1  2  3  4  5  6  7  8  9
first window   [  *  *  *  *  ]                  size 6, stride 4
second window              [  *  *  *  *  ]
kept           0  1  2  3  4 |5  6  7  8  9      each the half nearer to its centre
"""

from typing import List, NamedTuple


class Window(NamedTuple):
    """Units start to end, which are read together.

    Of what comes out, the rows of units keep_start to keep_end are kept. The kept parts
    of a sequence's windows are disjoint and cover it.
    """

    start: int
    end: int
    keep_start: int
    keep_end: int


def windows(start: int, end: int, *, size: int, stride: int) -> List[Window]:
    """Cover units start to end with windows of at most `size`, one every `stride`.

    Where two overlap, each keeps the half that is nearer to its centre.
    """
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
