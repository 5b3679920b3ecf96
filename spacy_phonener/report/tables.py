"""The report's tables, as Markdown and CSV."""

from typing import Dict, Iterator, List, Optional, Set, Tuple

from ..evaluation.errors import KINDS, pool
from ..evaluation.metrics import LABELS
from ..evaluation.reliability import average_bins
from ..languages import get_language
from ..markdown import percent, percent_interval
from .groups import case_of
from .published import PublishedScores
from .results import FileScores, MeanScore, Results, Score
from .table import Table

SPLITS = ("train", "validation", "test")
METRICS = {
    "tag_f1_argmax": "tag F1, argmax",
    "tag_f1": "tag F1, component",
    "ents_f": "entity F1",
}
ABSENT = "†"
FEW = (
    "A hundred sentences of a language are few: 95 % is the interval in which a score "
    "would be, 95 times of 100, if other sentences had been drawn (bootstrap)."
)
LEFT_OUT = (
    f"{ABSENT}: not at hand, and so left out of every average but the one that is "
    "printed in the paper."
)


def make_tables(results: Results) -> List[Table]:
    """Make the tables that have rows."""
    tables = [make_statistics(results)]
    for split in results.splits:
        tables += make_cases(results, split)
        tables += [
            make_groups(results, split, "scripts", "Latin and non-Latin scripts"),
            make_groups(results, split, "pretraining", "Unseen and seen languages"),
            make_languages(results, split),
            make_errors(results, split),
            make_comparisons(results, split),
            make_differences(results, split),
            make_certainties(results, split),
        ]
    tables += [make_misprints(results), make_failures(results)]
    return [table for table in tables if table.rows]


def make_statistics(results: Results) -> Table:
    """The paper's Tables 5 and 6."""
    rows = []
    for code, data in results.languages.items():
        sentences = [
            str(data.splits[split].sentences) if split in data.splits else ""
            for split in SPLITS
        ]
        scored = data.splits.get(results.splits[0])
        entities = [str(scored.entities[label]) if scored else "" for label in LABELS]
        rows.append(
            [code, " ".join(data.codes), data.name, str(data.case or ""), data.script]
            + [*sentences, *entities]
            + [percent(data.in_english), percent(data.distance), data.licence]
        )
    return Table(
        "languages",
        "Languages and data (the paper's Tables 5 and 6)",
        ["Code", "Other codes", "Name", "Case", "Script"]
        + [f"Sentences, {split}" for split in SPLITS]
        + [f"{label}, {results.splits[0]}" for label in LABELS]
        + ["Segments in English, %", "Distance from English, %", "Licence"],
        rows,
        [
            "Script: ISO 15924, that of most letters. Segments in English: the share of "
            "segments that occur in English WikiANN. Distance from English: the share "
            "of panphon's articulatory features in which a phoneme differs from the "
            "nearest English one, averaged over the text."
        ],
    )


def make_cases(results: Results, split: str) -> Iterator[Table]:
    """The paper's Tables 2, 3 and 4, case by case."""
    present = {score.language for score in results.scores if score.split == split}
    cases: Dict[str, List[PublishedScores]] = {}
    for row in results.published:
        cases.setdefault(case_of(row), []).append(row)
    for published in cases.values():
        if not present.isdisjoint(published[0].scores):
            yield make_case(results, split, published, present)


