"""How likely is it that two words are one name? Their segments are aligned to say so.

Aligned symbols, and those without a counterpart, add up what natural logarithm of odds they
give to one name rather than two (`costs.safetensors`). They were counted in pairs of names,
beside the articulatory distances of panphon's features, by script of the text: vowels that a
script leaves out cost little, and so does a Japanese /u/ between consonants
(`benchmarks/sound/fit.py`).
"""

from functools import cache
from pathlib import Path
from typing import Dict, NamedTuple

import numpy

from .symbols import FIRST_DIGIT, N_SYMBOLS, OTHER

PATH = Path(__file__).parent / "costs.safetensors"
# The costs of scripts that have none of their own.
ANY_SCRIPT = "Zyyy"
# Of costs, as they are stored.
SCALE = 16.0
# A word of the text may begin or end with what is no part of a name: so many symbols at most,
# and so much for it.
LONGEST_AFFIX = 5
AFFIX, AFFIX_SYMBOL = -1.5, -0.3
# Shorter names have none.
SHORTEST_STEM = 4
DIGITS = numpy.arange(FIRST_DIGIT, OTHER)
SAME_DIGIT, OTHER_DIGIT = 4.0, -6.0


class Costs(NamedTuple):
    """What alignments add up, for texts in one script.

    change (Array[float32]): By the text's symbol and by the name's, or PAD.
    insert (Array[float32]): Of the text's symbols that the name has not.
    delete (Array[float32]): Of the name's symbols, or PAD, that the text has not.
    """

    change: numpy.ndarray
    insert: numpy.ndarray
    delete: numpy.ndarray

    @property
    def most(self) -> numpy.ndarray:
        """The most that each symbol of a name, or PAD, can add."""
        return numpy.maximum(self.change.max(axis=0), self.delete)


@cache
def _load() -> Dict[str, Costs]:
    from safetensors import safe_open

    with safe_open(PATH, framework="numpy") as file:
        change, gaps = file.get_tensor("change"), file.get_tensor("gaps")
        scripts = file.metadata()["scripts"].split()
    return {
        script: make_costs(change[i] / SCALE, *(gaps[i] / SCALE))
        for i, script in enumerate(scripts)
    }


def make_costs(
    change: numpy.ndarray, insert: numpy.ndarray, delete: numpy.ndarray
) -> Costs:
    """Make the costs of a script; PAD adds nothing.

    Digits are in no pairs that are counted: one is itself, and nothing else.
    """
    padded = numpy.zeros((N_SYMBOLS, N_SYMBOLS + 1), dtype="f")
    padded[:, :N_SYMBOLS] = change
    insert, delete = insert.astype("f"), numpy.append(delete, 0.0).astype("f")
    padded[DIGITS, :N_SYMBOLS] = padded[:, DIGITS] = OTHER_DIGIT
    padded[DIGITS, DIGITS] = SAME_DIGIT
    insert[DIGITS] = delete[DIGITS] = OTHER_DIGIT
    return Costs(padded, insert, delete)


def load_costs(script: str) -> Costs:
    """Load the costs of a text's script (ISO 15924)."""
    costs = _load()
    return costs.get(script) or costs[ANY_SCRIPT]


def align(
    word: bytes, names: numpy.ndarray, lengths: numpy.ndarray, costs: Costs
) -> numpy.ndarray:
    """Align a word of a text with names.

    word (bytes): Its symbols.
    names (Array[uint8]): The names' symbols: one column a name, filled up with PAD.
    lengths (Ints1d): How many each has.
    RETURNS (Array[float32]): The logarithm of odds of the best alignment with each.
    """
    names = names.astype(numpy.intp)
    deleted = numpy.zeros((len(names) + 1, names.shape[1]), dtype="f")
    numpy.cumsum(costs.delete.take(names), axis=0, out=deleted[1:])
    changes = costs.change - costs.delete
    changed = {symbol: changes[symbol].take(names) for symbol in set(word)}
    ends = lengths * names.shape[1] + numpy.arange(len(lengths))
    has_stem = lengths >= SHORTEST_STEM
    # Rows are what the text's symbols so far give with so many of the name's, less what the
    # deletion of these would: so deletions are a running maximum.
    row = numpy.zeros_like(deleted)
    aligned = numpy.empty_like(row[1:])
    best = numpy.full(len(lengths), -numpy.inf, dtype="f")
    for i, symbol in enumerate(word):
        numpy.add(changed[symbol], row[:-1], out=aligned)
        row += costs.insert[symbol]
        numpy.maximum(row[0], affix(i + 1), out=row[0], where=has_stem)
        numpy.maximum(row[1:], aligned, out=row[1:])
        # Faster than maximum.accumulate.
        for j in range(len(names)):
            numpy.maximum(row[j], row[j + 1], out=row[j + 1])
        left = len(word) - i - 1
        if left <= LONGEST_AFFIX:
            found = row.take(ends) + affix(left)
            numpy.maximum(best, found, out=best, where=has_stem | (left == 0))
    return best + deleted.take(ends)


def affix(length: int) -> float:
    """Get the cost of so many symbols, at an end of a word, that are no part of a name."""
    if length > LONGEST_AFFIX:
        return -numpy.inf
    return AFFIX + AFFIX_SYMBOL * length if length else 0.0
