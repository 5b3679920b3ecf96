"""A table of the report, as Markdown and as CSV."""

import csv
from pathlib import Path
from typing import List, NamedTuple

from ..markdown import escape_markdown, markdown_table

# How what a spreadsheet takes for a formula begins.
FORMULA = tuple("=+-@＝＋－＠\t\r\n")


class Table(NamedTuple):
    """A table of the report.

    name (str): Of its file.
    title (str): Its heading.
    header (List[str]): The name of each column.
    rows (List[List[str]]): Cells, as many as in the header.
    notes (List[str]): What a reader has to know.
    """

    name: str
    title: str
    header: List[str]
    rows: List[List[str]]
    notes: List[str] = []


def to_markdown(table: Table) -> str:
    """Write a table under its title and notes."""
    title, notes = map(escape_markdown, (table.title, " ".join(table.notes)))
    rows = [list(map(escape_markdown, row)) for row in (table.header, *table.rows)]
    return f"## {title}\n\n{notes}\n\n{markdown_table(rows[0], rows[1:])}\n"


def write_csv(table: Table, path: Path) -> None:
    """Write a table to a CSV file, without its title and notes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = (map(_as_text, row) for row in (table.header, *table.rows))
        csv.writer(file).writerows(rows)


def _as_text(cell: str) -> str:
    """Keep a spreadsheet from calculating what is in a cell, as OWASP says.

    A number may have a sign.
    """
    try:
        float(cell)
    except ValueError:
        return "'" + cell if cell.startswith(FORMULA) else cell
    return cell
