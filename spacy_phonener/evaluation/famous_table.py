"""What was found of famous names, as tables."""

from typing import Iterator, List

from ..languages import get_language
from ..markdown import escape_markdown, markdown_table, percent
from .famous import CARRIERS, Famous, NameRecall

HEADER = ["Script", "Language", "Name", "Names", "Sentences", "Recall", "Span recall"]
ALIGNS = tuple("lllrrrr")

ABOUT = (
    "The 50 most populous countries and 36 capitals, as the Unicode CLDR spells them, each in "
    f"the place of a gold place (LOC) of up to {CARRIERS} sentences of the corpus. Recall: the "
    "share of these in which just the name was found, as LOC; span recall: whatever its type."
)


def famous_rows(famous: Famous) -> Iterator[List[str]]:
    """Yield a row for each script, and one for each of its languages."""
    for script, pooled in famous.scripts.items():
        for code, own in famous.languages.items():
            if own.script == script:
                yield [script, code, get_language(code).name, *_cells(own.found)]
        yield [script, "together", "", *_cells(pooled)]


def _cells(found: NameRecall) -> List[str]:
    counts = map(str, (found.names, found.sentences))
    return [*counts, percent(found.recall), percent(found.span_recall)]


def left_out_lines(famous: Famous) -> List[str]:
    """Say of each language that was not tested why."""
    return [
        f"{code} ({get_language(code).name}): {reason}"
        for code, reason in famous.left_out.items()
    ]


def to_markdown(pipeline: str, famous: Famous) -> str:
    """Write what a pipeline found as a Markdown page with a table."""
    name, split = map(escape_markdown, (pipeline, famous.split))
    left_out = [f"- {line}" for line in left_out_lines(famous)]
    parts = [
        f"# {name}: famous names in sentences of {split} splits",
        f"Percent, {famous.date}, {famous.machine}, spacy-phonener "
        f"{famous.spacy_phonener}, seed {famous.seed}. {ABOUT}",
        markdown_table(HEADER, famous_rows(famous), ALIGNS),
    ]
    if left_out:
        parts += ["Left out:", "\n".join(left_out)]
    return "\n\n".join(parts) + "\n"
