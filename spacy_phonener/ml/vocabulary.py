"""From segments to the vocabulary of an encoder that was pretrained with a fixed one."""

import re
import unicodedata
from enum import Enum
from typing import Dict, List, Mapping, NamedTuple, Optional, Tuple

import numpy

from ..articulatory import feature_table, segment_vectors
from ..lru import LRUCache
from ..segments import AMBIGUOUS_AFFRICATES, TIE_BAR, nfd, normalize_ipa, tie


class Step(str, Enum):
    """How a segment was found in a vocabulary, from the truest to the last."""

    AS_IS = "as is"
    NORMALIZED = "in another spelling"
    STRIPPED = "without stress, tone or length"
    SPLIT = "split at the tie bar"
    NEAREST = "nearest phoneme"
    UNKNOWN = "unknown"


# The vocabulary has these; for others, something near stands in.
KNOWN = {Step.AS_IS, Step.NORMALIZED}


class Entries(NamedTuple):
    """What stands for a segment: one or more entries of a vocabulary."""

    step: Step
    ids: Tuple[int, ...]


# Taken off one after the other, until the vocabulary has what is left.
MARKS = (
    re.compile("[ˈˌ]"),  # stress
    re.compile("[˥˦˧˨˩ꜛꜜ↗↘\u0300-\u0302\u0304\u030b\u030c\u030f]"),  # tone
    re.compile("[ːˑ\u0306]"),  # length
)
# Far more segments than languages have; other characters come and go.
CACHE_SIZE = 2**14


class Vocabulary:
    """The phoneme vocabulary of an encoder.

    ids (Mapping[str, int]): The id of each entry, special symbols left out.
    unknown (int): The id of segments that are not even near to an entry.
    """

    def __init__(self, ids: Mapping[str, int], unknown: int):
        self.ids = ids
        self.unknown = unknown
        self._found: LRUCache[str, Entries] = LRUCache(CACHE_SIZE)
        self._normalized: Dict[str, int] = {}
        for entry in sorted(ids, key=lambda e: (nfd(e) != e, ids[e])):
            # An entry is one phoneme, also where it has the letters of two.
            ipa = tie(normalize_ipa(entry, stress=True), AMBIGUOUS_AFFRICATES)
            self._normalized.setdefault(ipa, ids[entry])
        self._normalized.pop("", None)
        self._vectors: Optional[Tuple[List[int], numpy.ndarray]] = None

    def __call__(self, segment: str) -> Entries:
        """Look a segment up, by the first step that finds it.

        As it is; in another Unicode form or an equal IPA spelling; without stress, tone
        and length marks; split at the tie bar; as the entry with the nearest articulatory
        features (panphon); as unknown.
        """
        entries = self._found.get(segment)
        if entries is None:
            entries = self._found[segment] = self._find(segment)
        return entries

    def _find(self, segment: str) -> Entries:
        found = self._find_spelled(segment)
        if found is None and TIE_BAR in segment:
            parts = [self._find_spelled(part) for part in segment.split(TIE_BAR)]
            if all(parts):
                ids = tuple(i for part in parts if part for i in part.ids)
                found = Entries(Step.SPLIT, ids)
        return found or self._find_nearest(segment)

    def _find_spelled(self, segment: str) -> Optional[Entries]:
        if segment in self.ids:
            return Entries(Step.AS_IS, (self.ids[segment],))
        segment = nfd(segment)
        if segment in self._normalized:
            return Entries(Step.NORMALIZED, (self._normalized[segment],))
        for marks in MARKS:
            segment = marks.sub("", segment)
            if segment in self._normalized:
                return Entries(Step.STRIPPED, (self._normalized[segment],))
        return None

    def _find_nearest(self, segment: str) -> Entries:
        if self._vectors is None:
            self._vectors = self._read_vectors()
        ids, known = self._vectors
        vectors = one_vector(segment)
        if not ids or not vectors:
            return Entries(Step.UNKNOWN, (self.unknown,))
        # The last features, those of tone, have no weight.
        weights = feature_table().weights
        distances = numpy.abs(known - vectors[0])[:, : len(weights)] @ weights
        return Entries(Step.NEAREST, (ids[int(distances.argmin())],))

    def _read_vectors(self) -> Tuple[List[int], numpy.ndarray]:
        """List the entries that are one phoneme, and their features.

        Those with fewer marks come first, and win where the features are equal.
        """
        ids, vectors = [], []
        for entry in sorted(self.ids, key=lambda e: (len(e), self.ids[e])):
            found = one_vector(entry)
            ids += [self.ids[entry]] * len(found)
            vectors += found
        return ids, numpy.asarray(vectors)


def vocabulary_coverage(
    vocabulary: Vocabulary, segments: Mapping[str, int]
) -> Dict[Step, int]:
    """Count how segments are found in a vocabulary.

    segments (Mapping[str, int]): How often each occurs.
    RETURNS (Dict[Step, int]): How many are found at each step.
    """
    found = dict.fromkeys(Step, 0)
    for segment, count in segments.items():
        found[vocabulary(segment).step] += count
    return found


def one_vector(segment: str) -> List[List[int]]:
    """List the features of a segment, if it is one phoneme.

    Digits and tone letters are none to us, though panphon knows their tones.
    """
    has_letter = any(unicodedata.category(c) in ("Ll", "Lo") for c in segment)
    vectors = segment_vectors(segment) if has_letter else []
    return vectors if len(vectors) == 1 else []
