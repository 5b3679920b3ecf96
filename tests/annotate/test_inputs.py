"""Which files are read, in which format."""

from pathlib import Path

import pytest

from spacy_phonener.annotate.inputs import Input, find_inputs


def touch(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x\n")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def names(paths, *args, **kwargs):
    return [(file.path, file.format) for file in find_inputs(paths, *args, **kwargs)]


def test_a_name_tells_the_format_and_the_compression():
    touch("a.txt", "b.jsonl.gz", "c.TSV.zst")
    assert find_inputs(["a.txt"]) == [Input("a.txt", "text", 2)]
    [packed] = find_inputs(["b.jsonl.gz"])
    assert packed.format == "jsonl" and packed.compression == "gzip"
    assert not packed.can_seek


def test_a_folder_is_read_with_all_in_it_by_name():
    touch("in/b.txt", "in/a/z.csv", "in/picture.png", "in/.hidden.txt", "in/_SUCCESS")
    assert names(["in"]) == [("in/a/z.csv", "csv"), ("in/b.txt", "text")]
    assert names(["in"], exclude=[Path("in/a")]) == [("in/b.txt", "text")]


def test_hidden_folders_are_left_out(tmp_path):
    """As runs that were interrupted leave behind, editors, and Spark."""
    touch("in/.out.jsonl-x/new/out.jsonl", "in/_temporary/a.jsonl", "in/b.jsonl")
    assert names(["in"]) == [("in/b.jsonl", "jsonl")]
    url = f"file://{tmp_path}/in"
    assert names([url]) == [(f"{url}/b.jsonl", "jsonl")]
    touch(".mine/a.txt")
    assert names([".mine"]) == [(".mine/a.txt", "text")]


def test_patterns_and_urls(tmp_path):
    touch("in/b.txt", "in/a.txt", "in/deep/c.txt")
    assert names(["in/*.txt"]) == [("in/a.txt", "text"), ("in/b.txt", "text")]
    url = f"file://{tmp_path}/in"
    assert names([url]) == [
        (f"{url}/{n}", "text") for n in ("a.txt", "b.txt", "deep/c.txt")
    ]
    assert names([f"{url}/a*"]) == [(f"{url}/a.txt", "text")]


def test_a_format_that_is_named_counts():
    touch("in/a.txt", "in/notes")
    assert names(["in"], "file") == [("in/a.txt", "file"), ("in/notes", "file")]
    assert names(["-"], "jsonl") == [("-", "jsonl")]
    assert names(["-"]) == [("-", "text")]


@pytest.mark.parametrize(
    "path,format,reason",
    [
        ("gone.txt", None, "There are no files at gone.txt"),
        ("in", None, "whose names end in .txt"),
        ("in/notes", None, "give --input-format"),
        ("in/notes", "docx", "one of conll, csv"),
        ("a.parquet.gz", None, "compressed inside"),
    ],
)
def test_errors_say_what_to_do(path, format, reason):
    touch("in/notes", "a.parquet.gz")
    with pytest.raises(ValueError, match=reason):
        find_inputs([path], format)
