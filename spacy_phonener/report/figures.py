"""The report's figures (matplotlib), to be read in greyscale too: systems are told apart
by marker and place, not by colour alone."""

from itertools import cycle
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Sequence, Tuple

import srsly
from adjustText import adjust_text
from matplotlib.axes import Axes
from matplotlib.figure import Figure

MARKERS = "os^Dv<>PX"
GREYS = ("0.0", "0.35", "0.55", "0.2", "0.45")
PUBLISHED = ", published"
# Inches a system's box takes.
BOX = 0.42


def make_figures(
    results: Dict[str, Any], logs: Mapping[str, Path]
) -> Iterator[Tuple[str, Figure]]:
    """Draw the figures of the first split.

    logs (Mapping[str, Path]): The training log of each system that has one.
    YIELDS (Tuple[str, Figure]): Name and figure.
    """
    split = results["splits"][0]
    scores = tag_scores(results, split)
    case_scores = {
        f"Case {case}": [
            c for c, f in results["languages"].items() if f["case"] == case
        ]
        for case in (1, 2, 3)
    }
    script_scores = {
        script: [
            code
            for code, facts in results["languages"].items()
            if facts["case"] and (facts["script"] == "Latn") == (script == "Latin")
        ]
        for script in ("Latin", "non-Latin")
    }
    unseen = {
        script: [code for code in codes if code in case_scores["Case 1"]]
        for script, codes in script_scores.items()
    }
    title = f"WikiANN, {split}"
    if any(case_scores.values()):
        yield "cases", draw_distributions(scores, case_scores, title)
        yield "scripts", draw_distributions(scores, script_scores, title)
    if any(unseen.values()):
        yield "scripts-case1", draw_distributions(scores, unseen, f"{title}, Case 1")
    yield (
        "known",
        draw_scatter(
            results, split, known_share, "Segments that the encoder knows (%)"
        ),
    )
    yield (
        "distance",
        draw_scatter(
            results, split, distance, "Phonological distance from English (%)"
        ),
    )
    if logs:
        yield "learning", draw_learning(logs)


def tag_scores(results: Dict[str, Any], split: str) -> Dict[str, Dict[str, float]]:
    """RETURNS (Dict[str, Dict[str, float]]): Tag F1 in percent by system and language;
    of the published systems on languages at hand only."""
    scores: Dict[str, Dict[str, float]] = {}
    here = {s["language"] for s in results["scores"] if s["split"] == split}
    for row in results["published"]:
        if row["table"] == 3:
            own = scores.setdefault(row["system"] + PUBLISHED, {})
            own.update({c: f for c, f in row["scores"].items() if c in here})
    for score in results["scores"]:
        if score["split"] == split:
            own = scores.setdefault(score["system"], {})
            own[score["language"]] = 100 * score["tag_f1"]["value"]
    return scores


def draw_distributions(
    scores: Mapping[str, Mapping[str, float]],
    groups: Mapping[str, Sequence[str]],
    title: str,
) -> Figure:
    """Boxes over languages, a panel for each group (Figures 2, 4 and 5).

    scores (Mapping): In percent, by system and language.
    groups (Mapping[str, Sequence[str]]): Languages of each panel.
    """
    groups = {name: codes for name, codes in groups.items() if codes}
    width = max(len(groups) * (len(scores) * BOX + 0.4) + 0.6, 3.5)
    figure = Figure(figsize=(width, 4.2), layout="constrained")
    panels = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
    for axes, (group, codes) in zip(panels, groups.items()):
        values = [[own[c] for c in codes if c in own] for own in scores.values()]
        axes.boxplot(
            values,
            widths=0.6,
            showfliers=False,
            showmeans=True,
            meanline=True,
            medianprops={"color": "0.6"},
            meanprops={"color": "0", "linestyle": "-", "linewidth": 1.6},
        )
        for place, (own, marker) in enumerate(zip(values, cycle(MARKERS)), 1):
            axes.scatter([place] * len(own), own, 10, "0.35", marker=marker, zorder=3)
            if own:
                mean = sum(own) / len(own)
                axes.text(place, 101, f"{mean:.1f}", ha="center", fontsize=8)
        axes.set_xticks(range(1, len(scores) + 1), scores, rotation=45, ha="right")
        number = f"{len(codes)} language{'s' if len(codes) > 1 else ''}"
        axes.set_title(f"{group} ({number})", fontsize=10, pad=16)
        axes.set_ylim(0, 100)
        axes.grid(axis="y", alpha=0.3)
    panels[0].set_ylabel("Tag F1 (%)")
    figure.suptitle(f"{title}. Black line and number: mean; grey line: median", size=9)
    return figure


