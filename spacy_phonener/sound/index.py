"""Names by how they sound: a word's candidates by n-grams of sound classes, then aligned.

An index is arrays, which may lie on disk and be mapped from there. A name has one or more
*forms*: all of its words as one, and its words in order, the first one perhaps as an initial.
A word has one or more *readings*, one an accent; a reading is a word's symbols.
"""

from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence, Tuple

import numpy

from ..languages import get_language
from ..lru import LRUCache
from ..segments import Segments
from .alignment import align, load_costs
from .build import Pattern, build_arrays
from .checks import check_arrays, load_arrays
from .grams import list_grams
from .lists import Lists
from .symbols import PAD

# Names in Latin letters are read as English, and as most languages write.
ACCENTS = ("eng", "und-Latn")
# So many readings are aligned with a word, those that have most n-grams in common.
N_CANDIDATES = 1_000
# Frequent n-grams are left out where a word has rarer ones, in so many readings together.
N_LOOKED_UP = 400_000
# Of a word's readings that are aligned: those that sound less alike are no matches.
LEAST_EVIDENCE, LEAST_SHARE = 2.5, 0.4
N_MATCHES = 100
CACHE_SIZE = 50_000


class Match(NamedTuple):
    """A name that a word sounds like.

    name (int): Its number.
    evidence (float): The logarithm of odds that the word is it.
    share (float): The share of the most that the name can have.
    """

    name: int
    evidence: float
    share: float


class WordMatches(NamedTuple):
    """The words of names that a word of a text sounds like, the likeliest first.

    words (Ints1d): Their numbers.
    evidence (Array[float32]): The logarithm of odds of each.
    most (Array[float32]): The most that each can have.
    """

    words: numpy.ndarray
    evidence: numpy.ndarray
    most: numpy.ndarray


NO_MATCHES = WordMatches(numpy.zeros(0, "u4"), numpy.zeros(0, "f"), numpy.zeros(0, "f"))


