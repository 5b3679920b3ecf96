"""Fit what alignments of names add up: `spacy_phonener/sound/costs.safetensors`.

Pairs of names, none of the test's (`pairs.py`), are aligned; their symbols are counted as
aligned, and aligned by these counts again. All scripts count first, and one articulatory
distance for all (what panphon's features weigh, as so many counts beside those of the pairs);
then each script with what was counted in all. Where a text is in Arabic, Hebrew or Syriac
script, vowels are left out: these count apart.

python -m benchmarks.sound.fit ../shared/names
"""

import argparse
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Tuple

import numpy
from safetensors.numpy import save_file

from spacy_phonener.articulatory import segment_vectors
from spacy_phonener.languages import default_scripts, get_language
from spacy_phonener.pipeline.phonemizer import Phonemizer
from spacy_phonener.sound import alignment
from spacy_phonener.sound.alignment import SCALE, Costs, make_costs
from spacy_phonener.sound.index import ACCENTS
from spacy_phonener.sound.symbols import N_SYMBOLS, SOUNDS, distances, encode

from .pairs import Pair, other_pairs, read_pairs, split_name

WITHOUT_VOWELS = ("Arab", "Hebr", "Syrc")
N_PAIRS = 800
# Counts beside those of the pairs: articulatory ones, and those of all scripts for each.
N_ARTICULATORY, N_ALL = (2000, 2000, 500), 3000
STEEPNESS = 1.5
# Of rows and columns, to the frequencies of symbols (Sinkhorn).
N_SCALINGS = 100
# Of gaps, beside those that were counted.
N_GAPS = 100
LEAST = -6.0
SAME = 1.0
# The most that is stored.
MOST = 127 / SCALE
# Pairs below are of two names.
ENOUGH = 2.0


class Spelled(NamedTuple):
    """A pair of names: the script, the text's symbols, and the Latin readings'."""

    script: str
    word: bytes
    readings: Tuple[bytes, ...]


class Counts(NamedTuple):
    change: numpy.ndarray
    insert: numpy.ndarray
    delete: numpy.ndarray

    def shares(self) -> "Counts":
        total = sum(part.sum() for part in self)
        return Counts(*(part / total for part in self))

    def plus(self, other: "Counts", times: float) -> "Counts":
        return Counts(*(a + times * b for a, b in zip(self, other)))

    def costs(self) -> Costs:
        joint = self.shares()
        text = joint.change.sum(1) + joint.insert
        name = joint.change.sum(0) + joint.delete
        change = numpy.log(joint.change / numpy.outer(text, name))
        # Some sounds are in names alone, or in texts, and are no evidence against themselves.
        numpy.fill_diagonal(change, numpy.maximum(change.diagonal(), SAME))
        gaps = numpy.log(joint.insert / text), numpy.log(joint.delete / name)
        parts = (numpy.clip(part, LEAST, MOST) for part in (change, *gaps))
        return make_costs(*parts)


def articulatory_counts(counts: Counts) -> Counts:
    """Count as if only the distances said what is aligned with what.

    Symbols are as frequent as they are counted: what is rare is aligned with itself, too.
    """
    near = numpy.full((N_SYMBOLS, N_SYMBOLS), 1e-3)
    numpy.fill_diagonal(near, 1.0)
    vectors = [segment_vectors(sound)[0] for sound in SOUNDS]
    far = numpy.stack([distances(vector) for vector in vectors])
    near[: len(SOUNDS), : len(SOUNDS)] = numpy.exp(-STEEPNESS * far)
    text = counts.change.sum(1) + counts.insert + 1
    name = counts.change.sum(0) + counts.delete + 1
    text, name = text / text.sum(), name / name.sum()
    change = near + 1e-5
    for _ in range(N_SCALINGS):
        change *= (text / change.sum(1))[:, None]
        change *= name / change.sum(0)
    return Counts(change, text, name)


def first_costs() -> Costs:
    none = numpy.zeros((N_SYMBOLS, N_SYMBOLS))
    even = Counts(none, numpy.zeros(N_SYMBOLS), numpy.zeros(N_SYMBOLS))
    near = articulatory_counts(even)
    return Counts(near.change, near.insert / 20, near.delete / 20).costs()


