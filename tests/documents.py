"""README and docs, taken apart: blocks of code, tables, links, headings."""

import re
from functools import cache
from pathlib import Path
from typing import Iterator, List, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .conftest import ROOT

DOCUMENTS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "assets").glob("*/README.md")),
]
RESULTS = sorted((ROOT / "benchmarks" / "results").glob("*.md"))


class Block(NamedTuple):
    """A block of code.

    line (int): Where it begins.
    comment (str): The HTML comment before it, or nothing.
    kind (str): Its language.
    """

    path: Path
    line: int
    comment: str
    kind: str
    text: str

    @property
    def place(self) -> str:
        return f"{name(self.path)}, line {self.line}"

    def says(self, word: str) -> str:
        """Get what its comment says after a word and a colon."""
        found = re.fullmatch(rf"<!-- {word}: (.*) -->", self.comment)
        return found[1] if found else ""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parse(path: Path) -> List[Token]:
    markdown = MarkdownIt("commonmark").enable("table")
    return markdown.parse(path.read_text(encoding="utf-8"))


def read_blocks(path: Path, *kinds: str) -> Iterator[Block]:
    """Read a document's blocks of some languages, or of all."""
    comment = ""
    for token in parse(path):
        if token.type in ("fence", "code_block"):
            line = token.map[0] + 1 if token.map else 0
            if not kinds or token.info in kinds:
                yield Block(path, line, comment, token.info, token.content)
        comment = token.content.strip() if token.type == "html_block" else ""


def find_table(path: Path, first: str) -> List[List[str]]:
    """Find the table whose header begins with a cell, and read the rows below it."""
    tables: List[List[List[str]]] = []
    before = ""
    for token in parse(path):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif before in ("th_open", "td_open"):
            tables[-1][-1].append(token.content)
        before = token.type
    [rows] = [rows for rows in tables if rows[0][0] == first]
    return rows[1:]


def find_links(path: Path) -> Iterator[str]:
    """Find what a document's links and pictures point to."""
    for token in parse(path):
        for child in token.children or ():
            if link := child.attrGet("href") or child.attrGet("src"):
                yield str(link)


def find_anchors(path: Path) -> set:
    """Make the anchors of a document's headings as GitHub does."""
    before = ""
    anchors = set()
    for token in parse(path):
        if before == "heading_open":
            heading = re.sub(r"[^\w\- ]", "", token.content.lower())
            anchors.add(heading.replace(" ", "-"))
        before = token.type
    return anchors
