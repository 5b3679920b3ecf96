"""Do names sound alike from script to script, as our G2P reads them?

200 famous names, each read in its spelling in every language that there is, beside the
English reading of its English spelling. Their distance is panphon's weighted feature edit
distance over the longer one's segments: 0 for equal readings, 1 where each segment would
have to be put in. Stress is left out.

- 150 places: of the Unicode CLDR's countries and of the cities that its time zones are named
  after (each the largest of its zone), those that have a name in every script at hand (unless
  it is a language's only script for few of them) and whose names agree most over the
  languages in Latin script. These spell *Nairobi* alike and *Germany* otherwise: names that
  are translated are no cognates. No G2P has a say in it.
- 50 persons: the first of Wikidata (the older an entry, the more famous) with a full name in
  Hebrew and in Korean, of as many words there as in Latin script, each of them capitalized.

A word that comes back in other characters than the IPA's is unread: it is counted, and its
name left out.

"English" is the mean distance to the English reading, "others" that to the readings of the
same name in the other languages.

python -m benchmarks.cognates ../shared/names [--before BEFORE.json] [--json NOW.json]
    [--output TABLE.md]
"""

import argparse
import json
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Dict, Iterable, List, Optional, Tuple

import numpy
import regex

from spacy_phonener.articulatory import feature_table, segment_vectors
from spacy_phonener.languages import get_language, resolve_language
from spacy_phonener.markdown import markdown_table
from spacy_phonener.pipeline.phonemizer import Phonemizer
from spacy_phonener.segments import Segments, is_ipa

from .result_file import write_result

PLACES, PERSONS = 150, 50
ENGLISH = ("eng", "Latn")
# The scripts of persons' full names, as the file names them.
PERSONS_IN = {"hebrew": ("heb", "Hebr"), "korean": ("kor", "Hang")}
# A language with fewer of the places is left out.
MIN_NAMES = 100
WORD = regex.compile(r"[\p{L}\p{M}'’‘ʻʼ\u200c\u200d]+")

# A language in a script.
Tongue = Tuple[str, str]
# The spellings of each name, by its key.
Names = Dict[str, Dict[Tongue, str]]


