"""Does a token of any class take far longer than others, for each of its letters?

Tokens of each kind of hostile text, and of each language's letters, are read by the phonemizer
alone, and from text to entities by all of the pipeline, cold: no word was read before, but
libraries are loaded. Each time is compared with the median of all classes, by length; if one is
over LIMIT times the median, the exit code is 1.

python -m benchmarks.token_classes phonener_lite
"""

import argparse
import statistics
import sys
import time
from pathlib import Path
from random import Random
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from spacy_phonener.extensions import get_lang, set_lang
from spacy_phonener.languages import languages
from spacy_phonener.markdown import markdown_table

from .hostile import ALL_KINDS, LETTERS, Case, draw_word
from .result_file import write_result

LENGTHS = (100, 1_000, 10_000)
REPEATS = 3
LIMIT = 20.0
# How many classes, the slowest, a table has.
SHOWN = 15


class TokenClass(NamedTuple):
    kind: str
    lang: Optional[str]

    @property
    def name(self) -> str:
        return f"{self.kind}: {languages()[self.lang].name}" if self.lang else self.kind


def token_classes() -> List[TokenClass]:
    kinds = [TokenClass(kind, None) for kind in ALL_KINDS]
    return kinds + [TokenClass(LETTERS, lang) for lang in languages()]


def stages(nlp: Language) -> Dict[str, Callable[[Doc], Doc]]:
    """Name what is measured, each given a doc of one token.

    Not the tokenizer alone: it makes many tokens of some classes and one of others.
    """

    def read_all(doc: Doc) -> Doc:
        """Read the text as a user's: cut into tokens, then by all components."""
        made = nlp.make_doc(doc.text)
        set_lang(made, get_lang(doc))
        return nlp(made)

    return {"phonemizer": nlp.get_pipe("phonemizer"), "all": read_all}


def measure(
    read: Callable[[Doc], Doc], nlp: Language, cls: TokenClass, length: int, seed: int
) -> float:
    """Measure how long a token of so many letters takes: seconds a letter, the least."""
    rng = Random(f"{seed}, {cls}")
    times = []
    for size in (10, *[length] * REPEATS):
        word = draw_word(rng, cls.kind, cls.lang, size)
        doc = Case(cls.kind, cls.lang, "words", [word]).make_doc(nlp)
        start = time.perf_counter()
        read(doc)
        times.append((time.perf_counter() - start) / size)
    # The first is not looked at: it loads what the language needs.
    return min(times[1:])


def measure_all(
    read: Callable[[Doc], Doc],
    nlp: Language,
    classes: Sequence[TokenClass],
    length: int,
    seed: int = 0,
) -> Dict[TokenClass, float]:
    return {cls: measure(read, nlp, cls, length, seed) for cls in classes}


def compare(times: Dict[TokenClass, float]) -> Dict[TokenClass, float]:
    """Divide times by their median."""
    median = statistics.median(times.values())
    return {cls: seconds / median for cls, seconds in times.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", help="name or folder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, help="Markdown file for the numbers")
    args = parser.parse_args()
    nlp = spacy.load(args.pipeline)
    classes = token_classes()
    times: Dict[str, Dict[TokenClass, float]] = {}
    for name, read in stages(nlp).items():
        for length in LENGTHS:
            column = measure_all(read, nlp, classes, length, args.seed)
            times[f"{name}, {length:,}"] = column
    relative = list(map(compare, times.values()))
    worst = {cls: max(column[cls] for column in relative) for cls in classes}
    slowest = sorted(classes, key=lambda cls: -worst[cls])[:SHOWN]
    medians = (1e6 * statistics.median(column.values()) for column in times.values())
    rows = [["median, µs a letter", *(f"{median:.1f}" for median in medians)]]
    rows += [
        [cls.name, *(f"{column[cls]:.1f}" for column in relative)] for cls in slowest
    ]
    table = markdown_table(["Class", *times], rows, "l" + "r" * len(times))
    about = (
        f"Time a letter, as many times the median of {len(classes)} classes, of tokens "
        f"of so many letters; the {SHOWN} slowest classes. None may be over {LIMIT:.0f}."
    )
    write_result("Classes of tokens", f"{about}\n\n{table}", args.output)
    return int(max(worst.values()) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
