"""Does any text end a pipeline, lose a character, or read otherwise in other company?

Docs are drawn by kind (`hostile.py`) over all languages of the table. Each must come back
with its text and tokens, with phonemes for each of these, and with entities, and names of a list
(`with_names.py`), that lie beside each other. One round of docs in so many is read again by pipelines that have read nothing
before, in batches of other sizes, by a pipeline that went through bytes, and after the docs
did: with the same result.

What fails is printed as Python, cut down to the smallest doc that fails; the exit code is
then 1.

python -m benchmarks.fuzz phonener_lite --docs 20000 --output benchmarks/results/fuzz.md
"""

import argparse
import faulthandler
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from random import Random
from typing import Iterator, List, NamedTuple, Sequence, Tuple

from spacy.language import Language
from spacy.tokens import Doc

from spacy_phonener.extensions import require_phonemes
from spacy_phonener.markdown import markdown_table
from spacy_phonener.pipeline.bio import OUTSIDE
from spacy_phonener.pipeline.constraints import is_blocked

from .hostile import ALL_KINDS, Case, draw_case
from .result_file import write_result
from .with_names import KEY, load_with_names

# Docs of a round. What spaCy's vocabulary learns of them is forgotten after it.
ROUND = 1024
BATCH_SIZE = 128
OTHER_SIZES = (1, 64, 256)
# One round in so many is read again.
AGAIN = 20
# Two results may differ if their log probabilities differ by less: a sum of floats depends
# on the size of the batch.
TIE = 1e-3


class Found(NamedTuple):
    """What a pipeline finds in a doc."""

    text: str
    words: List[str]
    phonemes: List[Tuple[str, ...]]
    ents: List[Tuple[int, int, str]]
    names: List[Tuple[int, int, str]]


class Failure(NamedTuple):
    problem: str
    case: Case


def find(doc: Doc) -> Found:
    ents = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
    names = [(span.start, span.end, span.kb_id_) for span in doc.spans.get(KEY, ())]
    words = [token.text for token in doc]
    return Found(doc.text, words, require_phonemes(doc), ents, names)


def read(nlp: Language, cases: Sequence[Case], batch_size: int) -> List[Found]:
    docs = [case.make_doc(nlp) for case in cases]
    return list(map(find, nlp.pipe(docs, batch_size=batch_size)))


def find_problem(nlp: Language, case: Case, found: Found) -> str:
    """Say what is wrong with what was found in a doc; nothing if nothing is."""
    before = case.make_doc(nlp)
    if case.form == "text" and before.text != " ".join(case.words):
        return "the tokenizer changes the text"
    if found.text != before.text or found.words != [token.text for token in before]:
        return "the text or its tokens changed"
    if not all(segments and all(segments) for segments in found.phonemes):
        return "a token has no phonemes"
    taken, named = (
        [i for start, end, _ in spans for i in range(start, end)]
        for spans in (found.ents, found.names)
    )
    for what, places in (("entities", taken), ("names", named)):
        if len(places) != len(set(places)) or not set(places) <= set(
            range(len(before))
        ):
            return f"{what} overlap or are not in the doc"
    if not {(ent.start, ent.end, ent.label_) for ent in before.ents} <= {*found.ents}:
        return "an entity that was there is gone"
    if taken and any(is_blocked(before)[taken]):
        return "an entity has a blocked token"
    return ""


def try_alone(nlp: Language, case: Case) -> str:
    """Say what is wrong if a doc is read alone; nothing if nothing is."""
    try:
        return find_problem(nlp, case, find(nlp(case.make_doc(nlp))))
    except Exception as err:
        return f"{type(err).__name__}: {err}"


def shrink(nlp: Language, case: Case) -> Case:
    """Halve a doc, and its words, for as long as it fails."""
    for smaller in halves(case):
        if try_alone(nlp, smaller):
            return shrink(nlp, smaller)
    return case


def halves(case: Case) -> Iterator[Case]:
    words = case.words
    for part in cut(words):
        yield case._replace(words=list(part))
    for i, word in enumerate(words):
        for half in cut(word):
            yield case._replace(words=[*words[:i], str(half), *words[i + 1 :]])


def cut(items: Sequence) -> List[Sequence]:
    middle = len(items) // 2
    return [items[:middle], items[middle:]] if middle else []


