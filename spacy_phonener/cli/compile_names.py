import time
from collections import defaultdict
from itertools import islice
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Optional, Set, Tuple

import regex
import typer
from wasabi import msg

from .endings import ending

# Names in Latin script are read by the rules of one of these languages, dealt out in turn,
# and by the usual sounds of Latin letters.
DEALT = "eng spa deu fra ind swa tur ita fin nld por ron".split()
USUAL = "und-Latn"
# Famous ones are known in all of these accents.
ACCENTS = [*"eng spa deu fra ind swa tur".split(), USUAL]
# The words of a list that are common; those after them are often names.
N_COMMON = 8_000
LETTERS = r"[\p{L}\p{M}]+"
WORD = regex.compile(rf"{LETTERS}(?:['’\u200c\u200d]{LETTERS})*")
# Shorter words of famous names, and shorter keys, are of too many words.
LONG = 4
# Words, by the code of the language that they are read in and what they count as.
Words = Dict[Tuple[str, int], Set[str]]


def compile_names_cli(
    names_path: Path = typer.Argument(
        ..., help="Folder of names", exists=True, file_okay=False
    ),
    lists_path: Path = typer.Argument(
        ..., help="Folder of word lists, CODE.tsv", exists=True, file_okay=False
    ),
    output_path: Path = typer.Argument(..., help="File to write", dir_okay=False),
    exclude: Optional[List[str]] = typer.Option(
        None,
        "--exclude",
        help="Language whose word list, and names in its own spelling, are left out",
    ),
):
    """
    Compile a table of how known names sound, and how common words do.

    The folder of names has one or more of places_geonames.tsv, persons_wikidata.tsv,
    places_cldr.tsv and names_faker.tsv. The table has hashes only, no names and no words.
    """
    from ..hashed_table import dump_hashed_table
    from ..languages import get_language
    from ..name_table import make_name_table
    from ..saving import replaced

    start = time.monotonic()
    with ending("No table was made"):
        excluded = {_language(get_language(name).code) for name in exclude or ()}
        words, n_names = list_names(names_path, excluded)
        for code, path in find_lists(lists_path, excluded):
            words.update(list_common(code, path))
        table = make_name_table(count_keys(words))
        data = dump_hashed_table(table)
        with replaced(output_path) as new:
            new.write_bytes(data)
    n_words = sum(map(len, words.values()))
    minutes = (time.monotonic() - start) / 60
    msg.good(
        f"{n_names} names, {n_words} words as read in {len({c for c, _ in words})} "
        f"languages: {len(table)} keys, {len(data)} bytes in {output_path} "
        f"({minutes:.1f} minutes)"
    )


def _language(code: str) -> str:
    """Get the code of a language without its script."""
    return code.partition("-")[0]


def list_names(folder: Path, exclude: Set[str]) -> Tuple[Words, int]:
    """List the words of names.

    exclude (Set[str]): Codes of languages whose own spellings are left out.
    RETURNS (Tuple[Words, int]): The words, and of how many names they are.
    """
    from ..corpora.name_lists import read_names
    from ..name_table import FAMOUS

    words: Words = defaultdict(set)
    latin: Dict[int, Set[str]] = defaultdict(set)
    n_names = 0
    for name in dict.fromkeys(read_names(folder)):
        if name.code and _language(name.code) in exclude:
            continue
        n_names += 1
        found = [word for word in WORD.findall(name.text) if len(word) > 1]
        famous = [word for word in found if name.is_famous and len(word) >= LONG]
        for code in [name.code] if name.code else ACCENTS:
            words[code, FAMOUS].update(famous)
        if name.code:
            words[name.code, name.kind].update(found)
        else:
            latin[name.kind].update(map(str.lower, found))
    for kind, spelled in latin.items():
        words[USUAL, kind].update(spelled)
        for i, code in enumerate(DEALT):
            words[code, kind].update(sorted(spelled)[i :: len(DEALT)])
    return words, n_names


def find_lists(folder: Path, exclude: Set[str]) -> Iterator[Tuple[str, Path]]:
    """Find the word lists of a folder, of languages that can be read."""
    from ..languages import find_language
    from ..word_lists import find_word_lists

    for code, path in find_word_lists(folder).items():
        if find_language(code) and _language(code) not in exclude:
            yield code, path


def list_common(code: str, path: Path) -> Words:
    """List the most frequent words of a word list."""
    from ..name_table import COMMON
    from ..word_lists import read_word_list

    first = islice(read_word_list(path), N_COMMON)
    common = {word for word in first if len(word) > 1 and WORD.fullmatch(word)}
    return {(code, COMMON): common}


def count_keys(words: Mapping[Tuple[str, int], Set[str]]) -> Dict[str, List[int]]:
    """Count how many different readings of each sound key there are, by what they are.

    On a terminal, a bar shows how far it is.
    """
    from tqdm import tqdm

    from ..languages import get_language
    from ..name_table import FAMOUS, sound_key
    from ..pipeline.phonemizer import Phonemizer

    phonemizer = Phonemizer(cache_size=10)
    readings: Dict[int, Set[Tuple[str, ...]]] = defaultdict(set)
    total = sum(map(len, words.values()))
    with tqdm(total=total, unit="word", leave=False, disable=None) as progress:
        for (code, kind), spelled in sorted(words.items()):
            ordered = sorted(spelled)
            readings[kind].update(phonemizer.phonemize(ordered, get_language(code)))
            progress.update(len(ordered))
    counts: Dict[str, List[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for kind, read in readings.items():
        for segments in read:
            key = sound_key(segments)
            if kind != FAMOUS or len(key) >= LONG:
                counts[key][kind] += 1
    return counts
