"""The report's tables, as Markdown and CSV."""

import csv
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from ..evaluation.errors import KINDS
from ..evaluation.metrics import LABELS
from ..languages import get_language

ABSENT = "†"
FEW = (
    "A hundred sentences of a language are few: 95 % is the interval in which a score "
    "would be, 95 times of 100, if other sentences had been drawn (bootstrap)."
)
LEFT_OUT = (
    f"{ABSENT}: not at hand, and so left out of every average but the one that is "
    "printed in the paper."
)


class Table(NamedTuple):
    """name (str): Of its file. rows (List[List[str]]): Cells, as many as in the header.
    notes (List[str]): What a reader has to know."""

    name: str
    title: str
    header: List[str]
    rows: List[List[str]]
    notes: List[str] = []


def make_tables(results: Dict[str, Any]) -> List[Table]:
    """RETURNS (List[Table]): Those that have rows."""
    tables = [make_statistics(results)]
    for split in results["splits"]:
        tables += make_cases(results, split)
        tables += [
            make_groups(results, split, "scripts", "Latin and non-Latin scripts"),
            make_groups(results, split, "pretraining", "Unseen and seen languages"),
            make_languages(results, split),
            make_errors(results, split),
            make_comparisons(results, split),
            make_differences(results, split),
        ]
    tables += [make_misprints(results), make_failures(results)]
    return [table for table in tables if table.rows]


def make_statistics(results: Dict[str, Any]) -> Table:
    """The paper's Tables 5 and 6."""
    rows = []
    for code, facts in results["languages"].items():
        splits = facts["splits"]
        sentences = [splits.get(s, {}).get("sentences", "") for s in SPLITS]
        entities = [splits.get(results["splits"][0], {}).get("entities", {})]
        rows.append(
            [
                code,
                " ".join(facts["codes"]),
                facts["name"],
                str(facts["case"] or ""),
                facts["script"],
                *map(str, sentences),
                *(str(entities[0].get(label, "")) for label in LABELS),
                _percent(facts["in_english"]),
                _percent(facts["distance"]),
                facts["licence"],
            ]
        )
    return Table(
        "languages",
        "Languages and data (the paper's Tables 5 and 6)",
        ["Code", "Other codes", "Name", "Case", "Script"]
        + [f"Sentences, {split}" for split in SPLITS]
        + [f"{label}, {results['splits'][0]}" for label in LABELS]
        + ["Segments in English, %", "Distance from English, %", "Licence"],
        rows,
        [
            "Script: ISO 15924, that of most letters. Segments in English: the share of "
            "segments that occur in English WikiANN. Distance from English: the share "
            "of panphon's articulatory features in which a phoneme differs from the "
            "nearest English one, averaged over the text."
        ],
    )


SPLITS = ("train", "validation", "test")


def make_cases(results: Dict[str, Any], split: str) -> Iterator[Table]:
    """The paper's Tables 2, 3 and 4, case by case."""
    sentences = {
        code: facts["splits"][split]["sentences"]
        for code, facts in results["languages"].items()
        if split in facts["splits"]
    }
    scores = {
        (s["system"], s["language"]): s
        for s in results["scores"]
        if s["split"] == split
    }
    present = {code for _, code in scores}
    cases = dict.fromkeys((row["table"], row["case"]) for row in results["published"])
    for table, case in cases:
        group = f"Table {table}, Case {case}"
        published = [
            row
            for row in results["published"]
            if (row["table"], row["case"]) == (table, case)
        ]
        codes = list(published[0]["scores"])
        if present.isdisjoint(codes):
            continue
        rows = [
            ["sentences", ""]
            + [str(sentences[c]) if c in present else ABSENT for c in codes]
            + ["", "", "", ""]
        ]
        for row in published:
            average = _average(results, row["system"], True, split, group)
            printed = f"{row['mean']:.1f} ± {row['std']:.1f}"
            cells = [f"{row['scores'][code]:.1f}" for code in codes]
            rows.append(
                [f"{row['system']}, published", "tag F1", *cells]
                + [*_with_interval(average["tag_f1"]), printed]
            )
        for metric, name in (("tag_f1", "tag F1"), ("ents_f", "entity F1")):
            for system in results["systems"]:
                average = _average(results, system, False, split, group)
                cells = [
                    _percent(scores[system, code][metric]["value"])
                    if code in present
                    else ABSENT
                    for code in codes
                ]
                average_cells = _with_interval(average[metric])
                rows.append([system, name, *cells, *average_cells, ""])
        columns = [code if code in present else f"{code}{ABSENT}" for code in codes]
        yield Table(
            f"table{table}-case{case}-{split}",
            f"{group}{' (Table 2)' if (table, case) == (3, 1) else ''}: {split}",
            ["System", "Metric", *columns, "Mean", "Std", "95 %", "Mean in the paper"],
            rows,
            [
                FEW,
                "Here it is that of the mean; those of languages stand below, under "
                f"“Every language: {split}”. Std: sample standard deviation over "
                "languages.",
            ]
            + ([] if present.issuperset(codes) else [LEFT_OUT]),
        )


