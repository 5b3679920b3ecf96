"""Average a report's pipelines that differ in nothing but their seed: `track-0`, `track-1`…
are seeds of `track`.

python benchmarks/seeds.py report/report.json [--split test]
"""

import argparse
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Dict, List, Tuple

import srsly

METRICS = ("tag_f1", "ents_f")
GROUPS = {f"Table 3, Case {case}": f"Case {case}" for case in (1, 2, 3)}


def percent(values: List[float]) -> str:
    return f"{100 * statistics.mean(values):.1f}"


def with_interval(scores: List[dict]) -> str:
    low, high = (percent([score[end] for score in scores]) for end in ("low", "high"))
    return f"{percent([score['value'] for score in scores])} ({low} to {high})"


def print_table(header: List[str], rows: List[List[str]]) -> None:
    numbers = ["---:"] * (len(header) - 2)
    for row in (header, ["---", "---", *numbers], *rows):
        print(f"| {' | '.join(row)} |")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--split", default="test")
    args = parser.parse_args()
    report = srsly.read_json(args.report)

    averages: Dict[Tuple[str, str], List[dict]] = defaultdict(list)
    for average in report["averages"]:
        group = GROUPS.get(average["group"])
        if group and average["split"] == args.split and not average["published"]:
            averages[average["system"].rpartition("-")[0], group].append(average)
    print_table(
        ["Track", "Languages", "Number", "Tag F1", "Seeds", "Entity F1", "Seeds"],
        [
            [track, group, str(len(seeds[0]["languages"]))]
            + [
                cell
                for metric in METRICS
                for cell in (
                    f"{percent([s[metric]['mean'] for s in seeds])}"
                    f" ± {percent([s[metric]['std'] for s in seeds])}",
                    ", ".join(percent([s[metric]["mean"]]) for s in seeds),
                )
            ]
            for (track, group), seeds in averages.items()
        ],
    )

    scores: Dict[str, Dict[str, List[dict]]] = defaultdict(lambda: defaultdict(list))
    tracks: List[str] = []
    for score in report["scores"]:
        if score["split"] == args.split:
            track = score["system"].rpartition("-")[0]
            scores[score["language"]][track].append(score)
            tracks += [] if track in tracks else [track]
    columns = [f"{t}: {m}" for t in tracks for m in ("tag F1", "entity F1")]
    print_table(
        ["Language", "Name", "Case", "Sentences", *columns],
        [
            [code, facts["name"], str(facts["case"] or "")]
            + [str(facts["splits"][args.split]["sentences"])]
            + [
                with_interval([s[metric] for s in scores[code][track]])
                for track in tracks
                for metric in METRICS
            ]
            for code, facts in report["languages"].items()
            if code in scores
        ],
    )


if __name__ == "__main__":
    main()
