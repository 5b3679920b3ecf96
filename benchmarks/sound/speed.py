"""How many words a second does `sound_ruler` compare with how many names?

Names are Latin ones of GeoNames and Wikidata; beyond those that there are, two of their words
are joined at random. Words are those of the first sentences of a running text, again and again
(warm), and each for the first time (cold); the phonemizer is not counted. Times are of the
processor, so other processes do not count.

python -m benchmarks.sound.speed ../shared --names 1000 10000 100000 1000000
"""

import argparse
import random
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import List

import spacy
from spacy.tokens import Doc

from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.markdown import markdown_table

from ..result_file import write_result
from .pairs import read_pairs, split_name

SEED = 0
ROUNDS = 5


def make_names(folder: Path, n: int) -> List[str]:
    pairs = read_pairs(folder)
    latin = {pair.latin for found in pairs.values() for pair in found}
    names = sorted(filter(split_name, latin))
    draw = random.Random(SEED)
    draw.shuffle(names)
    words = sorted({word for name in names for word in split_name(name)})
    more = max(0, n - len(names))
    return [*names, *(" ".join(draw.sample(words, 2)) for _ in range(more))][:n]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of names and running text")
    parser.add_argument("--names", type=int, nargs="*", default=[1000, 10_000, 100_000])
    parser.add_argument("--language", default="kat")
    parser.add_argument("--sentences", type=int, default=300)
    parser.add_argument("--output", type=Path, help="where to write the table")
    args = parser.parse_args()
    nlp = spacy.blank("xx")
    phonemizer = nlp.add_pipe("phonemizer")
    ruler = nlp.add_pipe("sound_ruler", config={"annotate": "spans"})
    [path] = sorted((args.folder / "running" / "dev" / args.language).glob("*.conll"))
    docs = []
    for words, _ in islice(read_conll(path), args.sentences):
        doc = Doc(nlp.vocab, words=words)
        doc._.phonener_lang = args.language
        docs.append(phonemizer(doc))
    n_words = sum(map(len, docs))
    names = make_names(args.folder / "names", max(args.names))
    rows = []
    for n in args.names:
        start = time.process_time()
        ruler.clear()
        ruler.add_patterns([{"label": "NAME", "pattern": name} for name in names[:n]])
        built = time.process_time() - start
        times = []
        for _ in range(1 + ROUNDS):
            start = time.process_time()
            for doc in docs:
                ruler(doc)
            times.append(time.process_time() - start)
        with tempfile.TemporaryDirectory() as folder:
            ruler.to_disk(Path(folder) / "ruler")
            size = sum(file.stat().st_size for file in Path(folder).rglob("*.npy"))
        row = [n, n / built, n_words / times[0], n_words / min(times[1:]), size / 1e6]
        rows.append([f"{value:,.0f}" for value in row])
        print(*rows[-1], flush=True)
    header = ["Names", "Built: names/s", "Cold: words/s", "Warm: words/s", "MB"]
    write_result(
        "Speed of sound_ruler", markdown_table(header, rows, "r" * 5), args.output
    )


if __name__ == "__main__":
    main()
