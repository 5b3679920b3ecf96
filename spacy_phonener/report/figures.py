"""The report's figures (matplotlib).

They are to be read in greyscale too: systems are told apart by marker and place, not by
colour alone.
"""

from itertools import cycle
from pathlib import Path
from typing import (
    Callable,
    Dict,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
)

import srsly
from adjustText import adjust_text
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .results import Certainty, FileScores, LanguageData, Results

MARKERS = "os^Dv<>PX"
GREYS = ("0.0", "0.35", "0.55", "0.2", "0.45")
PUBLISHED = ", published"
# Inches a system's box takes.
BOX = 0.42
# A system may have dollar signs in its name.
no_formulas = rc_context({"text.parse_math": False})


def make_figures(
    results: Results, logs: Mapping[str, Path]
) -> Iterator[Tuple[str, Figure]]:
    """Yield the figures of the first split, each after its name.

    logs (Mapping[str, Path]): The training log of each system that has one.
    """
    split = results.splits[0]
    scores = tag_scores(results, split)
    case_scores = {
        f"Case {case}": [c for c, d in results.languages.items() if d.case == case]
        for case in (1, 2, 3)
    }
    script_scores = {
        script: [
            code
            for code, data in results.languages.items()
            if data.case and (data.script == "Latn") == (script == "Latin")
        ]
        for script in ("Latin", "non-Latin")
    }
    unseen = {
        script: [code for code in codes if code in case_scores["Case 1"]]
        for script, codes in script_scores.items()
    }
    title = "Running text" if split.startswith("text") else "WikiANN"
    title = f"{title}, {split}"
    if any(case_scores.values()):
        yield "cases", plot_distributions(scores, case_scores, title)
        yield "scripts", plot_distributions(scores, script_scores, title)
    if any(unseen.values()):
        yield "scripts-case1", plot_distributions(scores, unseen, f"{title}, Case 1")
    label = "Segments that the encoder knows (%)"
    yield "known", plot_scatter(results, split, known_share, label)
    label = "Phonological distance from English (%)"
    yield "distance", plot_scatter(results, split, lambda _, data: data.distance, label)
    certainties = [c for c in results.certainties if c.split == split]
    if certainties:
        yield "reliability", plot_reliability(certainties, title)
        yield "precision-recall", plot_precision_recall(certainties, title)
    if logs:
        yield "learning", plot_learning(logs)


def tag_scores(results: Results, split: str) -> Dict[str, Dict[str, float]]:
    """Collect tag F1 in percent by system and language, by the paper's decoding.

    Of the published systems on languages at hand only.
    """
    scores: Dict[str, Dict[str, float]] = {}
    here = {score.language for score in results.scores if score.split == split}
    for row in results.published:
        if row.table == 3:
            own = scores.setdefault(row.system + PUBLISHED, {})
            own.update({c: f for c, f in row.scores.items() if c in here})
    for score in results.scores:
        if score.split == split:
            own = scores.setdefault(score.system, {})
            own[score.language] = 100 * score.tag_f1_argmax.value
    return scores


@no_formulas
def plot_distributions(
    scores: Mapping[str, Mapping[str, float]],
    groups: Mapping[str, Sequence[str]],
    title: str,
) -> Figure:
    """Plot boxes over languages, a panel for each group (Figures 2, 4 and 5).

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
    panels[0].set_ylabel("Tag F1, argmax (%)")
    figure.suptitle(f"{title}. Black line and number: mean; grey line: median", size=9)
    return figure


def known_share(score: FileScores, data: LanguageData) -> Optional[float]:
    """Tell the share of segments that an encoder knows.

    What one without a fixed vocabulary knows is what occurs in English.
    """
    return data.in_english if score.known is None else score.known


@no_formulas
def plot_scatter(
    results: Results,
    split: str,
    get_x: Callable[[FileScores, LanguageData], Optional[float]],
    label: str,
) -> Figure:
    """Plot the F1 of each language against a share, a panel for each system.

    English is the language that was trained on, and left out.
    """
    systems = list(results.systems)
    figure = Figure(figsize=(4.2 * len(systems), 4), layout="constrained")
    panels = figure.subplots(1, len(systems), sharey=True, squeeze=False)[0]
    for axes, system in zip(panels, systems):
        points: Dict[str, List[Tuple[float, float, str]]] = {}
        for score in results.scores:
            code = score.language
            if (score.system, score.split) == (system, split) and code != "eng":
                data = results.languages[code]
                x = get_x(score, data)
                group = "Latin" if data.script == "Latn" else "non-Latin"
                if x is not None:
                    point = (100 * x, 100 * score.tag_f1_argmax.value, code)
                    points.setdefault(group, []).append(point)
        _plot_points(axes, points)
        axes.set_title(system, fontsize=10)
        axes.set_xlabel(label)
    panels[0].set_ylabel(f"Tag F1, argmax, {split} (%)")
    return figure


def _plot_points(axes: Axes, points: Mapping[str, List[Tuple[float, float, str]]]):
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


@no_formulas
def plot_learning(logs: Mapping[str, Path]) -> Figure:
    """Plot the score on the validation data as training goes on.

    logs (Mapping[str, Path]): By system, what spaCy's ConsoleLogger writes to its
        output_file.
    """
    figure = Figure(figsize=(6, 3.5), layout="constrained")
    axes = figure.subplots()
    for (name, path), marker, grey in zip(logs.items(), cycle(MARKERS), cycle(GREYS)):
        # The last line of a training that was killed may be half a one.
        rows = list(srsly.read_jsonl(path, skip=True))
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


@no_formulas
def plot_reliability(certainties: Sequence[Certainty], title: str) -> Figure:
    """Plot how often entities of each probability are right, a panel for each system.

    On the diagonal, probabilities mean what they say. The area of a point is the number of
    entities.
    """
    figure = Figure(figsize=(3.4 * len(certainties) + 0.6, 3.8), layout="constrained")
    panels = figure.subplots(1, len(certainties), sharey=True, squeeze=False)[0]
    for axes, certainty in zip(panels, certainties):
        bins = certainty.reliability.bins
        sizes = [20 + 300 * b.n / certainty.reliability.n for b in bins]
        axes.plot([0, 100], [0, 100], color="0.7", linestyle="--", linewidth=1)
        x, y = [100 * b.probability for b in bins], [100 * b.right for b in bins]
        axes.plot(x, y, color="0", linewidth=1)
        axes.scatter(x, y, sizes, "0.45", edgecolors="0")
        error = 100 * (certainty.reliability.ece or 0.0)
        axes.set_title(
            f"{certainty.system}\ncalibration error {error:.1f}", fontsize=10
        )
        axes.set_xlabel("Probability (%)")
        axes.set_xlim(0, 100)
        axes.set_ylim(0, 100)
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("Right (%)")
    figure.suptitle(f"{title}, all languages together", size=9)
    return figure


@no_formulas
def plot_precision_recall(certainties: Sequence[Certainty], title: str) -> Figure:
    """Plot precision and recall at every threshold."""
    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.subplots()
    for certainty, marker, grey in zip(certainties, cycle(MARKERS), cycle(GREYS)):
        _, precision, recall = zip(*certainty.curve)
        axes.plot(
            [100 * r for r in recall],
            [100 * p for p in precision],
            color=grey,
            marker=marker,
            markevery=[0, -1],
            markersize=4,
            label=certainty.system,
        )
    axes.set_xlabel("Recall (%)")
    axes.set_ylabel("Precision (%)")
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.suptitle(f"{title}, all languages together", size=9)
    return figure
