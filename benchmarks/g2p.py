"""How far are our transcriptions from those that the paper's authors made, and how fast?

Segment error rate (edit distance of segments, over the reference's segments) against
word<TAB>IPA files named by language, after the same normalization and segmentation of both,
over words of letters in the language's scripts; then the time and the memory that it takes
to read all their words, cold and warm.

python benchmarks/g2p.py ../shared/paper/g2p_reference

With --charsiu, a folder of CharsiuG2P's dictionaries: what these know of the words, and how
far they are from the same references.

python benchmarks/g2p.py ../shared/paper/g2p_reference --charsiu ../shared/charsiu
"""

import argparse
import os
import platform
import re
import time
from datetime import date
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from spacy_phonener.g2p.charsiu import make_charsiu
from spacy_phonener.g2p.coverage import find_word
from spacy_phonener.languages import get_language
from spacy_phonener.markdown import markdown_table
from spacy_phonener.pipeline.phonemizer import Phonemizer
from spacy_phonener.segments import segment_ipa


def read_reference(path: Path) -> dict:
    """Read the words in the language's scripts, and their segments."""
    words, lang = {}, get_language(path.stem)
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, ipa = line.partition("\t")
        if ipa and find_word(word) in [(script, word) for script in lang.scripts]:
            words[word] = segment_ipa(ipa)
    return {word: segments for word, segments in words.items() if segments}


def megabytes() -> float:
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def print_charsiu(references: dict, folder: Path) -> None:
    """Print what CharsiuG2P's dictionaries know, and how far they are off."""
    rows = []
    for code, words in references.items():
        lang = get_language(code)
        path = folder / f"{lang.charsiu}.tsv"
        if not path.exists():
            continue
        [dictionary] = make_charsiu(code, dictionary=str(path))
        found = {w: segment_ipa(ipa) for w, ipa in zip(words, dictionary(list(words)))}
        found = {word: segments for word, segments in found.items() if segments}
        errors = sum(Levenshtein.distance(found[word], words[word]) for word in found)
        rate = errors / max(1, sum(len(words[word]) for word in found))
        known = f"{len(found) / len(words):.0%}"
        rows.append([code, lang.name, f"{len(words)}", known, f"{rate:.1%}"])
    header = ["Language", "Name", "Words", "Known", "Segment error rate"]
    print(markdown_table(header, rows, "llrrr"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("references", type=Path)
    parser.add_argument("--charsiu", type=Path)
    args = parser.parse_args()
    references = {
        path.stem: read_reference(path)
        for path in sorted(args.references.glob("*.tsv"))
    }
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores\n")

    if args.charsiu:
        print_charsiu(references, args.charsiu)
        return
    before, start = megabytes(), time.perf_counter()
    phonemizer = Phonemizer(cache_size=10**6)
    phonemizer.phonemize(["කොළඹ"], get_language("sin"))
    first, loads = time.perf_counter() - start, {}
    for code in references:
        lang = get_language(code)
        start = time.perf_counter()
        for script in lang.scripts:
            phonemizer.get_g2p(script, lang)
        loads[code] = time.perf_counter() - start
    start = time.perf_counter()
    read = {
        code: phonemizer.phonemize(words, get_language(code))
        for code, words in references.items()
    }
    cold, memory = time.perf_counter() - start, megabytes() - before
    start = time.perf_counter()
    for code, words in references.items():
        phonemizer.phonemize(words, get_language(code))
    warm = time.perf_counter() - start

    rows = []
    for code, words in references.items():
        errors, examples = 0, []
        for (word, theirs), ours in zip(words.items(), read[code]):
            errors += Levenshtein.distance(ours, theirs)
            if list(ours) != theirs and len(examples) < 2:
                examples.append(f"{word}: {''.join(ours)}, {''.join(theirs)}")
        rate = errors / max(1, sum(map(len, words.values())))
        name, shown = get_language(code).name, "; ".join(examples)
        rows.append([code, name, f"{len(words)}", f"{rate:.1%}", shown])
    header = ["Language", "Name", "Words", "Segment error rate"]
    print(markdown_table([*header, "Examples (ours, theirs)"], rows, "llrrl"))
    total = sum(map(len, references.values()))
    slowest = max(loads, key=lambda code: loads[code])
    print(
        f"\n{total} different words: {cold:.1f} s cold, {total / warm:,.0f} words/s "
        f"warm. First language {first:.1f} s, later ones at most "
        f"{loads[slowest]:.2f} s ({slowest}). {memory:.0f} MB for all."
    )


if __name__ == "__main__":
    main()
