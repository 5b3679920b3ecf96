"""Where a pipeline spends its time, by py-spy.

The lines of Python, and what they call in C, that are running most often while the English
test split is read, warm.

python -m benchmarks.speed.profile corpus [--pipeline phonener_lite] [--batch-size 512]
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Counter as Counts

import spacy
import torch

from spacy_phonener.markdown import markdown_table

from .workloads import count_words, english

ROUNDS = 5
SHOWN = 20
SAMPLES_PER_SECOND = 200


def warm_run(nlp, texts, batch_size: int) -> None:
    for _ in nlp.pipe(texts, batch_size=batch_size):
        pass


def run(corpus: Path, pipeline: str, batch_size: int) -> None:
    torch.set_num_threads(1)
    nlp = spacy.load(pipeline)
    texts = [text.text for text in english(corpus)]
    list(nlp.pipe(texts, batch_size=batch_size))
    for _ in range(ROUNDS):
        warm_run(nlp, texts, batch_size)


def record(args: argparse.Namespace) -> Counts[str]:
    """Count how often each line was found running."""
    found: Counts[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "stacks"
        command = [
            Path(sys.executable).with_name("py-spy"),
            "record",
            "--format",
            "raw",
            "--output",
            output,
        ]
        command += ["--rate", SAMPLES_PER_SECOND, "--", sys.executable, "-m"]
        command += ["benchmarks.speed.profile", args.corpus, "--run"]
        command += ["--pipeline", args.pipeline, "--batch-size", args.batch_size]
        subprocess.run(list(map(str, command)), check=True, stdout=sys.stderr)
        for line in output.read_text().splitlines():
            stack, _, count = line.rpartition(" ")
            frames = stack.split(";")
            if any(frame.startswith("warm_run ") for frame in frames):
                found[shorten(frames[-1])] += int(count)
    return found


def shorten(frame: str) -> str:
    """Shorten a frame.

    `forward (/long/way/spacy_phonener/ml/lite.py:7)` → `forward, ml/lite.py:7`
    """
    match = re.fullmatch(r"(.+) \((.+)\)", frame)
    if match is None:
        return frame
    return f"{match[1]}, {'/'.join(match[2].split('/')[-2:])}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/SPLIT.spacy")
    parser.add_argument("--pipeline", default="phonener_lite", help="name or folder")
    parser.add_argument("--batch-size", type=int, default=512)
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        run(args.corpus, args.pipeline, args.batch_size)
        return
    found = record(args)
    words = ROUNDS * count_words(english(args.corpus))
    seconds = sum(found.values()) / SAMPLES_PER_SECOND
    print(f"{1e6 * seconds / words:.1f} microseconds a word, one thread\n")
    rows = [
        [f"`{line}`", f"{1e6 * n / SAMPLES_PER_SECOND / words:.2f}"]
        for line, n in found.most_common(SHOWN)
    ]
    print(markdown_table(["line", "microseconds a word"], rows, "lr"))


if __name__ == "__main__":
    main()
