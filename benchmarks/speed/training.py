"""What an epoch of training the LiteEncoder takes, and where.

Reading and augmenting the corpus, reading words to phonemes, the modules (forward, backward
and weights), and the rest of an update. Of configs/lite.cfg, as `spacy train` does it.

python -m benchmarks.speed.training corpus benchmarks/results/speed_training
"""

import argparse
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List
from unittest.mock import patch

import srsly
import torch
from spacy.training.initialize import init_nlp
from spacy.training.loop import create_train_batches
from spacy.util import fix_random_seed, load_config, registry
from thinc.api import PyTorchShim

from spacy_phonener.markdown import markdown_table

from .machine import machine

CONFIG = Path(__file__).parents[2] / "configs" / "lite.cfg"
EPOCHS = 2


class Clock:
    """Adds up the seconds spent on things."""

    def __init__(self) -> None:
        self.spent: Dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            taken = time.perf_counter() - start
            self.spent[name] = self.spent.get(name, 0.0) + taken


@contextmanager
def watch_modules(clock: Clock) -> Iterator[None]:
    """Time what Thinc asks PyTorch to do."""
    begin_update, finish_update = PyTorchShim.begin_update, PyTorchShim.finish_update

    def timed_begin_update(self: PyTorchShim, inputs: Any) -> Any:
        with clock("modules"):
            output, backprop = begin_update(self, inputs)

        def timed_backprop(grads: Any) -> Any:
            with clock("modules"):
                return backprop(grads)

        return output, timed_backprop

    def timed_finish_update(self: PyTorchShim, optimizer: Any) -> None:
        with clock("modules"):
            finish_update(self, optimizer)

    with (
        patch.object(PyTorchShim, "begin_update", timed_begin_update),
        patch.object(PyTorchShim, "finish_update", timed_finish_update),
    ):
        yield


def train(corpus: Path, threads: int, clock: Clock) -> List[Dict[str, float]]:
    """Train, and measure the steps of each epoch and the seconds of each part."""
    torch.set_num_threads(threads)
    path = str(corpus / "eng" / "train.spacy")
    config = load_config(CONFIG, {"paths.train": path, "paths.dev": path})
    fix_random_seed(0)
    nlp = init_nlp(config)
    interpolated = nlp.config.interpolate()
    settings = registry.resolve(interpolated["training"])
    reader = registry.resolve(interpolated["corpora"])["train"]
    phonemizer, phonener = nlp.get_pipe("phonemizer"), nlp.get_pipe("phonener")
    optimizer = settings["optimizer"]
    batches = create_train_batches(nlp, reader, settings["batcher"], -1)
    epochs: List[Dict[str, float]] = []
    steps, now = 0, 0
    start = time.perf_counter()
    while True:
        with clock("corpus"):
            epoch, batch = next(batches)
        if epoch > now:
            total = time.perf_counter() - start
            spent = {"steps": steps, "seconds": total, **clock.spent}
            spent["update"] = spent.pop("update") - spent["modules"]
            epochs.append(spent)
            if len(epochs) == EPOCHS:
                return epochs
            steps, now, start = 0, epoch, time.perf_counter()
            clock.spent.clear()
        steps += 1
        with clock("phonemes"):
            list(phonemizer.pipe([eg.predicted for eg in batch]))
        with clock("update"):
            phonener.update(batch, sgd=optimizer, losses={})
        optimizer.step_schedules()


def table(results: Dict[str, Any]) -> str:
    rows = []
    for threads, epochs in results["threads"].items():
        for i, epoch in enumerate(epochs):
            names = ("corpus", "phonemes", "update", "modules")
            rows.append(
                [
                    f"{i + 1}, {threads} thread{'s' * (int(threads) > 1)}",
                    f"{epoch['steps']}",
                    f"{epoch['seconds']:.1f} s",
                    *(f"{epoch[name] / epoch['seconds']:.0%}" for name in names),
                ]
            )
    header = ["epoch", "steps", "time", "corpus", "phonemes"]
    header += ["rest of the update", "modules"]
    return markdown_table(header, rows, "lrrrrrr")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/SPLIT.spacy")
    parser.add_argument("output", type=Path, help="path without suffix")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    args = parser.parse_args()
    results: Dict[str, Any] = {"machine": machine(), "threads": {}}
    for threads in args.threads:
        clock = Clock()
        with watch_modules(clock):
            results["threads"][threads] = train(args.corpus, threads, clock)
    srsly.write_json(args.output.with_suffix(".json"), results)
    text = table(results)
    args.output.with_suffix(".md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
