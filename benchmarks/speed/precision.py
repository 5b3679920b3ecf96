"""Would fewer bits pay?

phonener_lite, with the multiplications in which it spends most of its time (those of the
convolutions over tokens) in 32 bits, in bfloat16 and in 8 bits: words per second on the
English test split, warm, medians of rounds in turns; F1 on the validation split, and how
many of its sentences are read otherwise one at a time than in batches.

python -m benchmarks.speed.precision corpus
"""

import argparse
import statistics
import warnings
from pathlib import Path
from typing import Callable, Dict, List, Optional

import torch
from spacy.language import Language
from torch import Tensor, nn
from torch.nn.functional import linear

from spacy_phonener.corpora.corpus import PhoneCorpus
from spacy_phonener.ml import lite

from .machine import machine
from .measures import seconds
from .systems import Pipeline, Setting
from .workloads import count_words, english, read_texts

BATCH_SIZE, ROUNDS = 256, 5

Multiply = Callable[[Tensor], Tensor]


def bfloat16(weight: Tensor) -> Multiply:
    narrow = weight.bfloat16()
    return lambda X: linear(X.bfloat16(), narrow).float()


def int8(weight: Tensor) -> Multiply:
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    layer.weight = nn.Parameter(weight.clone())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.ao.quantization.quantize_dynamic(
            nn.Sequential(layer), {nn.Linear}, dtype=torch.qint8
        )


def with_weights_as(narrow: Callable[[Tensor], Multiply]) -> Callable:
    """Make what stands in for torch's `linear` in the convolutions."""
    layers: Dict[int, Multiply] = {}

    def multiply(X: Tensor, weight: Tensor, bias: Optional[Tensor] = None) -> Tensor:
        # That over the mean of a sentence has a bias: it is called once a sentence.
        if bias is not None:
            return linear(X, weight, bias)
        if weight.data_ptr() not in layers:
            layers[weight.data_ptr()] = narrow(weight)
        return layers[weight.data_ptr()](X)

    return multiply


PRECISIONS: Dict[str, Callable] = {
    "float32": linear,
    "bfloat16": with_weights_as(bfloat16),
    "int8, dynamic": with_weights_as(int8),
}


def read_otherwise(nlp: Language, texts: List[str]) -> float:
    """Measure the share of texts that have other entities alone than in a batch."""
    together = nlp.pipe(texts, batch_size=BATCH_SIZE)
    alone = map(nlp, texts)
    other = [
        a.to_json()["ents"] != b.to_json()["ents"] for a, b in zip(together, alone)
    ]
    return sum(other) / len(other)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/SPLIT.spacy")
    parser.add_argument("--pipeline", default="phonener_lite")
    args = parser.parse_args()
    system = Pipeline(Path(), name=args.pipeline)
    nlp = system.nlp
    workload = english(args.corpus)
    n_words = count_words(workload)
    validation = [text.text for text in read_texts(args.corpus, "eng", "validation")]
    seconds(system, workload, Setting(2, 1, BATCH_SIZE))
    rates: Dict[str, Dict[int, List[float]]] = {p: {1: [], 2: []} for p in PRECISIONS}
    for _ in range(ROUNDS):
        for name, multiply in PRECISIONS.items():
            lite.linear = multiply  # type: ignore[attr-defined]
            for threads, found in rates[name].items():
                taken = seconds(system, workload, Setting(threads, 1, BATCH_SIZE))
                found.append(n_words / taken)
    print(machine())
    print(f"{'':15}{'1 thread':>10}{'2 threads':>10}{'ents F1':>9}{'otherwise':>10}")
    for name, multiply in PRECISIONS.items():
        lite.linear = multiply  # type: ignore[attr-defined]
        examples = PhoneCorpus(args.corpus / "eng" / "validation.spacy")(nlp)
        score = nlp.evaluate(examples)["ents_f"]
        medians = [statistics.median(found) for found in rates[name].values()]
        print(
            f"{name:15}{medians[0]:10,.0f}{medians[1]:10,.0f}{100 * score:9.2f}"
            f"{read_otherwise(nlp, validation):10.2%}"
        )


if __name__ == "__main__":
    main()
