"""How near is what we read to the notation that XPhoneBERT was pretrained with?

Its corpus was made with CharsiuG2P's dictionaries, whose segments stand for its vocabulary
here: those of English alone for English, those of all dictionaries at hand for where the
back-off lands. English is read as before there was a notation, and in it, from the dictionary
and, as where that lacks a word, without.

python -m benchmarks.notation ../shared/charsiu ../shared/wikiann/en/test.conll \
    --words ../shared/paper/g2p_reference --output benchmarks/results/notation.md

With --words, folders of files CODE.tsv with a word and a tab at the beginning of a line: where
the back-off lands for these languages.
"""

import argparse
import zlib
from collections import Counter
from pathlib import Path
from typing import Dict, Iterable, List, Tuple

from rapidfuzz.distance import Levenshtein

from benchmarks.result_file import write_result
from spacy_phonener.g2p.charsiu import make_charsiu
from spacy_phonener.g2p.coverage import find_word
from spacy_phonener.languages import get_language
from spacy_phonener.markdown import markdown_table
from spacy_phonener.ml.vocabulary import Step, Vocabulary, vocabulary_coverage
from spacy_phonener.pipeline.phonemizer import Phonemizer
from spacy_phonener.segments import nfd, split_ipa

NOTATION = "charsiu"
# Of each language whose landing is measured: enough, and a minute for all.
MOST_WORDS = 1000

Words = Dict[str, List[str]]


def read_dictionary(path: Path) -> Words:
    """Read a dictionary as `text2phonemesequence` did for XPhoneBERT's corpus.

    Of several pronunciations the first, split as it stands.
    """
    words = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, ipa = line.partition("\t")
        try:
            words[word] = split_ipa(nfd(ipa.split(",")[0].replace(" ", "")))
        except IndexError:
            # Two tie bars, or one with nothing behind it.
            continue
    return words


def is_english(word: str) -> bool:
    return find_word(word) == ("Latn", word)


def is_held_out(word: str) -> bool:
    """Tell whether the rules were written without looking at this word: four in five."""
    return zlib.crc32(word.encode()) % 5 != 0


def without_stress(segments: Iterable[str]) -> List[str]:
    return [segment.strip("ˈˌ") for segment in segments]


def compare(read: Iterable[Iterable[str]], words: Words) -> List[str]:
    """Compare readings with the dictionary's.

    RETURNS (List[str]): The share of segments in its inventory; words equal, with stress
        and without; segment error rates, with stress and without.
    """
    inventory = {segment for segments in words.values() for segment in segments}
    pairs = [(list(ours), theirs) for ours, theirs in zip(read, words.values())]
    plain = [(without_stress(o), without_stress(t)) for o, t in pairs]
    segments = [segment for ours, _ in pairs for segment in ours]
    known = sum(segment in inventory for segment in segments) / len(segments)
    equal = [sum(o == t for o, t in some) / len(some) for some in (pairs, plain)]
    length = sum(len(theirs) for _, theirs in pairs)
    errors = [
        sum(Levenshtein.distance(o, t) for o, t in some) / length
        for some in (pairs, plain)
    ]
    return [f"{known:.2%}", *(f"{share:.1%}" for share in equal + errors)]


def english_table(words: Words, readings: Dict[str, Phonemizer]) -> str:
    english = get_language("eng")
    rows = [
        [name, *compare(phonemizer.phonemize(words, english), words)]
        for name, phonemizer in readings.items()
    ]
    header = ["English", "In its inventory", "Words equal", "without stress"]
    return markdown_table(
        [*header, "Segment error rate", "without stress"], rows, "lrrrrr"
    )


