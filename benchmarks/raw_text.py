"""Does a pipeline find in a text what it finds in its gold tokens?

Sentences of CoNLL files, joined by corpora.detokenize and read by the pipeline's tokenizer
and sentencizer, beside the same sentences as gold tokens. Spans are compared by their
characters.

python -m benchmarks.raw_text phonener_lite ../shared/running/dev [--limit 1000]
"""

import argparse
from itertools import islice
from pathlib import Path
from typing import Iterator, List, Set, Tuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from spacy_phonener.corpora.detokenize import detokenize
from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.extensions import set_lang
from spacy_phonener.languages import find_language
from spacy_phonener.markdown import markdown_table

# First and last character, label.
Spans = Set[Tuple[int, int, str]]


def gold_docs(nlp: Language, path: Path, limit: int) -> Iterator[Tuple[Doc, str, List]]:
    """Read sentences as docs of gold tokens, as texts, and where their tokens begin."""
    for tokens, tags in islice(read_conll(path), limit or None):
        text, starts = detokenize(tokens)
        yield Doc(nlp.vocab, words=tokens, ents=tags), text, starts


def token_spans(doc: Doc, starts: List[int]) -> Spans:
    return {
        (starts[e.start], starts[e.end - 1] + len(doc[e.end - 1]), e.label_)
        for e in doc.ents
    }


def text_spans(doc: Doc) -> Spans:
    return {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}


def f1(gold: List[Spans], found: List[Spans]) -> float:
    right = sum(len(a & b) for a, b in zip(gold, found))
    total = sum(map(len, gold)) + sum(map(len, found))
    return 2 * right / total if total else 0.0


def compare(nlp: Language, path: Path, lang: str, limit: int) -> List[str]:
    """Score a file both ways."""
    rows = list(gold_docs(nlp, path, limit))
    name = lang if find_language(lang) else None

    def read(docs: List[Doc]) -> List[Doc]:
        for doc in docs:
            set_lang(doc, name)
        return list(nlp.pipe(docs))

    gold = [token_spans(doc, starts) for doc, _, starts in rows]
    plain = [Doc(nlp.vocab, words=[t.text for t in doc]) for doc, _, _ in rows]
    by_tokens = [
        token_spans(doc, starts) for doc, (_, _, starts) in zip(read(plain), rows)
    ]
    docs = read([nlp.make_doc(text) for _, text, _ in rows])
    for doc, (_, text, _) in zip(docs, rows):
        assert doc.text == text
    scores = [f1(gold, by_tokens), f1(gold, list(map(text_spans, docs)))]
    difference = scores[1] - scores[0]
    return [lang, str(len(rows)), *(f"{100 * s:.1f}" for s in (*scores, difference))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", help="name or folder")
    parser.add_argument("folder", type=Path, help="of LANGUAGE/*.conll")
    parser.add_argument("--limit", type=int, default=1000, help="sentences a file")
    args = parser.parse_args()
    nlp = spacy.load(args.pipeline)
    rows = [
        compare(nlp, path, path.parent.name, args.limit)
        for path in sorted(args.folder.glob("*/*.conll"))
    ]
    header = ["Language", "Sentences", "Gold tokens", "Raw text", "Difference"]
    print(markdown_table(header, rows, aligns="lrrrr"))


if __name__ == "__main__":
    main()