def check(nlp: Language, cases: List[Case]) -> Iterator[Failure]:
    """Read docs, and find what fails."""
    suspects = cases
    try:
        found = read(nlp, cases, BATCH_SIZE)
    except Exception as err:
        if not any(try_alone(nlp, case) for case in cases):
            yield Failure(f"{err!r}, in a batch only", cases[0])
    else:
        suspects = [
            case for case, one in zip(cases, found) if find_problem(nlp, case, one)
        ]
    for case in suspects:
        if try_alone(nlp, case):
            case = shrink(nlp, case)
            yield Failure(try_alone(nlp, case), case)


def check_again(name: str, nlp: Language, cases: List[Case]) -> Iterator[Failure]:
    """Find docs that are read otherwise by pipelines that have read nothing before."""

    def load() -> Language:
        return load_with_names(name, nlp.vocab)

    others = {f"in batches of {size}": (load(), size) for size in OTHER_SIZES}
    from_bytes = load().from_bytes(nlp.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    others["after the pipeline went through bytes"] = from_bytes, BATCH_SIZE
    with nlp.memory_zone():
        expected = read(nlp, cases, BATCH_SIZE)
        found = {how: read(other, cases, size) for how, (other, size) in others.items()}
        found["after the doc went through bytes"] = [
            find(Doc(nlp.vocab).from_bytes(nlp(case.make_doc(nlp)).to_bytes()))
            for case in cases
        ]
        for how, other in found.items():
            for case, a, b in zip(cases, expected, other):
                if not is_alike(nlp, case, a, b):
                    yield Failure(f"another result {how}", case)


def is_alike(nlp: Language, case: Case, a: Found, b: Found) -> bool:
    """Tell whether two results are the same, or as probable as each other."""
    if a == b or a._replace(ents=[]) != b._replace(ents=[]):
        return a == b
    phonener = nlp.get_pipe("phonener")
    doc = nlp(case.make_doc(nlp))
    [scores] = phonener.predict([doc])  # type: ignore[attr-defined]
    tags: List[str] = phonener.tags  # type: ignore[attr-defined]

    def log_probability(found: Found) -> float:
        path = [OUTSIDE] * len(doc)
        for start, end, label in found.ents:
            path[start:end] = [tags.index(f"I-{label}")] * (end - start)
            path[start] = tags.index(f"B-{label}")
        return sum(scores[range(len(path)), path].tolist())

    return abs(log_probability(a) - log_probability(b)) < TIE


def fuzz(
    name: str, n_docs: int, seed: int, minutes: float = float("inf")
) -> Tuple[Counter, List[Failure]]:
    """Read so many docs, or as many as there is time for.

    RETURNS (Tuple[Counter, List[Failure]]): How many docs of each kind were read, and
        what failed.
    """
    nlp = load_with_names(name)
    counts: Counter = Counter()
    failures: List[Failure] = []
    end = time.monotonic() + 60 * minutes
    for number, start in enumerate(range(0, n_docs, ROUND)):
        if time.monotonic() > end:
            break
        # Should the process itself end, this says where.
        print(f"round {number}", end="\r", file=sys.stderr, flush=True)
        rng = Random(f"{seed}, round {number}")
        cases = [draw_case(rng) for _ in range(min(ROUND, n_docs - start))]
        counts.update(case.kind for case in cases)
        found = []
        with nlp.memory_zone():
            found += check(nlp, cases)
        if number % AGAIN == 0 and not found:
            found += check_again(name, nlp, cases)
        for failure in found:
            print(f"{failure.problem} (round {number}, seed {seed}):")
            print(ascii(failure.case), flush=True)
        failures += found
    return counts, failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", help="name or folder")
    parser.add_argument("--docs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--output", type=Path, help="Markdown file for the numbers")
    args = parser.parse_args()
    faulthandler.enable()
    warnings.simplefilter("error", RuntimeWarning)
    counts, failures = fuzz(args.pipeline, args.docs, args.seed, args.minutes)
    failed = Counter(failure.case.kind for failure in failures)
    rows = [[kind, f"{counts[kind]:,}", f"{failed[kind]}"] for kind in ALL_KINDS]
    rows.append(["all", f"{counts.total():,}", f"{failed.total()}"])
    table = markdown_table(["Kind of text", "Docs", "Failed"], rows, "lrr")
    write_result("Hostile texts", table, args.output)
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