def trace(word: bytes, name: bytes, costs: Costs) -> Tuple[float, List[tuple]]:
    """Align two words: the logarithm of odds, and their symbols side by side."""
    table = numpy.zeros((len(word) + 1, len(name) + 1))
    steps: Dict[Tuple[int, int], Tuple[int, int]] = {}
    for i in range(len(word) + 1):
        for j in range(len(name) + 1):
            options = []
            if i and j:
                change = costs.change[word[i - 1], name[j - 1]]
                options.append((table[i - 1, j - 1] + change, (1, 1)))
            if i:
                options.append((table[i - 1, j] + costs.insert[word[i - 1]], (1, 0)))
            if j:
                options.append((table[i, j - 1] + costs.delete[name[j - 1]], (0, 1)))
            if options:
                table[i, j], steps[i, j] = max(options)
    i, j, path = len(word), len(name), []
    while i or j:
        di, dj = steps[i, j]
        path.append((word[i - 1] if di else None, name[j - 1] if dj else None))
        i, j = i - di, j - dj
    return table[-1, -1], path


def count(pairs: List[Spelled], costs: Costs) -> Counts:
    counts = Counts(
        numpy.zeros((N_SYMBOLS, N_SYMBOLS)),
        numpy.zeros(N_SYMBOLS),
        numpy.zeros(N_SYMBOLS),
    )
    for pair in pairs:
        traced = (trace(pair.word, name, costs) for name in pair.readings)
        odds, path = max(traced, key=lambda found: found[0])
        for x, y in path if odds >= ENOUGH else ():
            if y is None:
                counts.insert[x] += 1
            elif x is None:
                counts.delete[y] += 1
            else:
                counts.change[x, y] += 1
    return counts


def fit_costs(pairs: List[Spelled]) -> Dict[str, Costs]:
    found: Dict[str, Costs] = {}
    for scripts in ([alignment.ANY_SCRIPT], WITHOUT_VOWELS):
        is_without = scripts is WITHOUT_VOWELS
        some = [p for p in pairs if (p.script in WITHOUT_VOWELS) == is_without]
        costs = first_costs()
        for n in N_ARTICULATORY:
            counts = count(some, costs)
            near = articulatory_counts(counts)
            gaps = Counts(near.change * n, near.insert * N_GAPS, near.delete * N_GAPS)
            counts = counts.plus(gaps, 1.0)
            costs = counts.costs()
        found.update(dict.fromkeys(scripts, costs))
        for script in sorted({p.script for p in some}):
            own = costs
            for _ in range(2):
                counted = count([p for p in some if p.script == script], own)
                own = counted.plus(counts.shares(), N_ALL).costs()
            found[script] = own
        print(f"{len(some)} pairs: {' '.join(found)}", flush=True)
    found["Hira"] = found["Kana"]
    return found


def spell(pairs: List[Pair], script: str, phonemizer: Phonemizer) -> Iterator[Spelled]:
    def read(name: str, code: str) -> bytes:
        read = phonemizer.phonemize(split_name(name), get_language(code))
        return encode([segment for segments in read for segment in segments])

    for pair in pairs:
        word = read(pair.name, default_scripts()[script])
        names = tuple(dict.fromkeys(read(pair.latin, code) for code in ACCENTS))
        if word and all(names):
            yield Spelled(script, word, names)


def save(costs: Dict[str, Costs]) -> None:
    change = numpy.stack([c.change[:, :N_SYMBOLS] for c in costs.values()])
    gaps = numpy.stack([[c.insert, c.delete[:N_SYMBOLS]] for c in costs.values()])
    tensors = {
        "change": (change * SCALE).round().astype(numpy.int8),
        "gaps": (gaps * SCALE).round().astype(numpy.int8),
    }
    save_file(tensors, alignment.PATH, metadata={"scripts": " ".join(costs)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of names")
    args = parser.parse_args()
    pairs = read_pairs(args.folder)
    phonemizer = Phonemizer(cache_size=2_000_000)
    fitted = [
        spelled
        for (_, script), found in pairs.items()
        for spelled in spell(other_pairs(found, N_PAIRS), script, phonemizer)
    ]
    save(fit_costs(fitted))


if __name__ == "__main__":
    main()
