"""The kinds of errors that a system makes in a sentence."""

from typing import List, Tuple

from .metrics import Entities, Entity

KINDS = ("boundary", "type", "missed", "spurious")


def find_errors(gold: Entities, found: Entities) -> List[Tuple[str, Entity]]:
    """Name what is wrong with the entities of a sentence.

    gold, found (Entities): Start, end and label of each.
    RETURNS (List[Tuple[str, Entity]]): Of each wrong or missing entity the kind, of
        KINDS, and the entity. A found entity that is no gold one is a "boundary" error
        if it shares a token with a gold one of its label, a "type" error if it does
        with gold ones of other labels only, and "spurious" if with none. A gold entity
        that shares no token with a found one is "missed".
    """
    errors = []
    for ent in found:
        if ent in gold:
            continue
        labels = {other[2] for other in gold if _overlap(other, ent)}
        if ent[2] in labels:
            errors.append(("boundary", ent))
        else:
            errors.append(("type" if labels else "spurious", ent))
    missed = [ent for ent in gold if not any(_overlap(e, ent) for e in found)]
    return errors + [("missed", ent) for ent in missed]


def _overlap(a: Entity, b: Entity) -> bool:
    return a[0] < b[1] and b[0] < a[1]
