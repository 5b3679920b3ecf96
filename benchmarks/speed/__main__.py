"""Words per second, beside what else one would use, in one run on the same sentences.

Each system gets the setting that is fastest for it on a part of the texts; then the systems
take turns. Written: OUTPUT.json and OUTPUT.md.

python -m benchmarks.speed corpus benchmarks/results/speed
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, List

import srsly

from .machine import machine
from .measures import latencies, seconds, stages
from .systems import LENGTH, SYSTEMS, Setting, make_systems
from .tables import tables
from .worker import Job, Worker
from .workloads import WORKLOADS, count_words

ROUNDS = 5
LITE, CNN, XPHONEBERT = "phonener_lite", "spaCy's CNN NER", "XPhoneBERT-size"
PADDED = f"its units, bare, padded to {LENGTH}"
SMALL = {
    system: [
        Setting(threads, processes, batch_size)
        for threads, processes in ((1, 1), (2, 1), (1, 2))
        for batch_size in (256, 1024)
    ]
    for system in (LITE, CNN)
}
BASE = {
    system: [Setting(2, 1, batch_size) for batch_size in (8, 32, 128, 512)]
    for system in SYSTEMS
    if system not in SMALL
}
# As it is commonly written.
BASE[PADDED] = [Setting(2, 1, 128)]
COMPARED: Dict[str, Dict[str, List[Setting]]] = {
    "english": SMALL,
    "targets": SMALL,
    "base": {**SMALL, **BASE},
    "stream": SMALL,
}
# Settings are tried on a part of the texts.
TRIED_SHARE, TRIED_TEXTS = 0.2, 2000


def say(*words: Any) -> None:
    print(*words, file=sys.stderr, flush=True)


def compare(
    name: str,
    candidates: Dict[str, List[Setting]],
    make_worker: Callable[..., Worker],
    n_texts: int,
    rounds: int,
) -> Dict[str, Any]:
    """Find each system's best setting, and measure its rounds in turns with the others.

    RETURNS (Dict): For each system its best setting, what the others took, and the
        seconds of each round.
    """
    part = min(TRIED_TEXTS, int(n_texts * TRIED_SHARE))
    workers, found = {}, {}
    for system, settings in candidates.items():
        worker = workers[system] = make_worker(system, name, seconds)
        # So that its caches are warm and its libraries loaded.
        worker.measure(settings[0]._replace(processes=1), part)
        tried = [(worker.measure(setting, part), setting) for setting in settings]
        best = min(tried)[1]
        say(f"{name}: {system}: {best}")
        found[system] = {
            "setting": best._asdict(),
            "tried": [{**s._asdict(), "seconds": round(t, 3)} for t, s in tried],
            "seconds": [],
        }
        if system in SMALL:
            # What they remember of words is to be warm.
            worker.measure(best._replace(processes=1))
    for i in range(rounds):
        for system, worker in workers.items():
            taken = worker.measure(Setting(**found[system]["setting"]))
            found[system]["seconds"].append(taken)
            say(f"{name}, round {i + 1}: {system}: {taken:.2f} s")
    for worker in workers.values():
        worker.close()
    return found


def split(name: str, system: str, setting: Setting, make_worker: Callable) -> dict:
    """Measure the median seconds of each stage, warm."""
    worker = make_worker(system, name, stages)
    runs = [worker.measure(setting) for _ in range(4)][1:]
    worker.close()
    return {stage: statistics.median(run[stage] for run in runs) for stage in runs[0]}


def respond(system: str, make_worker: Callable) -> Dict[str, float]:
    """Measure how long one short text takes, with the better number of threads.

    RETURNS (Dict): The median of the seconds, and what one in a hundred takes at least.
    """
    worker = make_worker(system, "short", latencies)
    setting = Setting(2, 1, 1)
    worker.measure(setting)
    results = []
    for threads in (1, 2):
        times = worker.measure(setting._replace(threads=threads))
        p99 = statistics.quantiles(times, n=100)[98]
        results.append({"p50": statistics.median(times), "p99": p99})
    worker.close()
    return min(results, key=lambda result: result["p50"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/SPLIT.spacy")
    parser.add_argument("output", type=Path, help="path without suffix")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--workloads", nargs="+", choices=COMPARED, default=list(COMPARED)
    )
    args = parser.parse_args()
    results: Dict[str, Any] = {"machine": machine(), "rounds": args.rounds}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base_size = "base" in args.workloads
        make_systems(folder, args.corpus, base_size)

        def make_worker(system: str, workload: str, measure: Callable) -> Worker:
            return Worker(Job(system, workload, args.corpus, folder, measure))

        results["workloads"], results["stages"] = {}, []
        for workload in args.workloads:
            texts = WORKLOADS[workload](args.corpus)
            systems = compare(
                workload, COMPARED[workload], make_worker, len(texts), args.rounds
            )
            results["workloads"][workload] = {
                "texts": len(texts),
                "words": count_words(texts),
                "systems": systems,
            }
            ours = XPHONEBERT if workload == "base" else LITE
            setting = Setting(**systems[ours]["setting"])._replace(threads=2)
            spent = split(workload, ours, setting, make_worker)
            results["stages"].append({"workload": workload, "system": ours, **spent})
            # Should the rest fail, this much is there.
            srsly.write_json(args.output.with_suffix(".json"), results)
        responding = [LITE, CNN, *([XPHONEBERT] if base_size else [])]
        results["latency"] = {
            system: respond(system, make_worker) for system in responding
        }
    srsly.write_json(args.output.with_suffix(".json"), results)
    text = tables(results)
    args.output.with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
