"""Pairs of names, in a script and in Latin letters, by script: some to fit, some to test.

Which a name is, is decided by a hash of its Latin form: no name of the test in any script is
one that anything was fitted to.
"""

import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Tuple

import regex

from spacy_phonener.corpora.name_lists import LATIN
from spacy_phonener.languages import default_scripts
from spacy_phonener.scripts import main_script
from spacy_phonener.word_lists import read_lines

# Persons' names are single words too ("token"): many are of another word of the name.
FILES = {"persons_wikidata.tsv": "persons", "places_geonames.tsv": "places"}
N_TEST = 2_000


class Pair(NamedTuple):
    name: str
    latin: str


def read_pairs(folder: Path) -> Dict[Tuple[str, str], List[Pair]]:
    """Read pairs, by what they name ("persons", "words of persons", "places") and script."""
    pairs: Dict[Tuple[str, str], Dict[Pair, None]] = defaultdict(dict)
    for file, kind in FILES.items():
        for line in read_lines(folder / file):
            _, name, latin, *more = line.split("\t")
            script = main_script(Counter(name))
            if script != LATIN and script in default_scripts():
                named = f"words of {kind}" if "token" in more else kind
                pairs[named, script][Pair(name, latin)] = None
    return {
        key: sorted(found, key=lambda pair: _hash(pair.latin + pair.name))
        for key, found in sorted(pairs.items())
    }


def _hash(text: str) -> int:
    digest = hashlib.sha256(text.lower().encode()).digest()
    return int.from_bytes(digest[:8], "big")


def is_test(pair: Pair) -> bool:
    return _hash("test" + pair.latin) % 2 == 0


def test_pairs(pairs: Iterable[Pair], n: int = N_TEST) -> List[Pair]:
    return [pair for pair in pairs if is_test(pair)][:n]


def other_pairs(pairs: Iterable[Pair], n: int) -> List[Pair]:
    """List pairs to fit something to."""
    return [pair for pair in pairs if not is_test(pair)][:n]


def split_name(name: str) -> List[str]:
    return regex.findall(r"[\p{L}\p{M}\p{N}'’‘ʻʼ`\u200c\u200d]+", name)
