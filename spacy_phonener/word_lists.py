"""Files of word frequencies: a word, a tab, log10 of its frequency per billion words.

A folder has one a language, CODE.tsv.
"""

import math
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Mapping, Tuple

from .languages import resolve_language
from .saving import replaced
from .scripts import has_letter

BILLION = 1e9
# The words of a list that count, so that those which are not in it are alike rare in all
# languages.
LIST_SIZE = 20_000
# Of some of Unilex's files.
HEADER = ("Form", "Frequency")


def find_word_lists(folder: Path) -> Dict[str, Path]:
    """Find the word lists of a folder, by language code.

    RAISES (ValueError): If two are of the same language.
    """
    found: Dict[str, Path] = {}
    for path in sorted(folder.glob("*.tsv")):
        lang = resolve_language(path.stem)
        # A language of the user's own is named by its code too.
        code = lang.code if lang else path.stem
        if code in found:
            raise ValueError(f"{found[code]} and {path} are lists of one language.")
        found[code] = path
    return found


def read_word_list(path: Path) -> Dict[str, float]:
    """Read how frequent words are, in a billion.

    RAISES (ValueError): Names the line that is not of this form.
    """
    frequencies: Dict[str, float] = defaultdict(float)
    for number, line in enumerate(read_lines(path), start=1):
        word, _, logarithm = line.partition("\t")
        try:
            frequencies[word] += 10 ** float(logarithm)
        except (ValueError, OverflowError) as err:
            raise ValueError(
                f"{path}, line {number}: expected 'word<TAB>logarithm of its "
                f"frequency', got {line!r}."
            ) from err
    return frequencies


def read_lines(path: Path) -> List[str]:
    """Read the lines of a file of words or names.

    RAISES (ValueError): If it is not in UTF-8.
    """
    # Not by splitlines: a word may have one of Unicode's other line ends in it.
    try:
        return path.read_text(encoding="utf-8-sig").rstrip("\n").split("\n")
    except UnicodeDecodeError as err:
        raise ValueError(f"{path} is not in UTF-8: {err}") from err


def write_word_list(
    path: Path, counts: Mapping[str, int], *, min_count: int = 1
) -> int:
    """Write the most frequent of the words that have been counted.

    counts (Mapping[str, int]): How often each word of the texts occurs.
    min_count (int): Leave out those that occur less often.
    RETURNS (int): How many are written.
    RAISES (ValueError): If there are none.
    """
    # Words that are left out are words of the texts still.
    total = sum(counts.values())
    kept = (item for item in counts.items() if item[1] >= min_count)
    ordered = sorted(kept, key=lambda item: (-item[1], item[0]))[:LIST_SIZE]
    if not ordered:
        raise ValueError(f"There are no words for {path}, or none that is so frequent.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as new, new.open("w", encoding="utf-8", newline="\n") as file:
        for word, count in ordered:
            file.write(f"{word}\t{math.log10(BILLION * count / total):.2f}\n")
    return len(ordered)


def count_lower(counted: Iterable[Tuple[str, int]]) -> Dict[str, int]:
    """Count words in lower case, those that have a letter."""
    counts: Dict[str, int] = defaultdict(int)
    for word, count in counted:
        if has_letter(word):
            counts[unicodedata.normalize("NFKC", word).lower()] += count
    return counts


def parse_unilex(text: str, name: str) -> Iterator[Tuple[str, int]]:
    """Read words and counts from a frequency file of Unicode's Unilex.

    It has a word, a tab and its count a line; comments begin with #, and there may be a
    header.

    name (str): The file's name, for errors.
    RAISES (ValueError): If a line is not of this form.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        word, tab, count = line.rstrip("\r").partition("\t")
        if not line.strip() or line.startswith("#") or (word, count) == HEADER:
            continue
        if not (tab and word and count.isdecimal()):
            raise ValueError(
                f"{name}, line {number}: expected 'word<TAB>count', got {line[:80]!r}."
            )
        yield word, int(count)
