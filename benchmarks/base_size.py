"""What an encoder of XPhoneBERT's size costs to train and to load.

It has 12 layers of 768 units, with random weights; each is measured in a process of its
own. What it costs to use: benchmarks/speed.

python benchmarks/base_size.py corpus/eng/test.spacy
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

SENTENCES = 500
LENGTH = 128
STEPS, STEP_BATCH = 5, 32


def peak_megabytes() -> float:
    """Get Linux's own count: getrusage's begins with that of the parent process."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def make_pipeline(checkpoint: str):
    import spacy

    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"stress": True})
    model = {
        "@architectures": "spacy_phonener.PhoneTagger.v1",
        "encoder": {
            "@architectures": "spacy_phonener.XPhoneBERT.v1",
            "name": checkpoint,
            "window": LENGTH,
            "stride": 96,
        },
    }
    nlp.add_pipe("phonener", config={"model": model})
    return nlp


def read(nlp, corpus: Path, limit: int = SENTENCES):
    """Make examples of sentences, read to phonemes."""
    from spacy_phonener.corpora.corpus import PhoneCorpus

    examples = list(PhoneCorpus(corpus, limit=limit)(nlp))
    for eg in examples:
        nlp.get_pipe("phonemizer")(eg.predicted)
    return examples


def train(folder: Path, corpus: Path) -> dict:
    """Measure training steps, and leave the pipeline in the folder."""
    from spacy.util import fix_random_seed

    from spacy_phonener.ml.optimizer import make_adamw

    fix_random_seed(0)
    nlp = make_pipeline(str(folder / "checkpoint"))
    examples = read(nlp, corpus)
    nlp.initialize(lambda: examples)
    phonener, optimizer = nlp.get_pipe("phonener"), make_adamw()
    before, seconds = peak_megabytes(), []
    for i in range(STEPS):
        start = time.perf_counter()
        batch = examples[i * STEP_BATCH : (i + 1) * STEP_BATCH]
        phonener.update(batch, sgd=optimizer)
        seconds.append(time.perf_counter() - start)
    result = {"seconds": seconds, "added_megabytes": peak_megabytes() - before}
    nlp.to_disk(folder / "pipeline")
    return result


def load(folder: Path, corpus: Path) -> dict:
    """Measure spacy.load, beyond imports."""
    import spacy

    import spacy_phonener.ml.xphonebert  # noqa: F401

    weights = folder / "pipeline" / "phonener" / "shim0" / "model.safetensors"
    spacy.blank("xx")
    before, start = peak_megabytes(), time.perf_counter()
    nlp = spacy.load(folder / "pipeline")
    seconds = time.perf_counter() - start
    # Mapped weights are read when they are used.
    nlp("Nelson Mandela visited London")
    return {
        "seconds": seconds,
        "added_megabytes": peak_megabytes() - before,
        "weights_megabytes": weights.stat().st_size / 2**20,
    }


MEASUREMENTS = {f.__name__: f for f in (train, load)}


def measure(name: str, folder: Path, corpus: Path) -> dict:
    """Measure in a process of its own."""
    args = [sys.executable, __file__, str(corpus), "--measure", name, "--in", folder]
    result = json.loads(subprocess.check_output(list(map(str, args)), text=True))
    print(name, result, flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="English .spacy file")
    parser.add_argument("--measure", choices=MEASUREMENTS, help=argparse.SUPPRESS)
    parser.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        result = MEASUREMENTS[args.measure](args.folder, args.corpus)
        print(json.dumps(result))
        return

    from random_checkpoint import save_checkpoint

    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_checkpoint(folder / "checkpoint")
        trained = measure("train", folder, args.corpus)
        loaded = measure("load", folder, args.corpus)
    print(f"\nTraining, batches of {STEP_BATCH} sentences:")
    print(
        f"  {statistics.median(trained['seconds']):.1f} s a step, "
        f"{trained['added_megabytes']:.0f} MB added"
    )
    print("spacy.load, beyond imports:")
    print(
        f"  {loaded['seconds']:.1f} s, {loaded['added_megabytes']:.0f} MB added for "
        f"{loaded['weights_megabytes']:.0f} MB of weights"
    )


if __name__ == "__main__":
    main()
