"""How common words are in the very texts that are read, where there is no list."""

from collections import Counter
from typing import Dict, Iterable, Tuple

from ..lru import LONGEST
from ..scripts import has_letter
from ..word_lists import BILLION
from .word_classes import NO_LIST, UNLISTED, fold_word, frequency_class

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
        words = [fold_word(t) for t in tokens if len(t) <= LONGEST and has_letter(t)]
        self._counts.update((code, word) for word in words)
        self._totals[code] += len(words)
        rare = 1
        while len(self._counts) > MAX_DIFFERENT:
            kept = {key: n for key, n in self._counts.items() if n > rare}
            self._counts = Counter(kept)
            rare += 1

    def classes(self, code: str, tokens: Iterable[str]) -> Dict[str, int]:
        """Get the classes of tokens' words, by how often they occur elsewhere in the texts.

        A word that was read once only is as rare as one that a list lacks.
        """
        total = self._totals[code] - 1
        if total < MIN_WORDS - 1:
            return dict.fromkeys(tokens, NO_LIST)
        others = {
            token: self._counts[code, fold_word(token)] - 1
            for token in tokens
            if len(token) <= LONGEST
        }
        return {
            token: frequency_class(BILLION * others[token] / total)
            if others.get(token, 0) > 0
            else UNLISTED
            for token in tokens
        }
