"""The kinds of errors that a system makes in a sentence."""

from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Sequence, Set, Tuple

from .metrics import Entities, Entity

KINDS = ("boundary", "type", "missed", "spurious")


@dataclass(frozen=True)
class Recall:
    """How many entities there are, and the share of them that was found."""

    gold: int
    share: Optional[float]


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


def count_errors(gold: Iterable[Entities], found: Iterable[Entities]) -> Dict[str, int]:
    """Count the errors of each kind in all sentences."""
    errors = [error for pair in zip(gold, found) for error in find_errors(*pair)]
    kinds = [kind for kind, _ in errors]
    return {kind: kinds.count(kind) for kind in KINDS}


def first_words(words: Sequence[str], bounds: Iterable[Tuple[int, int]]) -> Set[int]:
    """Find the first word of each sentence, behind what has no letter or digit.

    words (Sequence[str]): All tokens.
    bounds (Iterable[Tuple[int, int]]): Of each sentence, as `sentence_bounds` has it.
    """
    firsts = (
        [i for i in range(start, end) if any(map(str.isalnum, words[i]))][:1]
        for start, end in bounds
    )
    return {i for first in firsts for i in first}


def recall_by_place(
    gold: Iterable[Entities], found: Iterable[Entities], firsts: Iterable[Set[int]]
) -> Tuple[Recall, Recall]:
    """Measure the recall of what begins a sentence, and of all else.

    gold, found (Iterable[Entities]): Of each sentence or doc.
    firsts (Iterable[Set[int]]): Its tokens that begin a sentence.
    RETURNS (Tuple[Recall, Recall]): Of gold entities that begin with such a token, and of
        others: exact span and type.
    """
    right: Dict[bool, List[bool]] = {True: [], False: []}
    for ents, guesses, begin in zip(gold, found, firsts):
        for ent in ents:
            right[ent[0] in begin].append(ent in guesses)
    first, other = (
        Recall(len(r), sum(r) / len(r) if r else None) for r in right.values()
    )
    return first, other


def pool(recalls: Sequence[Recall]) -> Optional[float]:
    """Get the share that was found of all entities together."""
    total = sum(recall.gold for recall in recalls)
    return sum(r.gold * (r.share or 0) for r in recalls) / total if total else None


def _overlap(a: Entity, b: Entity) -> bool:
    return a[0] < b[1] and b[0] < a[1]
