"""How likely is what sounds like a name of a list that name? `spacy_phonener/sound/score.json`.

The list of `text.py`, and the tenth, hundredth and thousandth of it whose names are most
frequent. The texts: each training language's sentences behind those that `text.py` may read. What sounds
like a name is right if it lies in a gold entity. Two logistic regressions, of words with case
and without, say how likely that is by how much it sounds alike and by what speaks against its
words' being names (`Doubts`). What can hardly be one (`LEAST_EVIDENCE`) is left out, lest it
outweighs what is near the threshold. How many are found at some precisions is told for
languages that the weights were not fitted to, a fifth each.

python -m benchmarks.sound.fit_score ../shared
"""

import argparse
from pathlib import Path
from typing import Iterator, List, NamedTuple, Sequence, Tuple

import numpy
import srsly
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from spacy_phonener.extensions import require_phonemes, word_classes
from spacy_phonener.sound.index import SoundIndex
from spacy_phonener.sound.matching import choose, doubt, find_candidates
from spacy_phonener.sound.scoring import CASED, CASELESS, PATH, make_inputs
from spacy_phonener.sound.words import list_words

from .text import N_SENTENCES, make_docs, make_pipeline, read_list, read_texts, spans_of

N_FITTED = 300
SHARES = (1.0, 0.1, 0.01, 0.001)
LEAST_EVIDENCE = 10.0
N_FOLDS = 5
# Of the inputs of a score.
CONSTANT = 3
PRECISIONS = (0.9, 0.85, 0.8, 0.7)


class Row(NamedTuple):
    """What sounds like a name: where, how, and whether it is one."""

    language: str
    n_names: int
    is_caseless: bool
    inputs: numpy.ndarray
    is_right: bool


def fit_weights(rows: Sequence[Row]) -> List[float]:
    """Fit the weights of scores, and tell what they find."""
    languages = sorted({row.language for row in rows})
    X = numpy.concatenate([row.inputs for row in rows])
    # A column without a difference has no weight.
    X = X * (X.std(axis=0) > 0)
    y = numpy.asarray([row.is_right for row in rows])
    scores = numpy.zeros(len(y))
    for fold in range(N_FOLDS):
        held = set(languages[fold::N_FOLDS])
        is_held = numpy.asarray([row.language in held for row in rows])
        model = fit(X[~is_held], y[~is_held])
        scores[is_held] = model.predict_proba(X[is_held])[:, 1]
    sizes = numpy.asarray([row.n_names for row in rows])
    for size in sorted(set(sizes)):
        tell(size, scores[sizes == size], y[sizes == size])
    model = fit(X, y)
    weights = model.coef_[0]
    weights[CONSTANT] = model.intercept_[0]
    return [round(float(weight), 4) for weight in weights]


def fit(X: numpy.ndarray, y: numpy.ndarray) -> LogisticRegression:
    return LogisticRegression(C=10.0, max_iter=5_000).fit(X, y)


def tell(size: int, scores: numpy.ndarray, is_right: numpy.ndarray) -> None:
    """Print how many are found at some precisions, and from which score on."""
    order = numpy.argsort(-scores)
    precision = numpy.cumsum(is_right[order]) / numpy.arange(1, len(order) + 1)
    for least in PRECISIONS:
        n = int((precision >= least).nonzero()[0].max(initial=-1)) + 1
        told = f"{n} found, from score {scores[order[n - 1]]:.2f} on" if n else "none"
        print(f"{size:,} names, precision {least}: {told}", flush=True)


def read_rows(folder: Path) -> Iterator[Row]:
    nlp = make_pipeline(folder)
    ruler = nlp.get_pipe("sound_ruler")
    names = read_list(folder)
    read: List[Tuple[str, Doc, List[str]]] = []
    for path in sorted((folder / "running" / "train").iterdir()):
        texts = list(read_texts(path, N_FITTED, skip=N_SENTENCES))
        docs = nlp.pipe(make_docs(nlp, path.name, texts), disable=["sound_ruler"])
        read += [(path.name, doc, tags) for doc, (_, tags) in zip(docs, texts)]
    for share in SHARES:
        ruler.clear()
        ruler.add_patterns(names[: round(share * len(names))])
        for language, doc, tags in read:
            yield from rows_of(doc, tags, ruler._index, language)


def rows_of(
    doc: Doc, tags: Sequence[str], index: SoundIndex, language: str
) -> Iterator[Row]:
    """List what sounds like names in a doc; of what overlaps, the likeliest."""
    inside = {i for start, end, _ in spans_of(tags) for i in range(start, end)}
    words, tokens = list_words(doc, require_phonemes(doc), word_classes(doc))
    candidates = find_candidates(index, words)
    is_near = [candidate.evidence >= LEAST_EVIDENCE for candidate in candidates]
    for candidate in map(candidates.__getitem__, choose(candidates, is_near)):
        doubts = doubt(index, words, candidate)
        evidence = numpy.asarray([candidate.evidence])
        share = evidence / candidate.most
        inputs = make_inputs(evidence, share, len(index), [doubts])
        start, end = tokens[candidate.start], tokens[candidate.end - 1] + 1
        is_right = inside.issuperset(range(start, end))
        yield Row(language, len(index), bool(doubts.is_caseless), inputs, is_right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of names, running text, word lists")
    args = parser.parse_args()
    rows = list(read_rows(args.folder))
    weights = {}
    for kind in (CASED, CASELESS):
        print(kind)
        some = [row for row in rows if row.is_caseless == (kind == CASELESS)]
        weights[kind] = fit_weights(some)
    print(weights)
    srsly.write_json(PATH, weights)


if __name__ == "__main__":
    main()
