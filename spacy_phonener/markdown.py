"""Text and tables in Markdown, and the percents in them."""

import re
from typing import Iterable, List, Optional, Sequence

from wasabi import MarkdownRenderer

# What Markdown takes for more than text, beside HTML. (Tables see to their bars.)
MARKUP = re.compile(r"[\\`*_\[\]~$#]")


def escape_markdown(text: str) -> str:
    """Write any text so that Markdown shows just it, on one line.

    HTML is escaped as HTML has it: not every renderer knows backslashes there.
    """
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return MARKUP.sub(r"\\\g<0>", line)


def markdown_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], aligns: Sequence[str] = ()
) -> str:
    """Write a table in Markdown, with no newline at its end.

    header (Sequence[str]): The name of each column.
    rows (Iterable[Sequence[str]]): Cells in Markdown, as many as in the header.
    aligns (Sequence[str]): "l", "r" or "c" for each column, as in "lrr". Defaults to
        all left.
    """
    cells, header = map(_escape, rows), _escape(header)
    return MarkdownRenderer().table(cells, header, aligns or None)  # type: ignore


def _escape(row: Sequence[str]) -> List[str]:
    """Keep each cell on its line and between its bars, which wasabi leaves to us."""
    return [" ".join(cell.split()).replace("|", "\\|") for cell in row]


def percent(value: Optional[float]) -> str:
    """Write a share in percent, to one decimal; nothing for None."""
    return "" if value is None else f"{100 * value:.1f}"


def percent_interval(low: float, high: float) -> str:
    """Write an interval of shares in percent."""
    return f"{percent(low)} to {percent(high)}"


def percent_mean_std(mean: float, std: Optional[float]) -> str:
    """Write a mean of shares in percent, and their standard deviation if it is known."""
    return percent(mean) if std is None else f"{percent(mean)} ± {percent(std)}"
