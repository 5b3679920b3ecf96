"""The hearing test as tables."""

from typing import Iterator, List

from ..languages import get_language
from ..markdown import escape_markdown, markdown_table, percent
from .hearing import Hearing, HearingScores

METRICS = {"spans": "Span F1", "entities": "Entity F1"}
HEADER = ["Language", "Name", "Sentences", "As it is", "Lower case", "Kept, %"]
HEADER += ["Random words", "Lost, points"]
ALIGNS = tuple("llrrrrrr")

ABOUT = (
    "The same text as it is, in lower case, and with every word exchanged for a random one "
    "of the text's own vocabulary, of the same length and casing; numbers and punctuation "
    "stay. Kept: the share of the F1 that is left in lower case; none where the script has "
    "no case. Lost: what random words cost. Means are of F1 over languages; what is kept "
    "and lost follows from them. Span F1: exact span, whatever its type; entity F1: exact "
    "span and type; both micro averages."
)


def hearing_rows(hearing: Hearing, metric: str) -> Iterator[List[str]]:
    """Yield a row for each language, and one for each average.

    metric (str): One of METRICS.
    """
    for code, own in hearing.languages.items():
        yield [code, get_language(code).name, *_cells(own, metric)]
    for group, own in hearing.averages.items():
        yield ["mean", group, *_cells(own, metric)]


def _cells(scores: HearingScores, metric: str) -> List[str]:
    heard = getattr(scores, metric)
    values = (heard.as_is, heard.lower, heard.kept, heard.exchanged, heard.lost)
    return [str(scores.sentences), *map(percent, values)]


def to_markdown(pipeline: str, hearing: Hearing) -> str:
    """Write the hearing test of a pipeline as a Markdown page with tables."""
    name, split = map(escape_markdown, (pipeline, hearing.split))
    parts = [
        f"# {name}: hearing test, {split} splits",
        f"Percent, {hearing.date}, {hearing.machine}, spacy-phonener "
        f"{hearing.spacy_phonener}, seed {hearing.seed}. {ABOUT}",
    ]
    for metric, title in METRICS.items():
        table = markdown_table(HEADER, hearing_rows(hearing, metric), ALIGNS)
        parts += [f"## {title}", table]
    return "\n\n".join(parts) + "\n"
