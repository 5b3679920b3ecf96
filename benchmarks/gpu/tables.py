"""What was found, in Markdown."""

from typing import Any, Dict, Iterator, List

from benchmarks.speed.machine import machine_line
from spacy_phonener.markdown import escape_markdown, markdown_table


def page(results: Dict[str, Any]) -> str:
    """Write all that was found."""
    seconds = ", ".join(f"{k} {v:.0f} s" for k, v in results["seconds"].items())
    lines = [
        "# On a GPU",
        f"`{results['command']}`",
        f"{machine_line(results['machine'])}. {seconds}.",
        *sections(results["rows"]),
    ]
    return "\n\n".join(lines) + "\n"


def sections(rows: Dict[str, List[Dict[str, Any]]]) -> Iterator[str]:
    errors = [row for part in rows.values() for row in part if "error" in row]
    good = {k: [r for r in part if "error" not in r] for k, part in rows.items()}
    if errors:
        yield "## What failed"
        yield markdown_table(
            ["what", "error"],
            [[row["what"], escape_markdown(row["error"][:500])] for row in errors],
        )
    if good.get("compare"):
        yield "## Compared with the CPU"
        cells = [
            [
                r["what"],
                f"{r['found']:.2g}",
                f"{r['most']:g}",
                "" if r["held"] else "no",
            ]
            for r in good["compare"]
        ]
        header = ["", "found", "at most", "held"]
        yield markdown_table(header, cells, "lrrl")
    if good.get("speed"):
        yield "## Speed"
        yield markdown_table(
            ["", "system", "batch", "precision", "words/s", "peak memory"],
            [
                [
                    *(row[k] for k in ("what", "system", "batch", "precision")),
                    f"{row['words_per_second']:,.0f}",
                    f"{row['megabytes']:,.0f} MB",
                ]
                for row in good["speed"]
            ],
            "llllrr",
        )
    for name in ("xphonebert", "multilingual"):
        if good.get(name):
            yield f"## Training: {name}.cfg"
            *steps, last = good[name]
            yield f"{last['steps']} steps in {last['seconds']:.0f} s."
            cells = [
                [str(r["step"]), f"{r['loss']:.2f}", f"{100 * r['entity_f1']:.1f}"]
                for r in steps
            ]
            header = ["step", "loss a step", "entity F1 of some validation sentences"]
            yield markdown_table(header, cells, "rrr")