class SoundIndex:
    """Names by how they sound.

    arrays (Dict[str, numpy.ndarray]): What `build_arrays` made.
    """

    def __init__(self, arrays: Dict[str, numpy.ndarray]):
        self.arrays = arrays
        lists = {
            name: Lists(arrays[f"{name}_starts"], arrays[f"{name}_values"])
            for name in ("texts", "ids", "labels", "langs", "readings", "words")
            + ("grams", "singles", "forms")
        }
        self._texts, self._ids = lists["texts"], lists["ids"]
        self._labels, self._langs = lists["labels"], lists["langs"]
        self._readings, self._words = lists["readings"], lists["words"]
        self._grams, self.singles, self.forms = (
            lists[name] for name in ("grams", "singles", "forms")
        )
        self.form_keys, self.form_names = arrays["form_keys"], arrays["form_names"]
        n_readings = len(self._readings.starts) - 1
        counts = numpy.diff(self._grams.starts)
        # Above zero, also of what all readings have: a list may be of one name.
        self._rarity = numpy.log((n_readings + 2) / (counts + 1)).astype("f")
        owners = self._grams.values
        weights = numpy.repeat(self._rarity, counts)
        self._norms = numpy.bincount(owners, weights, n_readings).astype("f")
        # Words that names of several begin with, and go on with.
        n_words = len(self.singles.starts) - 1
        self.is_first, self.is_second = numpy.zeros((2, n_words), dtype=bool)
        self.is_first[self.form_keys >> numpy.uint64(32)] = True
        self.is_second[self.form_keys & numpy.uint64(2**32 - 1)] = True
        self._cache: LRUCache[Tuple[str, bytes], WordMatches] = LRUCache(CACHE_SIZE)

    @classmethod
    def build(
        cls,
        patterns: Sequence[Pattern],
        phonemizer,
        accents: Sequence[str] = ACCENTS,
    ) -> "SoundIndex":
        """Make an index of names.

        patterns (Sequence[Pattern]): As `build_arrays`'s.
        phonemizer (Phonemizer): Reads words, by `phonemize(words, language)`.
        accents (Sequence[str]): Codes of the languages that names without one are read in.
        """

        def read(words: Sequence[str], code: str) -> List[Segments]:
            return phonemizer.phonemize(words, get_language(code))

        return cls(build_arrays(patterns, read, accents))

    def __len__(self) -> int:
        return len(self._texts.starts) - 1

    def text(self, name: int) -> str:
        return _string(self._texts, name)

    def id(self, name: int) -> str:
        return _string(self._ids, name)

    def label(self, name: int) -> str:
        return _string(self._labels, int(self.arrays["label_of"][name]))

    @property
    def labels(self) -> List[str]:
        """The distinct labels of the names."""
        return [_string(self._labels, i) for i in range(len(self._labels.starts) - 1)]

    def pattern(self, name: int) -> Dict[str, str]:
        """Get a name as the pattern that it was made of."""
        lang = _string(self._langs, int(self.arrays["lang_of"][name]))
        found = {"label": self.label(name), "pattern": self.text(name)}
        found |= {"id": self.id(name), "lang": lang}
        return {key: value for key, value in found.items() if value or key == "pattern"}

    def find(self, word: bytes, script: str, n: int = 5) -> List[Match]:
        """Find the names that a word sounds like as a whole, the likeliest first.

        word (bytes): Its symbols.
        script (str): The script (ISO 15924) that it is written in.
        n (int): How many names to find at most.
        """
        [matches] = self.look_up([word], script)
        found: List[Match] = []
        for number, evidence, most in zip(*map(numpy.ndarray.tolist, matches)):
            for name in self.singles.of(number)[:n].tolist():
                found.append(Match(name, evidence, evidence / most))
            if len(found) >= n:
                break
        return found[:n]

    def look_up(self, words: Sequence[bytes], script: str) -> List[WordMatches]:
        """Find the words of names that words of a text sound like.

        words (Sequence[bytes]): The symbols of each.
        script (str): The script (ISO 15924) that they are written in.
        """
        known = {word: self._cache.get((script, word)) for word in words}
        new = [word for word, matches in known.items() if matches is None]
        grams, owners = list_grams(new)
        starts = numpy.searchsorted(owners, numpy.arange(len(new) + 1))
        for i, word in enumerate(new):
            found = self._match(word, script, grams[starts[i] : starts[i + 1]])
            self._cache[script, word] = known[word] = found
        return [known[word] for word in words]  # type: ignore[misc]

    def _match(self, word: bytes, script: str, grams: numpy.ndarray) -> WordMatches:
        candidates = self._find_candidates(grams)
        if not len(candidates) or not word:
            return NO_MATCHES
        costs = load_costs(script)
        names, lengths = self._symbols(candidates)
        evidence = align(word, names, lengths, costs)
        most = costs.most[names].sum(axis=0)
        [alike] = (
            (evidence >= LEAST_EVIDENCE) & (evidence >= LEAST_SHARE * most)
        ).nonzero()
        alike = alike[numpy.argsort(-evidence[alike], kind="stable")[:N_MATCHES]]
        words = self._words.gather(candidates[alike])
        n_words = self._words.lengths(candidates[alike])
        # Of a word's readings, the first is the likeliest.
        _, first = numpy.unique(words, return_index=True)
        first.sort()
        parts = (numpy.repeat(part[alike], n_words)[first] for part in (evidence, most))
        return WordMatches(words[first], *parts)

    def _find_candidates(self, grams: numpy.ndarray) -> numpy.ndarray:
        """Find the readings that have most n-grams in common with a word, by their rarity."""
        counts = self._grams.lengths(grams)
        rare_first = numpy.argsort(counts, kind="stable")
        n_used = max(3, int((numpy.cumsum(counts[rare_first]) <= N_LOOKED_UP).sum()))
        used = grams[rare_first][:n_used]
        common = numpy.zeros(len(self._norms), dtype="f")
        for gram in used.tolist():
            common[self._grams.of(gram)] += self._rarity[gram]
        [found] = (common > 0).nonzero()
        likeness = common[found] / (self._norms[found] + self._rarity[used].sum() + 3.0)
        if len(found) > N_CANDIDATES:
            chosen = numpy.argpartition(-likeness, N_CANDIDATES)[:N_CANDIDATES]
            # In order: equal ones are found in the order of the names.
            found = found[numpy.sort(chosen)]
        return found

    def _symbols(self, readings: numpy.ndarray) -> Tuple[numpy.ndarray, numpy.ndarray]:
        """Get the symbols of readings, one column each, and how many each has."""
        starts, lengths = (
            self._readings.starts[readings],
            self._readings.lengths(readings),
        )
        rows = numpy.arange(lengths.max())[:, None]
        is_there = rows < lengths
        places = numpy.where(is_there, starts + rows, 0)
        return numpy.where(is_there, self._readings.values[places], PAD), lengths

    def to_bytes(self) -> bytes:
        """Dump the arrays: data, no code."""
        from safetensors.numpy import save

        return save({key: numpy.asarray(array) for key, array in self.arrays.items()})

    @classmethod
    def from_bytes(cls, data: bytes) -> "SoundIndex":
        """Restore an index.

        RAISES (ValueError): If it is none.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            arrays = load(data)
        except (SafetensorError, TypeError) as err:
            raise ValueError(f"these bytes are no sound index: {err}") from err
        check_arrays(arrays)
        return cls(arrays)

    def to_disk(self, folder: Path) -> None:
        """Write the arrays to a folder, a file each."""
        folder.mkdir(parents=True)
        for name, array in self.arrays.items():
            numpy.save(folder / f"{name}.npy", array, allow_pickle=False)

    @classmethod
    def from_disk(cls, folder: Path) -> "SoundIndex":
        """Map the arrays of a folder into memory.

        RAISES (ValueError): If they are no index.
        """
        arrays = load_arrays(folder)
        check_arrays(arrays)
        return cls(arrays)

    def __getstate__(self):
        # Arrays that are mapped from disk are read whole.
        return {key: numpy.asarray(array) for key, array in self.arrays.items()}

    def __setstate__(self, state: Dict[str, numpy.ndarray]) -> None:
        self.__init__(state)  # type: ignore[misc]


def _string(lists: Lists, i: int) -> str:
    return bytes(lists.of(i)).decode(errors="replace")
