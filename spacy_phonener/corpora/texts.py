"""Running text with gold entities: how it is read, and what its splits are called."""

import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Dict, List, Tuple

from tqdm import tqdm

from .readers import READERS, Sentence, language_of

# Before the name of a split of running text: "text-train".
TEXT = "text-"
# What an about.json calls the source of such a split; it also names each one.
RUNNING_TEXT = "running text"
# A language's code and a split's name; of running text, the name of a source too.
Part = Tuple[str, ...]


def read_texts(path: Path, *, train: bool) -> Dict[Part, List[Sentence]]:
    """Read running text: all files `LANGUAGE/SOURCE.*` of a folder.

    On a terminal, a bar shows how far it is.

    path (Path): A folder of .conll, .tsv or .parquet files.
    train (bool): To train on, but for a tenth of each source, which is held out; or to
        test on.
    RETURNS (Dict[Part, List[Sentence]]): Sentences by (language code, split, source):
        the splits are "text-train" and "text-validation", or "text-test".
    """
    files = sorted(f for f in path.glob("*/*") if f.suffix in READERS)
    corpus: Dict[Part, List[Sentence]] = defaultdict(list)
    for file in tqdm(files, unit="file", leave=False, disable=None):
        code = language_of(file).code
        sentences = list(READERS[file.suffix](file))
        sides = split_off(sentences) if train else {"test": sentences}
        for split, side in sides.items():
            if side:
                corpus[code, TEXT + split, file.stem] += side
    return dict(corpus)


def split_off(sentences: List[Sentence]) -> Dict[str, List[Sentence]]:
    """Hold a tenth of the sentences out; of very few, one.

    RETURNS (Dict[str, List[Sentence]]): The sentences of "train" and of "validation".
    """
    sides: Dict[str, List[Sentence]] = {"train": [], "validation": []}
    for sentence in sentences:
        sides["validation" if is_held_out(sentence[0]) else "train"].append(sentence)
    if not sides["validation"] and len(sentences) > 1:
        sides["validation"].append(sides["train"].pop())
    return sides


def is_held_out(tokens: List[str]) -> bool:
    """Tell whether a sentence is of the tenth that is held out, by its content.

    So the same sentence is on the same side, wherever it stands.
    """
    digest = hashlib.sha256("\n".join(tokens).encode()).digest()
    return int.from_bytes(digest[:4]) % 10 == 0


def kind_of(split: str) -> str:
    """Get the kind of text of a split's docs."""
    return "text" if split.startswith(TEXT) else "fragment"


def is_training(split: str) -> bool:
    """Tell whether a split is to train on, by its name."""
    return split.removeprefix(TEXT) == "train"
