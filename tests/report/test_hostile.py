"""Names, labels and texts of strangers: shown as they are, wherever they are written."""

import csv
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import spacy
import srsly
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from spacy_phonener.cli import phonener
from spacy_phonener.cli.report import make_heading
from spacy_phonener.evaluation.tables import to_markdown
from spacy_phonener.evaluation.zero_shot import Evaluation
from spacy_phonener.report import tables
from spacy_phonener.report.figures import (
    make_figures,
    plot_distributions,
    plot_learning,
)
from spacy_phonener.report.page import make_page
from spacy_phonener.report.results import Comparison, Failure, System
from spacy_phonener.report.table import Table, write_csv
from spacy_phonener.report.table import to_markdown as table_to_markdown

from .browser import CHROMIUM, dump_page

NAME = "<img src=x onerror=alert(1)>|=cmd() $\\frac$ `*_[x](javascript:alert(1))_*`"
LABEL = "<img/src=x/onerror=document.title='owned'>"
TOKEN = "</script></ruby><script>document.title='owned'</script>"
IPA = "\"'><svg onload=alert(1)>&lt;b&gt;"
ERROR = f"ValueError: {NAME}\n\n# Heading\n| a | b |\n<script>alert(1)</script>"


class Parts(HTMLParser):
    """The elements of a page with the names of their attributes, and its text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data):
        self.text += data


def make_hostile(report, name=NAME, label=LABEL, token=TOKEN, ipa=IPA):
    """The report with another name for a system, and other labels, tokens and IPA."""

    def rename(systems):
        return {name if s == "canine" else s: own for s, own in systems.items()}

    def relabel(sentences):
        return [[(s, e, label) for s, e, _ in ents] for ents in sentences]

    return report._replace(
        results=replace(
            report.results,
            systems={s: System(s, "", None) for s in (name, "x phone")},
            failures=[Failure(name, "sin", "test", ERROR if name == NAME else "x")],
            comparisons=[
                Comparison(name, "x phone", "test", "ents_f", "sin", d, 0.5)
                for d in (-0.015, 0.005)
            ],
        ),
        readings={
            key: reading._replace(
                tokens=[[token for _ in s] for s in reading.tokens],
                ents=relabel(reading.ents),
                ipa=[[ipa for _ in s] for s in reading.ipa],
            )
            for key, reading in report.readings.items()
        },
        found={
            key: rename({system: relabel(ents) for system, ents in own.items()})
            for key, own in report.found.items()
        },
    )


@pytest.fixture
def hostile(small_report):
    return make_hostile(small_report)


@pytest.fixture
def harmless(small_report):
    return make_hostile(small_report, "name", "LABEL", "token", "ipa")


def test_the_page(hostile, harmless):
    page, usual = (
        Parts(make_page(report, examples=0, seed=0)) for report in (hostile, harmless)
    )
    assert page.elements == usual.elements
    for text in (NAME, LABEL, TOKEN, IPA):
        assert text in page.text


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_page_in_a_browser(hostile, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(make_page(hostile, examples=0, seed=0), encoding="utf-8")
    dom = dump_page(path)
    assert "3 of 3 sentences" in dom and "<title>Sentences" in dom
    assert not re.search("<(img|svg)", dom)


def to_html(text):
    return Parts(MarkdownIt("commonmark").enable("table").render(text))


def test_the_report_in_markdown(hostile, harmless):
    page, usual = (
        to_html(
            "\n\n".join(
                [
                    make_heading(report.results),
                    *map(table_to_markdown, tables.make_tables(report.results)),
                ]
            )
        )
        for report in (hostile, harmless)
    )
    assert page.elements == usual.elements
    assert NAME in page.text and " ".join(ERROR.split()) in page.text


def test_an_evaluation_in_markdown():
    def evaluation(name):
        return to_markdown(name, Evaluation(name, "test", 0, {}, {}, *("", "", "")))

    page, usual = to_html(evaluation(NAME)), to_html(evaluation("name"))
    assert page.elements == usual.elements
    assert page.text.count(NAME) == 2


def test_a_spreadsheet_calculates_nothing(hostile, tmp_path):
    made = {table.name: table for table in tables.make_tables(hostile.results)}
    path = tmp_path / "table.csv"

    def written(table):
        write_csv(table, path)
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    # A difference may have a sign.
    rows = written(made["significance-test"])
    assert [row[4] for row in rows[1:]] == ["-1.5", "+0.5"]
    cells = ["=cmd()", "+1+cmd()", "-2+3", "@sum(1)", "\t=1", "\r=1", "＝1"]
    numbers = ["-1.5", "+0.5", "3", "-1e-05", "", "a=b", "x - y"]
    table = Table("name", "", ["=A"] * 7, [cells, numbers])
    assert written(table) == [["'=A"] * 7, ["'" + cell for cell in cells], numbers]


def test_a_name_is_no_formula_in_a_figure(hostile, tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text('{"step": 1, "scores": {"ents_f": 50.0}}\n{"step": 2, "sco')
    name = "a $\\undefined$ b"
    results = replace(hostile.results, systems={name: System("", "", None)})
    boxes = plot_distributions({name: {"sin": 50.0}}, {name: ["sin"]}, name)
    for figure in (boxes, *dict(make_figures(results, {name: log})).values()):
        figure.savefig(tmp_path / "figure.svg")
    axes = plot_learning({name: log}).axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [name]


def test_displacys_page(tmp_path):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": LABEL, "pattern": "London"}])
    nlp.to_disk(tmp_path / "model")
    texts, page = tmp_path / "texts.jsonl", tmp_path / "page.html"
    srsly.write_jsonl(texts, [{"lang": "eng", "text": "London <b>"}])
    args = ["demo", tmp_path / "model", texts, "--output", page]
    result = CliRunner().invoke(phonener, list(map(str, args)))
    assert result.exit_code == 0, result.output
    html = page.read_text(encoding="utf-8")
    assert "<img" not in html and "&lt;img/src=x/onerror" in html
    assert "<b>" not in html and "English" in html
