"""The table of docs/scores.md: the first of some pipelines that differ in nothing but their
seed, and the mean and sample standard deviation of them all.

python benchmarks/seeds.py report/report.json [--split test]
"""

import argparse
import statistics
from pathlib import Path
from typing import Any, Dict, List

import srsly

GROUPS = {case: f"Table 3, Case {case}" for case in (1, 2, 3)}
HEADER = (
    "| Case | Language | Name | Sentences | Tag F1 (95 %) | Entity F1 (95 %) "
    "| Precision | Recall | Tag F1, seeds | Entity F1, seeds |\n"
    "|---|---|---|---:|---:|---:|---:|---:|---:|---:|"
)


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def interval(score: Dict[str, Any]) -> str:
    value = score.get("value", score.get("mean"))
    std = f" ± {percent(score['std'])}" if score.get("std") is not None else ""
    low, high = percent(score["low"]), percent(score["high"])
    return f"{percent(value)}{std} ({low}–{high})"


def over_seeds(values: List[float]) -> str:
    return f"{percent(statistics.mean(values))} ± {percent(statistics.stdev(values))}"


def row(case: Any, code: str, name: str, *cells: str) -> str:
    return f"| {case or ''} | {code} | {name} | {' | '.join(cells)} |"


def language_row(facts: dict, code: str, seeds: List[dict]) -> str:
    first = seeds[0]
    return row(
        facts["case"],
        code,
        facts["name"],
        str(first["sentences"]),
        interval(first["tag_f1"]),
        interval(first["ents_f"]),
        percent(first["ents_p"]),
        percent(first["ents_r"]),
        over_seeds([seed["tag_f1"]["value"] for seed in seeds]),
        over_seeds([seed["ents_f"]["value"] for seed in seeds]),
    )


def average_row(case: int, seeds: List[dict]) -> str:
    first = seeds[0]
    return row(
        case,
        "",
        f"**{len(first['languages'])} languages, mean ± std**",
        "",
        interval(first["tag_f1"]),
        interval(first["ents_f"]),
        "",
        "",
        over_seeds([seed["tag_f1"]["mean"] for seed in seeds]),
        over_seeds([seed["ents_f"]["mean"] for seed in seeds]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--split", default="test")
    args = parser.parse_args()
    report = srsly.read_json(args.report)

    def of_split(scores: List[dict], **where: Any) -> List[dict]:
        where["split"] = args.split
        return [s for s in scores if all(s[k] == v for k, v in where.items())]

    print(HEADER)
    languages = report["languages"]
    for case in (*GROUPS, None):
        for code in (code for code in languages if languages[code]["case"] == case):
            seeds = of_split(report["scores"], language=code)
            print(language_row(languages[code], code, seeds))
        if case:
            group = of_split(report["averages"], group=GROUPS[case], published=False)
            print(average_row(case, group))


if __name__ == "__main__":
    main()
