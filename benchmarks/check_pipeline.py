"""Does a trained pipeline find the same entities wherever it has been?

On disk, in bytes, pickled, in several processes, in batches of any size; and how long does
it take to load?

python benchmarks/check_pipeline.py phonener_xphone corpus
"""

import argparse
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import spacy
from spacy.tokens import Doc

from spacy_phonener.corpora.corpus import PhoneCorpus

LOAD = """
import time, spacy
start = time.perf_counter()
spacy.blank("xx")
blank = time.perf_counter()
spacy.load({model!r})
print(blank - start, time.perf_counter() - blank)
"""


def entities(nlp, texts, **kwargs):
    docs = []
    for words, lang in texts:
        doc = Doc(nlp.vocab, words=words)
        doc._.phonener_lang = lang
        docs.append(doc)
    return [
        [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        for doc in nlp.pipe(docs, **kwargs)
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="pipeline name or folder")
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/test.spacy")
    parser.add_argument("--limit", type=int, default=100, help="sentences a language")
    args = parser.parse_args()

    script = LOAD.format(model=args.model)
    out = subprocess.check_output([sys.executable, "-c", script], text=True)
    blank, load = map(float, out.split())
    print(f'spacy.blank("xx"): {blank:.2f} s; spacy.load after it: {load:.2f} s')

    nlp = spacy.load(args.model)
    texts = [
        ([token.text for token in eg.predicted], eg.predicted._.phonener_lang)
        for path in sorted(args.corpus.glob("*/test.spacy"))
        for eg in PhoneCorpus(path, limit=args.limit)(nlp)
    ]
    expected = entities(nlp, texts)
    print(f"{len(texts)} sentences, {sum(map(len, expected))} entities")

    with tempfile.TemporaryDirectory() as folder:
        nlp.to_disk(folder)
        others = {
            "to_disk": spacy.load(folder),
            "to_bytes": spacy.load(args.model).from_bytes(nlp.to_bytes()),
            "pickle": pickle.loads(pickle.dumps(nlp)),
        }
    found = {name: entities(other, texts) for name, other in others.items()}
    for kwargs in ({"batch_size": 1}, {"batch_size": 256}, {"n_process": 2}):
        found[str(kwargs)] = entities(nlp, texts, **kwargs)
    for name, other in found.items():
        different = sum(a != b for a, b in zip(expected, other))
        print(f"{name:20} {different} of {len(texts)} sentences differ")
    return int(any(other != expected for other in found.values()))


if __name__ == "__main__":
    sys.exit(main())
