"""How far are the sources that read a language from one another?

For each language that several read (Epitran's tables, eSpeak NG's voices, our tables,
CharsiuG2P's dictionaries, other transcriptions), the segment error rate between the first
source of the language table and each other one: edit distance of segments, over the number
of segments of the longer reading, over the most frequent words that both read whole.
After the same normalization of both; a rate says that two differ, not which is right. So
beside it stands how far each reads 150 well-known places from English (`cognates.py`): the
nearer, the better names are known again.

python -m benchmarks.second_opinion ../shared/frequency \
    --charsiu ../shared/charsiu --references ../shared/paper/g2p_reference \
    --names ../shared/names \
    --output benchmarks/results/second_opinion.md
"""

import argparse
import logging
import unicodedata
from importlib import resources
from itertools import chain
from pathlib import Path
from statistics import fmean
from typing import Dict, Iterator, List, Tuple

from rapidfuzz.distance import Levenshtein

from spacy_phonener.g2p.charsiu import make_charsiu
from spacy_phonener.g2p.coverage import find_word, read_counts
from spacy_phonener.g2p.dictionary import DictionarySource
from spacy_phonener.g2p.source import Source, load_source, read_words
from spacy_phonener.languages import LanguageEntry, languages
from spacy_phonener.markdown import markdown_table

from .cognates import ENGLISH, WORD, distance, read_names, read_places
from .result_file import write_result

# Of a language: its most frequent ones
WORDS = 2000
# Fewer that both read say nothing.
FEWEST = 50
# How many of the words that differ most are shown.
EXAMPLES = 3


def find_sources(
    lang: LanguageEntry, script: str, charsiu: Path, references: Path
) -> Iterator[Tuple[str, Source]]:
    """Find what reads a language, its own first source first."""
    specs = list(lang.scripts[script])
    tables = Path(str(resources.files("epitran"))) / "data" / "map"
    codes = (lang.code, *lang.codes)
    specs += [
        f"epitran:{path.stem}"
        for code in codes
        for path in sorted(tables.glob(f"{code}-{script}*.csv"))
    ]
    specs += [f"espeak:{code}" for code in codes if len(lang.scripts) == 1]
    for spec in dict.fromkeys(specs):
        try:
            yield spec, load_source(spec)
        # eSpeak NG has no such voice; a table of Epitran's cannot be read.
        except Exception as err:
            logging.debug("%s: %s", spec, err)
    path = charsiu / f"{lang.charsiu}.tsv"
    if path.is_file():
        [dictionary] = make_charsiu(lang.code, dictionary=str(path))
        yield "CharsiuG2P", dictionary
    path = references / f"{lang.code}.tsv"
    if path.is_file():
        yield "Sohn et al. 2024", DictionarySource(path)


def frequent_words(lang: LanguageEntry, script: str, lists: Path) -> List[str]:
    """List the most frequent words in a script."""
    counts = read_counts(lists, lang.code)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    words = (find_word(unicodedata.normalize("NFKC", word)) for word in ranked)
    return [word for found, word in words if found == script][:WORDS]


def read_all(source: Source, words: List[str]) -> Dict[str, tuple]:
    """Read the words that a source knows whole."""
    return {
        word: segments
        for word, (segments, whole) in zip(words, read_words(source, words))
        if whole
    }


def read_cognates(source: Source, spelled: Dict[str, str]) -> Dict[str, tuple]:
    """Read the names of which a source knows all words whole."""
    words = {word for name in spelled.values() for word in WORD.findall(name)}
    read = read_all(source, sorted(words))
    return {
        key: tuple(chain.from_iterable(read[word] for word in WORD.findall(name)))
        for key, name in spelled.items()
        if read.keys() >= {*WORD.findall(name)}
    }


def compare_names(
    ours: Dict[str, tuple], theirs: Dict[str, tuple], english: Dict[str, tuple]
) -> List[str]:
    """Make the cells on names: how far each is from English, of those that both read."""
    both = ours.keys() & theirs.keys() & english.keys()
    if len(both) < FEWEST:
        return ["", ""]
    return [
        f"{fmean(distance(read[key], english[key]) for key in sorted(both)):.3f}"
        for read in (ours, theirs)
    ]


def compare(ours: Dict[str, tuple], theirs: Dict[str, tuple]) -> List[str]:
    """Make the cells on two readings: words, rate, and those that differ most."""
    both = [word for word in ours if word in theirs]
    if len(both) < FEWEST:
        return [f"{len(both)}", "", ""]
    errors = {w: Levenshtein.distance(ours[w], theirs[w]) for w in both}
    length = {w: max(len(ours[w]), len(theirs[w])) for w in both}
    rate = sum(errors.values()) / sum(length.values())
    worst = sorted(both[:200], key=lambda w: -errors[w] / length[w])[:EXAMPLES]
    shown = "; ".join(f"{w}: {''.join(ours[w])}, {''.join(theirs[w])}" for w in worst)
    return [f"{len(both)}", f"{rate:.0%}", shown]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", type=Path, help="folder of word lists, CODE.tsv")
    parser.add_argument("--charsiu", type=Path, required=True)
    parser.add_argument("--references", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--output", type=Path, help="Markdown file for the table")
    args = parser.parse_args()
    names = read_places(args.names / "places_cldr.tsv")
    english = {
        key: found[ENGLISH]
        for key, found in read_names(
            {key: {ENGLISH: spelled[ENGLISH]} for key, spelled in names.items()}
        )[0].items()
    }
    rows = []
    for lang in languages().values():
        for script in lang.scripts:
            words = frequent_words(lang, script, args.lists)
            found = dict(find_sources(lang, script, args.charsiu, args.references))
            for source in found.values():
                # There is no list: words of a dictionary.
                if not words and isinstance(source, DictionarySource):
                    words = [w for w in source.entries if find_word(w) == (script, w)]
                    words = words[:WORDS]
            read = {spec: read_all(source, words) for spec, source in found.items()}
            spelled = {
                key: spellings[lang.code, script]
                for key, spellings in names.items()
                if (lang.code, script) in spellings
            }
            named = {spec: read_cognates(src, spelled) for spec, src in found.items()}
            first, *others = read
            for other in others:
                cells = compare(read[first], read[other])
                near = compare_names(named[first], named[other], english)
                rows.append([lang.code, lang.name, first, other, *near, *cells])
    header = ["Code", "Name", "Ours", "Other", "Ours, from English"]
    header += ["Other, from English", "Words", "Differ", "Ours, other: worst"]
    table = markdown_table(header, rows, "llllrrrrl")
    write_result("Second opinions", table, args.output)


if __name__ == "__main__":
    main()