def make_case(
    results: Results, split: str, published: List[PublishedScores], present: Set[str]
) -> Table:
    """The published scores and ours on the languages of one case.

    published (List[PublishedScores]): The rows of the paper.
    present (Set[str]): The languages at hand.
    """
    table, case, codes = published[0].table, published[0].case, published[0].scores
    group = case_of(published[0])
    scores = {(s.system, s.language): s for s in results.scores if s.split == split}
    averages = {
        (average.system, average.published): average
        for average in results.averages
        if (average.split, average.group) == (split, group)
    }
    cells = [
        str(results.languages[code].splits[split].sentences)
        if code in present
        else ABSENT
        for code in codes
    ]
    rows = [["sentences", "", *cells, "", "", "", ""]]
    for row in published:
        cells = [f"{value:.1f}" for value in row.scores.values()]
        means = _mean_cells(averages[row.system, True].tag_f1_argmax)
        printed = f"{row.mean:.1f} ± {row.std:.1f}"
        label = f"{row.system}, published"
        rows.append([label, METRICS["tag_f1_argmax"], *cells, *means, printed])
    for metric, name in METRICS.items():
        for system in results.systems:
            cells = [
                percent(getattr(scores[system, code], metric).value)
                if code in present
                else ABSENT
                for code in codes
            ]
            means = _mean_cells(getattr(averages[system, False], metric))
            rows.append([system, name, *cells, *means, ""])
    columns = [code if code in present else f"{code}{ABSENT}" for code in codes]
    return Table(
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


def make_groups(results: Results, split: str, name: str, title: str) -> Table:
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
            average.system + (", published" if average.published else ""),
            str(len(average.languages)),
            *_mean_cells(average.tag_f1_argmax),
            *_mean_cells(average.tag_f1),
            *_mean_cells(average.ents_f),
            " ".join(average.languages),
        ]
        for group in names
        for average in results.averages
        if (average.split, average.group) == (split, group)
    ]
    return Table(
        f"{name}-{split}",
        f"{title}: {split}",
        ["Languages", "System", "Number"]
        + ["Tag F1, argmax", "Std", "95 %", "Tag F1, component", "Std", "95 %"]
        + ["Entity F1", "Std", "95 %", "Which"],
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


def make_languages(results: Results, split: str) -> Table:
    """Every score, language by language."""
    rows = []
    for score in _scores_of(results, split):
        types = score.ents_per_type
        rows.append(
            [
                score.language,
                get_language(score.language).name,
                score.system,
                str(score.sentences),
                *_score_cells(score.tag_f1_argmax),
                *_score_cells(score.tag_f1),
                *_score_cells(score.ents_f),
                percent(score.ents_p),
                percent(score.ents_r),
                percent(score.span_f1),
                percent(score.capitals_f1),
                *(percent(types.get(label, {}).get("f", 0.0)) for label in LABELS),
                percent(score.known),
            ]
        )
    return Table(
        f"scores-{split}",
        f"Every language: {split}",
        ["Language", "Name", "System", "Sentences", "Tag F1, argmax", "95 %"]
        + ["Tag F1, component", "95 %"]
        + ["Entity F1", "95 %", "Precision", "Recall", "Span F1", "Capitals"]
        + [f"{label} F1" for label in LABELS]
        + ["Known segments"],
        rows,
        [
            FEW,
            "Span F1: exact span, whatever its type. Capitals: the span F1 of the baseline "
            "that takes every run of capitalized words for a name; none where the script "
            "has no case.",
            "Known segments: the share that the encoder's fixed vocabulary has, if it "
            "has one.",
        ],
    )


def make_errors(results: Results, split: str) -> Table:
    """How many errors of each kind there are, by case."""
    groups: Dict[Tuple[str, str], List[FileScores]] = {}
    for score in _scores_of(results, split):
        case = get_language(score.language).case
        group = f"Case {case}" if case else "others"
        groups.setdefault((score.system, group), []).append(score)
    rows = [
        [*key, str(len(own))]
        + [str(sum(score.errors[kind] for score in own)) for kind in KINDS]
        + [percent(pool([score.first_words for score in own]))]
        + [percent(pool([score.elsewhere for score in own]))]
        for key, own in sorted(groups.items())
    ]
    return Table(
        f"errors-{split}",
        f"Kinds of errors: {split}",
        ["System", "Languages", "Number", *(kind.title() for kind in KINDS)]
        + ["Recall, first words", "Recall, elsewhere"],
        rows,
        [
            "Boundary: shares a token with a gold entity of its type. Type: only with "
            "gold entities of other types. Spurious: with none. Missed: a gold entity "
            "that shares no token with any that was found. First words: gold entities that "
            "begin a sentence; recall is of exact span and type."
        ],
    )


def make_comparisons(results: Results, split: str) -> Table:
    """Whether the differences of two systems are significant."""
    rows = [
        [c.where, c.a, c.b, METRICS[c.metric]]
        + [f"{100 * c.difference:+.1f}", f"{c.p:.3f}"]
        for c in results.comparisons
        if c.split == split
    ]
    return Table(
        f"significance-{split}",
        f"Is one system better? {split}",
        ["Where", "A", "B", "Metric", "A - B", "p"],
        rows,
        [
            "p: how often a difference as large arises where the two systems' answers "
            "are swapped at random, sentence by sentence (approximate randomization, "
            f"{results.resamples} times). One in twenty rows is below 0.05 by chance "
            "alone."
        ],
    )


def make_differences(results: Results, split: str) -> Table:
    """In how many sentences two systems differ, and which of them is right."""
    rows = [
        [d.language, d.a, d.b, *map(str, (d.sentences, d.differ, d.a_right, d.b_right))]
        for d in results.differences
        if d.split == split
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


def make_certainties(results: Results, split: str) -> Table:
    """How far the probabilities of each system can be trusted."""
    rows = [
        [c.system, str(c.reliability.n), percent(mean_probability), percent(right)]
        + [percent(c.reliability.ece)]
        for c in results.certainties
        if c.split == split
        for mean_probability, right in [average_bins(c.reliability)]
    ]
    return Table(
        f"calibration-{split}",
        f"How far probabilities can be trusted: {split}",
        ["System", "Entities", "Mean probability", "Right", "Calibration error"],
        rows,
        [
            "Of what it finds in all languages together. Calibration error: how far the "
            "share of right ones is from their probability, in ten bins, on average "
            "(Guo et al. 2017)."
        ],
    )


def make_misprints(results: Results) -> Table:
    """Which published averages are wrong."""
    rows = [
        [f"Table {m.table}, Case {m.case}", m.system, m.statistic]
        + [f"{m.printed:.2f}", f"{m.computed:.2f}"]
        for m in results.misprints
    ]
    return Table(
        "misprints",
        "Published averages that do not follow from the published scores",
        ["Where", "System", "Statistic", "Printed", "Computed"],
        rows,
        ["All others do, to the two decimals that are printed."],
    )


def make_failures(results: Results) -> Table:
    """What could not be read, or run on."""
    rows = [
        [f.language, f.split, f.system or "(reading the file)", f.error]
        for f in results.failures
    ]
    return Table(
        "failures",
        "What failed",
        ["Language", "Split", "System", "Error"],
        rows,
        ["A language that one system failed on is in nobody's scores."],
    )


def _scores_of(results: Results, split: str) -> List[FileScores]:
    return [score for score in results.scores if score.split == split]


def _score_cells(score: Score) -> List[str]:
    return [percent(score.value), percent_interval(score.low, score.high)]


def _mean_cells(score: Optional[MeanScore]) -> List[str]:
    if score is None:
        return ["", "", ""]
    cells = [percent(score.mean), percent(score.std), ""]
    if score.low is not None and score.high is not None:
        cells[2] = percent_interval(score.low, score.high)
    return cells
