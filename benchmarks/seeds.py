"""The table of docs/scores.md: pipelines that differ in nothing but their seed.

The first of them, and the mean and sample standard deviation of them all.

python benchmarks/seeds.py report/report.json [--split test]
"""

import argparse
from pathlib import Path
from typing import Any, Dict, List

import srsly

from spacy_phonener.evaluation.metrics import mean_std
from spacy_phonener.markdown import (
    markdown_table,
    percent,
    percent_interval,
    percent_mean_std,
)

GROUPS = {case: f"Table 3, Case {case}" for case in (1, 2, 3)}
METRICS = {
    "tag_f1_argmax": "Tag F1, argmax",
    "tag_f1": "Tag F1, component",
    "ents_f": "Entity F1",
}
HEADER = ["Case", "Language", "Name", "Sentences"]
HEADER += [f"{name} (95 %)" for name in METRICS.values()]
HEADER += ["Precision", "Recall", *(f"{name}, seeds" for name in METRICS.values())]


def with_interval(score: Dict[str, Any]) -> str:
    value = score.get("value", score.get("mean"))
    interval = percent_interval(score["low"], score["high"])
    return f"{percent_mean_std(value, score.get('std'))} ({interval})"


def over_seeds(values: List[float]) -> str:
    return percent_mean_std(*mean_std(values))


def language_row(data: dict, code: str, seeds: List[dict]) -> List[str]:
    first = seeds[0]
    return [
        *(str(data["case"] or ""), code, data["name"], str(first["sentences"])),
        *(with_interval(first[metric]) for metric in METRICS),
        *(percent(first["ents_p"]), percent(first["ents_r"])),
        *(over_seeds([seed[metric]["value"] for seed in seeds]) for metric in METRICS),
    ]


def average_row(case: int, seeds: List[dict]) -> List[str]:
    first = seeds[0]
    return [
        *(str(case), "", f"**{len(first['languages'])} languages, mean ± std**", ""),
        *(with_interval(first[metric]) for metric in METRICS),
        *("", ""),
        *(over_seeds([seed[metric]["mean"] for seed in seeds]) for metric in METRICS),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--split", default="test")
    args = parser.parse_args()
    report = srsly.read_json(args.report)

    def of_split(scores: List[dict], **where: Any) -> List[dict]:
        where["split"] = args.split
        return [s for s in scores if all(s[k] == v for k, v in where.items())]

    rows: List[List[str]] = []
    languages = report["languages"]
    for case in (*GROUPS, None):
        for code in (code for code in languages if languages[code]["case"] == case):
            seeds = of_split(report["scores"], language=code)
            rows.append(language_row(languages[code], code, seeds))
        if case:
            group = of_split(report["averages"], group=GROUPS[case], published=False)
            rows.append(average_row(case, group))
    print(markdown_table(HEADER, rows, "lll" + "r" * 9))


if __name__ == "__main__":
    main()