def unknown_words_table(
    texts: Path, dictionary: Words, readings: Dict[str, Phonemizer]
) -> str:
    """Measure the words of a text that the dictionary lacks."""
    english = get_language("eng")
    lines = texts.read_text(encoding="utf-8").splitlines()
    tokens = [line.split("\t")[0] for line in lines if line.strip()]
    words = [word for word in tokens if is_english(word)]
    lacking = [word for word in words if word.lower() not in dictionary]
    inventory = {s for segments in dictionary.values() for s in segments}
    rows = []
    for name, phonemizer in readings.items():
        read = phonemizer.phonemize(lacking, english)
        segments = Counter(segment for found in read for segment in found)
        known = sum(n for segment, n in segments.items() if segment in inventory)
        rows.append([name, f"{known / segments.total():.2%}"])
    about = (
        f"Of {len(words):,} words of `{texts.parent.name}/{texts.name}`, the dictionary "
        f"lacks {len(lacking) / len(words):.1%} ({len({*lacking}):,} different ones)."
    )
    table = markdown_table(["Of these", "Segments in its inventory"], rows, "lr")
    return f"{about}\n\n{table}"


def read_words(paths: Iterable[Path]) -> Dict[str, List[str]]:
    """Read the words of languages, by code, without numbers and punctuation."""
    words = {}
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        tokens = (line.partition("\t")[0] for line in lines)
        words[path.stem] = [word for word in tokens if find_word(word)[0]][:MOST_WORDS]
    return words


def back_off_table(
    words: Dict[str, List[str]], vocabulary: Vocabulary, readings: Dict[str, Phonemizer]
) -> str:
    """Show where the back-off lands, by language and reading."""
    rows: List[Tuple[List[str], List[float]]] = []
    others: Dict[str, List[List[float]]] = {name: [] for name in readings}
    for code, some in words.items():
        lang = get_language(code)
        for name, phonemizer in readings.items():
            read = phonemizer.phonemize(some, lang)
            counts = Counter(segment for found in read for segment in found)
            steps = vocabulary_coverage(vocabulary, counts)
            shares = [steps[step] / counts.total() for step in Step]
            rows.append(([code, lang.name, name], shares))
            if code != "eng":
                others[name].append(shares)
    for name, found in others.items():
        means = [sum(shares) / len(found) for shares in zip(*found)]
        rows.append((["", f"mean of the other {len(found)}", name], means))
    cells = [[*about, *(f"{share:.2%}" for share in shares)] for about, shares in rows]
    header = ["Language", "Name", "Read", *(step.value for step in Step)]
    return markdown_table(header, cells, "lll" + "r" * len(Step))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionaries", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--words", type=Path, nargs="*", default=[])
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()

    path = args.dictionaries / "eng-us.tsv"
    dictionary = read_dictionary(path)
    words = {w: s for w, s in dictionary.items() if is_english(w) and is_held_out(w)}
    known = {"eng": make_charsiu("eng", str(path))}
    before = Phonemizer(stress=True, cache_size=10**6)
    now = Phonemizer(stress=True, notation=NOTATION, cache_size=10**6)
    english = {
        "before, from the dictionary": Phonemizer(
            stress=True, g2p=known, cache_size=10**6
        ),
        "now, from the dictionary": Phonemizer(
            stress=True, g2p=known, notation=NOTATION, cache_size=10**6
        ),
        "before, by eSpeak NG": before,
        "now, by eSpeak NG": now,
    }
    both = {"before": before, "now": now}

    entries: Dict[str, int] = {}
    for file in sorted(args.dictionaries.glob("*.tsv")):
        for segments in read_dictionary(file).values():
            for segment in segments:
                entries.setdefault(segment, len(entries))
    languages = {"eng": list(words)[::50]}
    languages |= read_words(p for f in args.words for p in sorted(f.glob("*.tsv")))
    found = [
        f"{len(words):,} words of CharsiuG2P's English dictionary, at none of which was "
        f"looked when the rules were written.\n\n{english_table(words, english)}",
        unknown_words_table(args.texts, dictionary, both),
        f"Where the back-off lands, if the vocabulary is the {len(entries)} segments of "
        f"the dictionaries.\n\n"
        f"{back_off_table(languages, Vocabulary(entries, len(entries)), both)}",
    ]
    write_result("Readings in CharsiuG2P's notation", "\n\n".join(found), args.output)


if __name__ == "__main__":
    main()
