"""What was measured, as Markdown."""

import statistics
from typing import Any, Dict

from spacy_phonener.markdown import markdown_table

from .machine import machine_line

TITLES = {
    "english": "English WikiANN, test split",
    "targets": "Test splits of English and the paper's languages, mixed",
    "stream": "A stream of English with one new word in twenty",
    "base": "500 English sentences",
}


def tables(results: Dict[str, Any]) -> str:
    parts = [
        "# Measured speed",
        "Made by `make bench`; what it means: [docs/speed.md](../../docs/speed.md).",
        f"{machine_line(results['machine'])}. Medians of {results['rounds']} rounds in turns, in brackets the slowest and the fastest; warm.",
    ]
    for name, workload in results["workloads"].items():
        parts.append(f"## {TITLES[name]}")
        parts.append(f"{workload['texts']:,} texts, {workload['words']:,} words.")
        parts.append(comparison(workload))
    parts.append("## Where the time goes")
    parts.append(
        "Microseconds a word, one process, two threads. Encoding has the features of "
        "the words in it, decoding the writing of `doc.ents`."
    )
    parts.append(stages(results))
    parts.append("## One text of ten words")
    parts.append(latency(results["latency"]))
    return "\n\n".join(parts) + "\n"


def comparison(workload: Dict[str, Any]) -> str:
    systems = workload["systems"]
    first = statistics.median(next(iter(systems.values()))["seconds"])
    rows = []
    for name, system in systems.items():
        seconds = statistics.median(system["seconds"])
        setting = system["setting"]
        rows.append(
            [
                name,
                rate(workload["words"], seconds),
                f"{rate(workload['words'], max(system['seconds']))} to "
                f"{rate(workload['words'], min(system['seconds']))}",
                f"{seconds / first:.2f}",
                f"{setting['threads']} / {setting['processes']} / "
                f"{setting['batch_size']}",
            ]
        )
    header = ["", "words/s", "", "× the first's time", "threads / processes / batch"]
    return markdown_table(header, rows, "lrrrr")


def rate(words: int, seconds: float) -> str:
    value = words / seconds
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}"


def stages(results: Dict[str, Any]) -> str:
    names = ["tokenize", "phonemize", "encode", "decode"]
    rows = []
    for row in results["stages"]:
        words = results["workloads"][row["workload"]]["words"]
        times = [1e6 * row[name] / words for name in names]
        rows.append(
            [f"{row['system']}, {row['workload']}", *(f"{t:,.1f}" for t in times)]
        )
    return markdown_table(["", *names], rows, "lrrrr")


def latency(results: Dict[str, Dict[str, float]]) -> str:
    rows = [
        [name, f"{1000 * times['p50']:.1f}", f"{1000 * times['p99']:.1f}"]
        for name, times in results.items()
    ]
    return markdown_table(["", "median, ms", "99 %, ms"], rows, "lrr")
