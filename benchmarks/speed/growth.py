"""What phonener_lite costs as texts get more, batches larger and docs longer.

Written: OUTPUT.json and OUTPUT.png.

python -m benchmarks.speed.growth corpus benchmarks/results/speed_growth
"""

import argparse
import statistics
from pathlib import Path
from typing import Any, Dict, List

import srsly

from .machine import machine
from .measures import growth, long_docs, seconds
from .systems import Setting
from .worker import Job, Worker
from .workloads import count_words, english

# Points of the stream.
WORDS = (1_000, 3_000, 10_000, 30_000, 50_000, 100_000, 300_000, 1_000_000)
PROCESSES = (1, 2)
LITE = "phonener_lite"
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
LENGTHS = (10, 100, 1_000, 10_000, 50_000)
BATCH_SIZE = 256
WORDS_IN_DOCS = 100_000
BATCH_TEXTS = 2000
REPEATS = 3


def batches(corpus: Path) -> List[dict]:
    worker = Worker(Job(LITE, "english", corpus, Path(), seconds))
    worker.measure(Setting(2, 1, BATCH_SIZE), BATCH_TEXTS)
    points = []
    for batch_size in BATCHES:
        setting = Setting(2, 1, batch_size)
        times = [worker.measure(setting, BATCH_TEXTS) for _ in range(REPEATS)]
        points.append({"batch": batch_size, "seconds": statistics.median(times)})
    worker.close()
    return points


def measure(corpus: Path) -> Dict[str, Any]:
    results: Dict[str, Any] = {"machine": machine(), "stream": {}, "lengths": []}
    for n in PROCESSES:
        worker = Worker(Job(LITE, "short", corpus, Path(), growth))
        setting = Setting(2 // n, n, BATCH_SIZE)
        results["stream"][n] = worker.measure(corpus, WORDS, setting)
        worker.close()
        print(f"{n} processes:", results["stream"][n][-1])
    for length in LENGTHS:
        worker = Worker(Job(LITE, "short", corpus, Path(), long_docs))
        setting = Setting(2, 1, BATCH_SIZE)
        found = worker.measure(corpus, length, WORDS_IN_DOCS, setting)
        results["lengths"].append(found)
        worker.close()
        print(results["lengths"][-1])
    results["batches"] = batches(corpus)
    results["batch_words"] = count_words(english(corpus)[:BATCH_TEXTS])
    return results


def plot(results: Dict[str, Any], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 2, figsize=(10, 7), layout="constrained")
    (rate, memory), (batch, length) = axes
    for n, points in results["stream"].items():
        words = [point["words"] for point in points]
        name = f"{n} process" + "es" * (int(n) > 1)
        spent = [point["words"] / point["seconds"] for point in points]
        rate.plot(words, spent, "o-", label=name)
        memory.plot(words, [p["megabytes"] for p in points], "o-", label=name)
    rate.set(xlabel="words read, from cold", ylabel="words/s so far", xscale="log")
    memory.set(xlabel="words read", ylabel="peak memory, MB", xscale="log")
    rate.legend()
    memory.legend()
    words = results["batch_words"]
    batch.plot(
        [p["batch"] for p in results["batches"]],
        [words / p["seconds"] for p in results["batches"]],
        "o-",
    )
    batch.set(xlabel="sentences in a batch", ylabel="words/s, warm", xscale="log")
    length.plot(
        [p["length"] for p in results["lengths"]],
        [WORDS_IN_DOCS / p["seconds"] for p in results["lengths"]],
        "o-",
    )
    length.set(xlabel="words in a doc", ylabel="words/s, warm", xscale="log")
    for ax in axes.flat:
        ax.set_ylim(bottom=0)
        ax.grid(alpha=0.3)
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/SPLIT.spacy")
    parser.add_argument("output", type=Path, help="path without suffix")
    args = parser.parse_args()
    results = measure(args.corpus)
    srsly.write_json(args.output.with_suffix(".json"), results)
    plot(results, args.output.with_suffix(".png"))


if __name__ == "__main__":
    main()