def read_rows(path: Path) -> Iterable[List[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


@cache
def find_tongue(locale: str, script: str) -> Optional[Tongue]:
    """Find the language of a locale, if we read it in a script (Unicode's name of it)."""
    lang = resolve_language(locale.replace("_", "-"))
    for code in lang.scripts if lang else ():
        if regex.fullmatch(rf"\p{{Script={code}}}+", script_sample(script)):
            return lang.code.partition("-")[0], code
    return None


def script_sample(script: str) -> str:
    """Get a letter of a script, by the first word of the script's name in Unicode."""
    letters = map(chr, range(0x41, 0x1_1000))
    return next(c for c in letters if unicodedata.name(c, "").startswith(script + " "))


def spell_plainly(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in letters if c.isalpha())


def agreement(spellings: Dict[Tongue, str]) -> float:
    """Measure how alike the languages in Latin script spell a name, from 0 to 1."""
    english = spell_plainly(spellings[ENGLISH])
    others = [name for (_, script), name in spellings.items() if script == "Latn"]
    return fmean(
        SequenceMatcher(None, english, spell_plainly(name)).ratio() for name in others
    )


def read_places(path: Path) -> Names:
    names: Names = defaultdict(dict)
    for _, locale, script, name, kind, code in read_rows(path):
        is_one = kind == "tzcity" or len(code) == 2
        tongue = find_tongue(locale, script) if is_one else None
        if tongue and not regex.search(r"[(&\d]", name):
            names[f"{kind} {code}"].setdefault(tongue, name)
    counts: Dict[Tongue, int] = defaultdict(int)
    for spellings in names.values():
        for tongue in spellings:
            counts[tongue] += 1
    scripts = {script for (_, script), n in counts.items() if n >= MIN_NAMES}
    whole = {
        key: {t: name for t, name in spellings.items() if counts[t] >= MIN_NAMES}
        for key, spellings in names.items()
        if ENGLISH in spellings and scripts <= {script for _, script in spellings}
    }
    best = sorted(whole, key=lambda key: (-agreement(whole[key]), key))[:PLACES]
    return {key: whole[key] for key in best}


def read_persons(path: Path) -> Names:
    names: Names = defaultdict(dict)
    for script, name, latin, kind in read_rows(path):
        words = WORD.findall(latin)
        is_name = len(words) > 1 and all(word.istitle() for word in words)
        if kind == "full" and is_name and len(WORD.findall(name)) == len(words):
            names[latin][ENGLISH] = latin
            names[latin].setdefault(PERSONS_IN[script], name)
    whole = [name for name, spelled in names.items() if len(spelled) > len(PERSONS_IN)]
    return {name: names[name] for name in whole[:PERSONS]}


def read_names(names: Names) -> Tuple[Dict[str, Dict[Tongue, Segments]], List[str]]:
    """Read all names.

    RETURNS (Tuple[Dict[str, Dict[Tongue, Segments]], List[str]]): The readings, and the
        words that were not read.
    """
    phonemizer = Phonemizer()
    words = defaultdict(set)
    for spellings in names.values():
        for tongue, name in spellings.items():
            words[tongue].update(WORD.findall(name))
    read = {}
    for tongue in sorted(words):
        in_order = sorted(words[tongue])
        found = phonemizer.phonemize(in_order, get_language(tongue[0]))
        read.update({(tongue, word): s for word, s in zip(in_order, found)})
    unread = {key for key, segments in read.items() if not all(map(is_ipa, segments))}
    readings: Dict[str, Dict[Tongue, Segments]] = defaultdict(dict)
    for key, spellings in names.items():
        for tongue, name in spellings.items():
            spelled = [(tongue, word) for word in WORD.findall(name)]
            if spelled and not unread.intersection(spelled):
                readings[key][tongue] = tuple(s for word in spelled for s in read[word])
    return readings, sorted(f"{code}: {word}" for (code, _), word in unread)


@cache
def vectors_of(segment: str) -> numpy.ndarray:
    return numpy.asarray(segment_vectors(segment), dtype=float)


@cache
def substitution(a: str, b: str) -> float:
    """Weigh the change of one segment into another; of as many phonemes, if they have more."""
    weights = numpy.asarray(feature_table().weights)
    first, second = vectors_of(a)[:1], vectors_of(b)[:1]
    if not len(first) or not len(second):
        return float(a != b)
    # panphon gives the last features, those of tone, no weight.
    difference = numpy.abs(first - second)[0, : len(weights)]
    return float(difference @ weights / weights.sum())


def distance(a: Segments, b: Segments) -> float:
    """Measure panphon's weighted feature edit distance, over the longer one's segments."""
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row: List[float] = [i]
        for j, y in enumerate(b, 1):
            change = previous[j - 1] + substitution(x, y)
            row.append(min(previous[j] + 1, row[-1] + 1, change))
        previous = row  # type: ignore[assignment]
    return previous[-1] / max(len(a), len(b))


def measure(readings: Dict[str, Dict[Tongue, Segments]]) -> Dict[Tongue, dict]:
    """Measure each language: its names, their distance to English and to the others."""
    english, others = defaultdict(list), defaultdict(list)
    for read in readings.values():
        for (a, b), d in (
            ((a, b), distance(read[a], read[b])) for a, b in combinations(read, 2)
        ):
            for one, other in ((a, b), (b, a)):
                (english if other == ENGLISH else others)[one].append(d)
    return {
        tongue: {
            "names": len(found),
            "english": fmean(found),
            "others": fmean(others[tongue]),
        }
        for tongue, found in sorted(english.items())
        if tongue != ENGLISH
    }


def by_script(rows: Dict[str, dict]) -> Dict[str, dict]:
    """Average over the languages of each script."""
    scripts = defaultdict(list)
    for tongue, row in rows.items():
        scripts[tongue.partition("-")[2]].append(row)
    return {
        script: {
            "languages": len(found),
            "names": sum(row["names"] for row in found),
            **{key: fmean(row[key] for row in found) for key in ("english", "others")},
        }
        for script, found in sorted(scripts.items())
    }


def table(rows: Dict[str, dict], before: Dict[str, dict], first: str) -> str:
    header = [first, "Names", *(["English, before"] if before else []), "English"]
    header += [*(["Others, before"] if before else []), "Others"]
    lines = []
    for name, row in rows.items():
        line = [name, str(row["names"])]
        for key in ("english", "others"):
            if before:
                old = before.get(name)
                line.append(f"{old[key]:.3f}" if old else "")
            line.append(f"{row[key]:.3f}")
        lines.append(line)
    return markdown_table(header, lines, "l" + "r" * (len(header) - 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of names")
    parser.add_argument(
        "--before", type=Path, help="an earlier result, to compare with"
    )
    parser.add_argument("--json", type=Path, help="where to write the result")
    parser.add_argument("--output", type=Path, help="where to write the tables")
    args = parser.parse_args()
    names = {
        **read_places(args.folder / "places_cldr.tsv"),
        **read_persons(args.folder / "persons_wikidata.tsv"),
    }
    readings, unread = read_names(names)
    rows = {"-".join(tongue): row for tongue, row in measure(readings).items()}
    found = {"scripts": by_script(rows), "languages": rows, "unread": unread}
    if args.json:
        args.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    before = json.loads(args.before.read_text()) if args.before else {}
    parts = [
        f"{len(names)} names. {len(unread)} words unread: {', '.join(unread)}",
        table(found["scripts"], before.get("scripts", {}), "Script"),
        table(rows, before.get("languages", {}), "Language"),
    ]
    write_result("Cognates", "\n\n".join(parts), args.output)


if __name__ == "__main__":
    main()
