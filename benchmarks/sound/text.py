"""What does a list of English names find in running text, and is it right?

The list: all persons' and places' names of English WikiANN, and GeoNames' places of over
100,000 people. The texts: sentences with gold entities, each language's first so many. A name
that is found is right if it lies in a gold entity; "same" are those with the same tokens and
label. Recall is the share of gold persons and places that are found so far as they have a
token in common: of most, nobody knows whether they are in the list.

`commonness` knows how common words are from word lists, or counts them in the texts at hand.

python -m benchmarks.sound.text ../shared --sentences 1000
    [--languages asm kat] [--thresholds 0.6 0.7 0.9]
"""

import argparse
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Tuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.markdown import markdown_table
from spacy_phonener.scripts import main_script
from spacy_phonener.word_lists import read_lines

from ..result_file import write_result

# Besides those that nobody trains on.
TRAIN = "ara ben fas heb hin kor tam tha".split()
LABELS = ("PER", "LOC")
POPULATION = 100_000
# Of a language, which nothing is fitted to.
N_SENTENCES = 1_000
# Of WikiANN's titles in brackets and the like.
LONGEST = 60


def spans_of(tags: List[str]) -> Iterator[Tuple[int, int, str]]:
    start = None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and not tag.startswith("I-"):
            yield start, i, tags[start][2:]
            start = None
        if tag.startswith("B-") or (tag.startswith("I-") and start is None):
            start = i


def read_list(folder: Path) -> List[Dict[str, str]]:
    """Read the list of names."""
    names: Counter = Counter()
    for path in sorted((folder / "wikiann" / "en").glob("*.conll")):
        for tokens, tags in read_conll(path):
            for start, end, label in spans_of(tags):
                if label in LABELS:
                    name = " ".join(tokens[start:end])
                    has_letters = sum(map(str.isalpha, name)) > 2
                    if has_letters and name[0].isupper() and len(name) <= LONGEST:
                        names[name, label] += 1
    for line in read_lines(folder / "names" / "places_geonames.tsv"):
        *_, latin, _, population = line.split("\t")
        if int(population or 0) > POPULATION:
            names[latin, "LOC"] += 1
    # Of two with the same sound, the more frequent is found.
    return [
        {"pattern": name, "label": label} for (name, label), _ in names.most_common()
    ]


def read_texts(
    folder: Path, n: int, skip: int = 0
) -> Iterator[Tuple[List[str], List[str]]]:
    """Read so many sentences of a language, behind so many, in equal parts of its files."""
    paths = sorted(folder.glob("*.conll"))
    first, n = skip // len(paths), n // len(paths)
    for path in paths:
        yield from islice(read_conll(path), first, first + n)


def make_docs(
    nlp: Language, lang: str, texts: Iterable[Tuple[List[str], List[str]]]
) -> Iterator[Doc]:
    for words, _ in texts:
        doc = Doc(nlp.vocab, words=words)
        doc._.phonener_lang = lang
        yield doc


def make_pipeline(folder: Path) -> Language:
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"unknown_language": "warn"})
    lists = {"lists": str(folder / "frequency"), "count_batch": True}
    nlp.add_pipe("commonness", config=lists)
    nlp.add_pipe("sound_ruler", config={"annotate": "spans"})
    return nlp


def measure(
    nlp, ruler, lang: str, texts, thresholds: List[float]
) -> Dict[float, Counter]:
    texts = list(texts)
    docs = make_docs(nlp, lang, texts)
    ruler.threshold = min(thresholds)
    counts: Dict[float, Counter] = defaultdict(Counter)
    for doc, (words, tags) in zip(nlp.pipe(docs), texts):
        gold = list(spans_of(tags))
        inside = {i for start, end, _ in gold for i in range(start, end)}
        for threshold in thresholds:
            found = [
                e for e in doc.spans["sound_ruler"] if e._.sound_score >= threshold
            ]
            covered = {i for e in found for i in range(e.start, e.end)}
            count = counts[threshold]
            count["script " + main_script(Counter("".join(words)))] += 1
            count["found"] += len(found)
            count["right"] += sum(
                1 for e in found if all(i in inside for i in range(e.start, e.end))
            )
            same = {(e.start, e.end, e.label_) for e in found}
            count["same"] += len(same.intersection(gold))
            named = [g for g in gold if g[2] in LABELS]
            count["named"] += len(named)
            count["recalled"] += sum(
                1 for start, end, _ in named if covered.intersection(range(start, end))
            )
    return counts


def share(a: int, b: int) -> str:
    return f"{100 * a / b:.1f}" if b else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of names, running text, word lists")
    parser.add_argument("--sentences", type=int, default=N_SENTENCES)
    parser.add_argument("--languages", nargs="*")
    parser.add_argument("--thresholds", nargs="*", type=float, default=[0.6])
    parser.add_argument("--output", type=Path, help="where to write the table")
    args = parser.parse_args()
    nlp = make_pipeline(args.folder)
    ruler = nlp.get_pipe("sound_ruler")
    names = read_list(args.folder)
    ruler.add_patterns(names)
    rows = []
    total: Dict[float, Counter] = defaultdict(Counter)
    running = args.folder / "running"
    folders = [
        *sorted((running / "dev").iterdir()),
        *(running / "train" / c for c in TRAIN),
    ]
    for folder in folders:
        if args.languages and folder.name not in args.languages:
            continue
        texts = read_texts(folder, args.sentences)
        counted = measure(nlp, ruler, folder.name, texts, args.thresholds)
        for threshold, count in counted.items():
            total[threshold].update(count)
            script = max((n, k) for k, n in count.items() if k.startswith("script "))[1]
            rows.append([folder.name, script[7:], f"{threshold}", *figures(count)])
            print(rows[-1], flush=True)
    rows += [["all", "", f"{t}", *figures(count)] for t, count in total.items()]
    header = ["Language", "Script", "Threshold", "Found", "Right", "Same", "Recall"]
    table = markdown_table(header, rows, "lllrrrr")
    write_result(
        "Names by sound in running text", f"{len(names)} names.\n\n{table}", args.output
    )


def figures(count: Counter) -> List[str]:
    found = count["found"]
    return [
        str(found),
        share(count["right"], found),
        share(count["same"], found),
        share(count["recalled"], count["named"]),
    ]


if __name__ == "__main__":
    main()
