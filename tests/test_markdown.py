from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from spacy_phonener.markdown import (
    escape_markdown,
    markdown_table,
    percent,
    percent_interval,
    percent_mean_std,
)


def test_cells_stay_in_their_places():
    cells = ["a | b", "two\nlines", ""]
    table = markdown_table(["A|B", "C", "D"], [cells, ["1", "2", "3"]])
    assert table.splitlines() == [
        "| A\\|B | C | D |",
        "| --- | --- | --- |",
        "| a \\| b | two lines |  |",
        "| 1 | 2 | 3 |",
    ]


@given(st.text(st.sampled_from("a\\`*_[](){}<>&|~$#!:-+=1. \n\0éක")) | st.text())
def test_any_text_is_shown_as_it_is(text):
    cell = escape_markdown(text)
    table = markdown_table(["A", cell], [[cell, "B"]])
    tokens = (
        MarkdownIt("commonmark")
        .enable("table")
        .parse(f"# A {cell or '-'} B\n\n{table}")
    )
    found = [token.children for token in tokens if token.type == "inline"]
    shown = " ".join(text.split()).replace("\0", "\ufffd")
    assert [[(part.type, part.content) for part in parts] for parts in found] == [
        [("text", content)] if content else []
        for content in (f"A {shown or '-'} B", "A", shown, shown, "B")
    ]


def test_columns_are_aligned():
    table = markdown_table(["A", "B", "C"], [["1", "2", "3"]], "lrc")
    assert table.splitlines()[1] == "| --- | ---: | :---: |"


def test_percents():
    assert [percent(0.1234), percent(1.0), percent(None)] == ["12.3", "100.0", ""]
    assert percent_interval(0.1, 0.25) == "10.0 to 25.0"
    assert percent_mean_std(0.5, 0.125) == "50.0 ± 12.5"
    assert percent_mean_std(0.5, None) == "50.0"
