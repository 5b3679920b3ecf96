"""The tables of an evaluation: its scores, and what is wrong."""

from typing import Iterator, List, Optional

from ..languages import get_language
from ..markdown import escape_markdown, markdown_table, percent, percent_mean_std
from .errors import KINDS
from .zero_shot import CASED, CASELESS, Evaluation, MeanStd

# The names of columns, and how they are aligned.
HEADER = ["Group", "Language", "Name", "Sentences", "Tag F1, argmax"]
HEADER += ["Tag F1, component", "Entity F1", "Span F1", "Capitals"]
HEADER += ["Precision", "Recall"]
ALIGNS = tuple("lll" + "r" * 8)
ERRORS_HEADER = ["Language", "Name", "Entities", *(kind.title() for kind in KINDS)]
ERRORS_HEADER += ["First words", "Recall, first words", "Recall, elsewhere"]
ERRORS_ALIGNS = tuple("ll" + "r" * 8)

ABOUT_SCORES = (
    "Tag F1: macro average over the tags, unit by unit. Argmax: each unit has its best "
    "tag, as in Sohn et al. 2024, Tables 2 to 4: compare with those. Component: the tags "
    "of the entities that the pipeline answers, on the segments of one G2P. Entity F1: "
    "exact span and type, micro average; precision and recall are its own. Span F1: exact "
    "span, whatever its type. Capitals: the span F1 of the baseline that takes every run "
    "of capitalized words for a name; none where the script has no case. std: sample "
    "standard deviation over languages."
)
ABOUT_ERRORS = (
    "Boundary: what was found shares a token with a gold entity of its type. Type: only "
    "with gold entities of other types. Missed: a gold entity that shares no token with "
    "any that was found. Spurious: what was found shares no token with a gold one. First "
    "words: gold entities that begin a sentence; recall is of exact span and type."
)


def table_rows(evaluation: Evaluation) -> Iterator[List[str]]:
    """Yield a row of scores for each language, and one for each group's average."""
    for group, average in evaluation.averages.items():
        # These are the languages of the other groups again.
        for code in average.languages if group not in (CASED, CASELESS) else ():
            own = evaluation.languages[code]
            values = (own.tag_f1_argmax, own.tag_f1, own.ents_f, own.span_f1)
            cells = map(percent, (*values, own.capitals_f1, own.ents_p, own.ents_r))
            name = get_language(code).name
            yield [group, code, name, str(own.sentences), *cells]
        if len(average.languages) > 1:
            metrics = (average.tag_f1_argmax, average.tag_f1, average.ents_f)
            others = (average.span_f1, average.capitals_f1)
            cells = map(_mean_std, (*metrics, *others))
            name = f"{len(average.languages)} languages"
            yield [group, "mean ± std", name, "", *cells, "", ""]


def _mean_std(metric: Optional[MeanStd]) -> str:
    return percent_mean_std(metric.mean, metric.std) if metric else ""


def error_rows(evaluation: Evaluation) -> Iterator[List[str]]:
    """Yield a row for each language: its errors by kind, and its recall by place."""
    for code, own in evaluation.languages.items():
        first, other = own.first_words, own.elsewhere
        counts = [first.gold + other.gold, *own.errors.values(), first.gold]
        recalls = map(percent, (first.share, other.share))
        yield [code, get_language(code).name, *map(str, counts), *recalls]


def to_markdown(pipeline: str, evaluation: Evaluation) -> str:
    """Write the scores of a pipeline as a Markdown page with tables."""
    parts = [
        f"# {escape_markdown(pipeline)}: {escape_markdown(evaluation.split)} splits",
        escape_markdown(evaluation.description),
        f"Scores in percent, {evaluation.date}, {evaluation.machine}, spacy-phonener "
        f"{evaluation.spacy_phonener}. {ABOUT_SCORES}",
        markdown_table(HEADER, table_rows(evaluation), ALIGNS),
        "## What is wrong",
        ABOUT_ERRORS,
        markdown_table(ERRORS_HEADER, error_rows(evaluation), ERRORS_ALIGNS),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"