def known_share(score: Dict[str, Any], facts: Dict[str, Any]) -> "float | None":
    """What an encoder without a fixed vocabulary knows is what occurs in English."""
    return facts["in_english"] if score["known"] is None else score["known"]


def distance(score: Dict[str, Any], facts: Dict[str, Any]) -> "float | None":
    return facts["distance"]


def draw_scatter(
    results: Dict[str, Any], split: str, get_x: Callable, label: str
) -> Figure:
    """The F1 of each language against a number, a panel for each system. English is the
    language that was trained on, and left out."""
    systems = list(results["systems"])
    figure = Figure(figsize=(4.2 * len(systems), 4), layout="constrained")
    panels = figure.subplots(1, len(systems), sharey=True, squeeze=False)[0]
    for axes, system in zip(panels, systems):
        points: Dict[str, List[Tuple[float, float, str]]] = {}
        for score in results["scores"]:
            code = score["language"]
            if (score["system"], score["split"]) == (system, split) and code != "eng":
                facts = results["languages"][code]
                x = get_x(score, facts)
                group = "Latin" if facts["script"] == "Latn" else "non-Latin"
                if x is not None:
                    point = (100 * x, 100 * score["tag_f1"]["value"], code)
                    points.setdefault(group, []).append(point)
        _draw_points(axes, points)
        axes.set_title(system, fontsize=10)
        axes.set_xlabel(label)
    panels[0].set_ylabel(f"Tag F1, {split} (%)")
    return figure


def _draw_points(axes: Axes, points: Mapping[str, List[Tuple[float, float, str]]]):
    styles = {"Latin": ("o", "0"), "non-Latin": ("^", "none")}
    for group, (marker, face) in styles.items():
        own = points.get(group, [])
        if own:
            x, y, codes = zip(*own)
            axes.scatter(x, y, 24, face, marker=marker, edgecolors="0", label=group)
    axes.set_ylim(0, 100)
    axes.margins(x=0.08)
    axes.grid(alpha=0.3)
    labels = [
        axes.text(x, y, code, fontsize=7)
        for own in points.values()
        for x, y, code in own
    ]
    if labels:
        axes.legend(title="Script", fontsize=8, loc="upper left")
        adjust_text(labels, ax=axes, arrowprops={"arrowstyle": "-", "color": "0.6"})


def draw_learning(logs: Mapping[str, Path]) -> Figure:
    """Score on the validation data as training goes on, from the log of spaCy's
    ConsoleLogger (its output_file)."""
    figure = Figure(figsize=(6, 3.5), layout="constrained")
    axes = figure.subplots()
    for (name, path), marker, grey in zip(logs.items(), cycle(MARKERS), cycle(GREYS)):
        rows = list(srsly.read_jsonl(path))
        steps = [row["step"] for row in rows]
        values = [row["scores"]["ents_f"] for row in rows]
        axes.plot(steps, values, color=grey, marker=marker, markersize=4, label=name)
        if rows:
            end = (steps[-1], values[-1])
            axes.annotate(
                f"{values[-1]:.1f}",
                end,
                (5, -2),
                textcoords="offset points",
                fontsize=7,
            )
    axes.set_xlabel("Step")
    axes.set_ylabel("Entity F1, validation (%)")
    axes.set_ylim(0, 100)
    axes.margins(x=0.08)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    return figure
