"""Which framework for the LiteEncoder's two expensive parts?

One training step (forward and backward) over a batch like those of English WikiANN, in
PyTorch and in pure Thinc: convolutions over the segments of words, and over the tokens of
sentences.

python benchmarks/encoders.py [--threads 2]
"""

import argparse
import platform
import time
from datetime import date

import numpy
import torch
from thinc.api import (
    Maxout,
    chain,
    expand_window,
    fix_random_seed,
    reduce_max,
    residual,
    with_array,
)
from thinc.types import Ragged

from spacy_phonener.ml.lite import build_lite_encoder
from spacy_phonener.pipeline.shims import model_shims

SENTENCES, TOKENS, WORDS, SEGMENTS = 64, 8, 300, 6
WIDTH, WORD_WIDTH, HIDDEN, DEPTH = 96, 192, 192, 4


def milliseconds(step, repeats: int = 20) -> float:
    step()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return 1000 * float(numpy.median(times))


def torch_steps():
    encoder = build_lite_encoder(
        width=WIDTH, word_width=WORD_WIDTH, hidden_width=HIDDEN, depth=DEPTH
    )
    sentence, words = (shim._model.train() for shim in model_shims(encoder))
    segments = torch.rand(WORDS * SEGMENTS, WIDTH, requires_grad=True)
    lengths = torch.full((WORDS,), SEGMENTS)
    tokens = torch.rand(SENTENCES * TOKENS, HIDDEN, requires_grad=True)
    sentences = torch.full((SENTENCES,), TOKENS)

    return (
        lambda: words.read_segments(segments, lengths).sum().backward(),
        lambda: sentence.read_tokens(tokens, sentences).sum().backward(),
    )


def thinc_steps():
    layers = [
        chain(
            expand_window(window_size=1),
            Maxout(nO=WORD_WIDTH, nI=3 * width, nP=2, dropout=0.3),
        )
        for width in (WIDTH, WORD_WIDTH)
    ]
    words = chain(with_array(chain(*layers)), reduce_max())
    segments = Ragged(
        numpy.random.rand(WORDS * SEGMENTS, WIDTH).astype("f"),
        numpy.full(WORDS, SEGMENTS, dtype="i"),
    )
    words.initialize(X=segments)
    context = with_array(
        chain(
            *(
                residual(
                    chain(
                        expand_window(window_size=1),
                        Maxout(
                            nO=HIDDEN, nI=3 * HIDDEN, nP=2, dropout=0.3, normalize=True
                        ),
                    )
                )
                for _ in range(DEPTH)
            )
        )
    )
    tokens = [numpy.random.rand(TOKENS, HIDDEN).astype("f")] * SENTENCES
    context.initialize(X=tokens)

    def step(model, X):
        Y, backprop = model.begin_update(X)
        backprop(Y)

    return lambda: step(words, segments), lambda: step(context, tokens)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    fix_random_seed(0)
    torch.set_num_threads(args.threads)
    print(f"{date.today()}, {platform.machine()}, {args.threads} threads, ms a step")
    for name, steps in (("PyTorch", torch_steps()), ("Thinc", thinc_steps())):
        words, context = map(milliseconds, steps)
        print(f"{name:10} words {words:7.1f}   context {context:7.1f}")


if __name__ == "__main__":
    main()
