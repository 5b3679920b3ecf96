"""The baseline of scripts with case: what begins in upper case is a name."""

from typing import Iterable, List, Optional, Sequence

from ..casing import has_case, is_capitalized
from .metrics import Entities, Entity, count_entities, f1, untyped


def capital_spans(words: Sequence[str]) -> List[Entity]:
    """Take every maximal run of capitalized words for a name, with no type.

    A word is capitalized if its first letter is in upper case, whatever is before it and
    after it. The first word of a sentence counts as any other. All other tokens, numbers
    and punctuation among them, end a run.
    """
    spans: List[Entity] = []
    start = None
    for i, word in enumerate([*words, ""]):
        if is_capitalized(word):
            start = i if start is None else start
        elif start is not None:
            spans.append((start, i, ""))
            start = None
    return spans


def capitals_f1(
    sentences: Sequence[Sequence[str]], gold: Iterable[Entities]
) -> Optional[float]:
    """Score the baseline: exact span, whatever its type, micro average.

    sentences (Sequence[Sequence[str]]): The tokens of each.
    gold (Iterable[Entities]): The gold entities of each.
    RETURNS (Optional[float]): None if most letters have no case.
    """
    if not is_cased(sentences):
        return None
    found = map(capital_spans, sentences)
    return float(f1(count_entities(map(untyped, gold), found).sum(axis=0)))


def is_cased(sentences: Iterable[Sequence[str]]) -> bool:
    """Tell whether most letters of a text have case.

    sentences (Iterable[Sequence[str]]): The tokens of each.
    """
    letters = [c for words in sentences for c in "".join(words) if c.isalpha()]
    return 2 * sum(map(has_case, letters)) > len(letters)
