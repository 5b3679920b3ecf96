"""How fast is the tokenizer for every script, beside spaCy's own of `xx`?

Both read the same texts in turn, each round with nothing remembered; ratios are of one round.
The texts are sentences of CoNLL files, joined by corpora.detokenize: the English test split, and
the first 300 of that of each language.

python -m benchmarks.tokenizer ../shared/wikiann --rounds 15
"""

import argparse
import time
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Callable, Dict, List, Optional

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer

from spacy_phonener.corpora.detokenize import detokenize
from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.markdown import markdown_table
from spacy_phonener.pipeline.tokenizer import make_tokenizer

from .result_file import write_result

TOKENIZERS: Dict[str, Callable[[Language], Tokenizer]] = {
    "spaCy's `xx`": lambda nlp: nlp.tokenizer,
    "`spacy_phonener.Tokenizer.v1`": make_tokenizer,
}


def read_texts(path: Path, limit: Optional[int] = None) -> List[str]:
    return [detokenize(tokens)[0] for tokens, _ in islice(read_conll(path), limit)]


def seconds(make: Callable[[Language], Tokenizer], texts: List[str]) -> float:
    """Time a tokenizer that has read nothing before."""
    tokenize = make(spacy.blank("xx"))
    start = time.perf_counter()
    for text in texts:
        tokenize(text)
    return time.perf_counter() - start


def compare(name: str, texts: List[str], rounds: int) -> List[List[str]]:
    """Time the tokenizers in turn. The first round is not counted."""
    times = [
        [seconds(make, texts) for make in TOKENIZERS.values()]
        for _ in range(rounds + 1)
    ][1:]
    words = sum(len(text.split()) for text in texts)
    rows = []
    for tokenizer, spent in zip(TOKENIZERS, zip(*times)):
        ratios = sorted(first[0] / own for first, own in zip(times, spent))
        cells = [median(ratios), ratios[0], ratios[-1]]
        speed = f"{words / median(spent):,.0f}"
        rows.append([name, tokenizer, speed, *(f"{cell:.2f}" for cell in cells)])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of LANGUAGE/test.conll")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--output", type=Path, help="Markdown file for the numbers")
    args = parser.parse_args()
    paths = sorted(args.folder.glob("*/test.conll"))
    workloads = {
        "English": read_texts(args.folder / "en" / "test.conll"),
        "mixed targets": [text for path in paths for text in read_texts(path, 300)],
    }
    rows = [
        row
        for name, texts in workloads.items()
        for row in compare(name, texts, args.rounds)
    ]
    header = ["Texts", "Tokenizer", "Words a second", "× spaCy's", "lowest", "highest"]
    table = markdown_table(header, rows, aligns="llrrrr")
    write_result("The tokenizer's speed", table, args.output)


if __name__ == "__main__":
    main()