def make_groups(results: Dict[str, Any], split: str, name: str, title: str) -> Table:
    """Averages over languages by script (Figures 4 and 5) or by pretraining."""
    if name == "scripts":
        scripts = ("Latin", "non-Latin")
        names = [f"Case {case}, {script}" for case in (1, 2, 3) for script in scripts]
        names += scripts
    else:
        names = ["unseen", "seen"]
    rows = [
        [
            group,
            average["system"] + (", published" if average["published"] else ""),
            str(len(average["languages"])),
            *_with_interval(average["tag_f1"]),
            *_with_interval(average.get("ents_f")),
            " ".join(average["languages"]),
        ]
        for group in names
        for average in results["averages"]
        if (average["split"], average["group"]) == (split, group)
    ]
    return Table(
        f"{name}-{split}",
        f"{title}: {split}",
        ["Languages", "System", "Number"]
        + ["Tag F1", "Std", "95 %", "Entity F1", "Std", "95 %", "Which"],
        rows,
        [
            "Averages over the languages at hand; 95 %: of the average over just these "
            "languages (bootstrap over sentences).",
            *(
                [
                    "Seen: in the pretraining of the system's encoder. What was never "
                    "pretrained has seen none of the paper's languages."
                ]
                if name == "pretraining"
                else []
            ),
        ],
    )


def make_languages(results: Dict[str, Any], split: str) -> Table:
    rows = []
    for score in _scores(results, split):
        types = score["ents_per_type"]
        rows.append(
            [
                score["language"],
                get_language(score["language"]).name,
                score["system"],
                str(score["sentences"]),
                *_value(score["tag_f1"]),
                *_value(score["ents_f"]),
                _percent(score["ents_p"]),
                _percent(score["ents_r"]),
                *(_percent(types.get(label, {}).get("f", 0.0)) for label in LABELS),
                _percent(score["known"]),
            ]
        )
    return Table(
        f"scores-{split}",
        f"Every language: {split}",
        ["Language", "Name", "System", "Sentences", "Tag F1", "95 %"]
        + ["Entity F1", "95 %", "Precision", "Recall"]
        + [f"{label} F1" for label in LABELS]
        + ["Known segments"],
        rows,
        [
            FEW,
            "Known segments: the share that the encoder's fixed vocabulary has, if it "
            "has one.",
        ],
    )


def make_errors(results: Dict[str, Any], split: str) -> Table:
    groups: Dict[Tuple[str, str], List[Dict[str, int]]] = {}
    for score in _scores(results, split):
        case = get_language(score["language"]).case
        group = f"Case {case}" if case else "others"
        groups.setdefault((score["system"], group), []).append(score["errors"])
    rows = [
        [*key, str(len(own))] + [str(sum(e[kind] for e in own)) for kind in KINDS]
        for key, own in sorted(groups.items())
    ]
    return Table(
        f"errors-{split}",
        f"Kinds of errors: {split}",
        ["System", "Languages", "Number", *(kind.title() for kind in KINDS)],
        rows,
        [
            "Boundary: shares a token with a gold entity of its type. Type: only with "
            "gold entities of other types. Spurious: with none. Missed: a gold entity "
            "that shares no token with any that was found."
        ],
    )


