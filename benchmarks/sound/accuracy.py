"""Which of 100,000 Latin names is a name in another script? By its sound, and by its letters.

2,000 pairs a script and kind of name (`--pairs`), none of which anything was fitted to (`pairs.py`); where
there are fewer, all of them. Each is looked up among 100,000 Latin names, those of all tests
among them. acc@1 and acc@5: the share whose Latin name comes first, or among the first five;
MRR: the mean of 1 / its rank, 0 behind the first 50.

Beside it, for the first so many pairs (`--letters`), the same, and by rapidfuzz's `fuzz.ratio`: the name's letters as
Unidecode (and, where PyICU is installed, ICU's "Any-Latin; Latin-ASCII") writes them in ASCII
beside the Latin name's; and the name's IPA beside that of the Latin name, in the better of its
two accents. Names that are equally alike share the best of their ranks.

Many pairs are no cognates (Karin is Erzurum), or not of the same words ("words of persons"):
nobody can find these by ear.

python -m benchmarks.sound.accuracy ../shared/names --output benchmarks/results/sound.md
"""

import argparse
import random
import time
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

import numpy
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from unidecode import unidecode

from spacy_phonener.languages import default_scripts, get_language
from spacy_phonener.markdown import markdown_table
from spacy_phonener.pipeline.phonemizer import Phonemizer
from spacy_phonener.sound.index import ACCENTS, SoundIndex
from spacy_phonener.sound.symbols import encode

from ..result_file import write_result
from .pairs import N_TEST, Pair, read_pairs, split_name, test_pairs

N_NAMES = 100_000
N_RANKS = 50
LEAST_PAIRS = 1_000
SEED = 0
BATCH = 50


def segments_of(phonemizer: Phonemizer, name: str, code: str) -> List[str]:
    read = phonemizer.phonemize(split_name(name), get_language(code))
    return [segment for segments in read for segment in segments]


def figures(ranks: Sequence[int]) -> List[str]:
    """Write acc@1, acc@5 and MRR of ranks; 0: not found."""
    found = numpy.asarray(ranks)
    inverse = numpy.divide(1.0, found, out=numpy.zeros(len(found)), where=found > 0)
    parts = (found == 1, (found > 0) & (found <= 5), inverse)
    return [f"{100 * part.mean():.1f}" for part in parts]


def ranks_by_sound(
    index: SoundIndex, phonemizer: Phonemizer, pairs: List[Pair], script: str
) -> List[int]:
    ranks = []
    for pair in pairs:
        word = encode(segments_of(phonemizer, pair.name, default_scripts()[script]))
        matches = index.find(word, script, n=N_RANKS)
        names = list(dict.fromkeys(index.text(m.name).lower() for m in matches))
        latin = pair.latin.lower()
        ranks.append(names.index(latin) + 1 if latin in names else 0)
    return ranks


def ranks_by_letters(
    queries: Sequence[str], targets: Sequence[int], choices: Sequence[Sequence[str]]
) -> List[int]:
    """Rank by rapidfuzz; choices: lists of the names' spellings, the better one counts."""
    ranks: List[int] = []
    for start in range(0, len(queries), BATCH):
        some = queries[start : start + BATCH]
        likeness = numpy.max(
            [
                cdist(some, names, scorer=fuzz.ratio, dtype=numpy.float32)
                for names in choices
            ],
            axis=0,
        )
        for row, target in zip(likeness, targets[start : start + BATCH]):
            ranks.append(1 + int((row > row[target]).sum()))
    return [rank if rank <= N_RANKS else 0 for rank in ranks]


def load_icu() -> Optional[Callable[[str], str]]:
    try:
        from icu import Transliterator
    except ImportError:
        return None
    return Transliterator.createInstance("Any-Latin; Latin-ASCII").transliterate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of names")
    parser.add_argument("--pairs", type=int, default=N_TEST, help="of each script")
    parser.add_argument("--letters", type=int, default=300, help="pairs for rapidfuzz")
    parser.add_argument("--output", type=Path, help="where to write the table")
    args = parser.parse_args()
    pairs = read_pairs(args.folder)
    tests = {key: test_pairs(found, args.pairs) for key, found in pairs.items()}
    tests = {
        key: found for key, found in tests.items() if len(pairs[key]) >= LEAST_PAIRS
    }
    asked = sorted({pair.latin.lower() for found in tests.values() for pair in found})
    others = sorted(
        {p.latin.lower() for found in pairs.values() for p in found} - {*asked}
    )
    random.Random(SEED).shuffle(others)
    names = [*asked, *others][:N_NAMES]
    places = {name: i for i, name in enumerate(names)}
    phonemizer = Phonemizer(cache_size=2_000_000)
    start = time.process_time()
    index = SoundIndex.build(
        [{"label": "NAME", "pattern": n} for n in names], phonemizer
    )
    built = len(names) / (time.process_time() - start)
    ways: Dict[str, Callable[[str], str]] = {"Unidecode": unidecode}
    icu = load_icu()
    if icu:
        ways["ICU"] = icu
    latin_ascii = [[unidecode(name).lower() for name in names]]
    latin_ipa = [
        ["".join(segments_of(phonemizer, name, code)) for name in names]
        for code in ACCENTS
    ]
    rows = []
    for (kind, script), found in tests.items():
        row = [kind, script, str(len(found))]
        ranks = ranks_by_sound(index, phonemizer, found, script)
        some = found[: args.letters]
        row += [*figures(ranks), *figures(ranks[: len(some)])]
        targets = [places[pair.latin.lower()] for pair in some]
        for write in ways.values():
            queries = [write(pair.name).lower() for pair in some]
            row += figures(ranks_by_letters(queries, targets, latin_ascii))
        code = default_scripts()[script]
        ipa = ["".join(segments_of(phonemizer, pair.name, code)) for pair in some]
        row += figures(ranks_by_letters(ipa, targets, latin_ipa))
        rows.append(row)
        print(*row, flush=True)
    header = ["Names", "Script", "Pairs"]
    for way in ("sound", "sound, as many", *ways, "IPA"):
        header += [f"{way}: acc@1", "acc@5", "MRR"]
    table = markdown_table(header, rows, "ll" + "r" * (len(header) - 2))
    about = f"Built at {built:.0f} names a second of processor time."
    write_result("Names by their sound", f"{about}\n\n{table}", args.output)


if __name__ == "__main__":
    main()
