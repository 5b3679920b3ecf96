"""What is read: texts of WikiANN with the code of their language.

Or with none where the pipeline's default will do (English).
"""

import random
from pathlib import Path
from typing import Callable, Dict, Iterator, List, NamedTuple, Optional

import spacy

from spacy_phonener.corpora.corpus import read_docs

SEED = 0
STREAM_WORDS = 1_000_000
# Of the stream's words, those that nobody has seen before.
FRESH = 0.05
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Text(NamedTuple):
    text: str
    lang: Optional[str]


Workload = List[Text]


def read_texts(corpus: Path, lang: str, split: str) -> Workload:
    vocab = spacy.blank("xx").vocab
    code = None if lang == "eng" else lang
    return [
        Text(" ".join(token.text for token in doc), code)
        for doc in read_docs(corpus / lang / f"{split}.spacy", vocab)
    ]


def english(corpus: Path) -> Workload:
    """Read all sentences of the English test split."""
    return read_texts(corpus, "eng", "test")


def targets(corpus: Path) -> Workload:
    """Mix up to 300 test sentences of every language that has a test split."""
    rng, texts = random.Random(SEED), []
    for path in sorted(corpus.glob("*/test.spacy")):
        found = read_texts(corpus, path.parent.name, "test")
        texts += rng.sample(found, min(300, len(found)))
    rng.shuffle(texts)
    return texts


def fresh_texts(corpus: Path) -> Iterator[Text]:
    """Yield English sentences for ever, with one word in twenty replaced by a new one."""
    rng = random.Random(SEED)
    sentences = [
        text.text.split()
        for split in ("train", "validation", "test")
        for text in read_texts(corpus, "eng", split)
    ]
    while True:
        rng.shuffle(sentences)
        for words in sentences:
            fresh = [
                "".join(rng.choices(LETTERS, k=rng.randint(3, 10))).capitalize()
                if rng.random() < FRESH
                else word
                for word in words
            ]
            yield Text(" ".join(fresh), None)


def stream(corpus: Path) -> Workload:
    """Take a million words of them."""
    texts, found = [], 0
    for text in fresh_texts(corpus):
        texts.append(text)
        found += len(text.text.split())
        if found >= STREAM_WORDS:
            break
    return texts


def base(corpus: Path) -> Workload:
    """Take the first 500 of the English test split: for encoders of base size."""
    return english(corpus)[:500]


def short(corpus: Path) -> Workload:
    """Make 200 texts of ten words."""
    words = " ".join(text.text for text in english(corpus)).split()
    return [Text(" ".join(words[i : i + 10]), None) for i in range(0, 2000, 10)]


WORKLOADS: Dict[str, Callable[[Path], Workload]] = {
    f.__name__: f for f in (english, targets, stream, base, short)
}


def count_words(workload: Workload) -> int:
    """Count WikiANN's words, whatever tokens a system makes of them."""
    return sum(len(text.text.split()) for text in workload)
