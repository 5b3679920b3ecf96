"""How common words are in the very texts that are read.

In scripts with case only what is written in lower case counts: what is always capitalized is
a name, however often a text names it.
"""

from collections import Counter
from typing import Dict, Iterable, Tuple

from .casing import has_upper
from .lru import LONGEST
from .scripts import has_letter
from .word_classes import UNLISTED, fold_word, frequency_class
from .word_lists import BILLION

# Fewer say nothing.
MIN_WORDS = 2_000
# Most different words to remember, of all languages.
MAX_DIFFERENT = 200_000


class StreamCounts:
    """Count words by language, in bounded memory."""

    def __init__(self) -> None:
        self._counts: Counter[Tuple[str, str]] = Counter()
        self._totals: Counter[str] = Counter()

    def add(self, code: str, tokens: Iterable[str]) -> None:
        """Count the words of a text in a language; if there are too many, forget rare ones."""
        words = [fold_word(token) for token in tokens if is_counted(token)]
        self._counts.update((code, word) for word in words)
        self._totals[code] += len(words)
        rare = 1
        while len(self._counts) > MAX_DIFFERENT:
            kept = {key: n for key, n in self._counts.items() if n > rare}
            self._counts = Counter(kept)
            rare += 1

    def are_enough(self, code: str) -> bool:
        """Tell whether there were enough words of a language to count."""
        return self._totals[code] >= MIN_WORDS

    def classes(self, code: str, tokens: Iterable[str]) -> Dict[str, int]:
        """Get the classes of tokens' words, by how often they occur elsewhere in the texts.

        A word that was read once only is as rare as one that a list lacks.
        """
        total = self._totals[code]
        classes = {}
        for token in tokens:
            n = self._counts[code, fold_word(token)] if len(token) <= LONGEST else 0
            others = n - is_counted(token)
            classes[token] = (
                frequency_class(BILLION * others / total) if others > 0 else UNLISTED
            )
        return classes


def is_counted(token: str) -> bool:
    """Tell whether a token is a word, and not capitalized."""
    return len(token) <= LONGEST and has_letter(token) and not has_upper(token)