def make_comparisons(results: Dict[str, Any], split: str) -> Table:
    metrics = {"tag_f1": "tag F1", "ents_f": "entity F1"}
    rows = [
        [
            c["where"],
            c["a"],
            c["b"],
            metrics[c["metric"]],
            f"{100 * c['difference']:+.1f}",
            f"{c['p']:.3f}",
        ]
        for c in results["comparisons"]
        if c["split"] == split
    ]
    return Table(
        f"significance-{split}",
        f"Is one system better? {split}",
        ["Where", "A", "B", "Metric", "A - B", "p"],
        rows,
        [
            "p: how often a difference as large arises where the two systems' answers "
            "are swapped at random, sentence by sentence (approximate randomization, "
            f"{results['resamples']} times). One in twenty rows is below 0.05 by chance "
            "alone."
        ],
    )


def make_differences(results: Dict[str, Any], split: str) -> Table:
    columns = ("sentences", "differ", "a_right", "b_right")
    rows = [
        [d["language"], d["a"], d["b"], *(str(d[column]) for column in columns)]
        for d in results["differences"]
        if d["split"] == split
    ]
    return Table(
        f"differences-{split}",
        f"Where two systems differ: {split}",
        ["Language", "A", "B", "Sentences", "They differ", "A is right", "B is right"],
        rows,
        [
            "Right: all entities of the sentence are the gold ones, and there are no more."
        ],
    )


def make_misprints(results: Dict[str, Any]) -> Table:
    rows = [
        [
            f"Table {m['table']}, Case {m['case']}",
            m["system"],
            m["statistic"],
            f"{m['printed']:.2f}",
            f"{m['computed']:.2f}",
        ]
        for m in results["misprints"]
    ]
    return Table(
        "misprints",
        "Published averages that do not follow from the published scores",
        ["Where", "System", "Statistic", "Printed", "Computed"],
        rows,
        ["All others do, to the two decimals that are printed."],
    )


def make_failures(results: Dict[str, Any]) -> Table:
    rows = [
        [f["language"], f["split"], f["system"] or "(reading the file)", f["error"]]
        for f in results["failures"]
    ]
    return Table(
        "failures",
        "What failed",
        ["Language", "Split", "System", "Error"],
        rows,
        ["A language that one system failed on is in nobody's scores."],
    )


def _scores(results: Dict[str, Any], split: str) -> List[Dict[str, Any]]:
    return [score for score in results["scores"] if score["split"] == split]


def _average(results, system, published, split, group) -> Dict[str, Any]:
    wanted = (system, published, split, group)
    return next(
        a
        for a in results["averages"]
        if (a["system"], a["published"], a["split"], a["group"]) == wanted
    )


def _percent(value: Optional[float]) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def _value(score: Dict[str, float]) -> List[str]:
    return [_percent(score["value"]), _interval(score)]


def _mean_std(average: Dict[str, Any]) -> List[str]:
    return [_percent(average["mean"]), _percent(average["std"])]


def _with_interval(average: Optional[Dict[str, Any]]) -> List[str]:
    if average is None:
        return ["", "", ""]
    return [*_mean_std(average), _interval(average) if "low" in average else ""]


def _interval(score: Dict[str, float]) -> str:
    return f"{_percent(score['low'])} to {_percent(score['high'])}"


def to_markdown(table: Table) -> str:
    """RETURNS (str): The table under its title and notes."""
    lines = [f"## {table.title}", "", " ".join(table.notes), ""]
    lines += [_markdown_row(table.header), "|" + "---|" * len(table.header)]
    lines += map(_markdown_row, table.rows)
    return "\n".join(lines) + "\n"


def _markdown_row(cells: List[str]) -> str:
    escaped = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(escaped) + " |"


def write_csv(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([table.header, *table.rows])
