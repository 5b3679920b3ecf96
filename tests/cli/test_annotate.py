"""`phonener annotate`, as a user types it."""

import json
from pathlib import Path

import pytest
import srsly
from typer.testing import CliRunner

from spacy_phonener.cli import phonener

from .conftest import invoke

TEXTS = ["Nelson Mandela visited London .", "London"]


@pytest.fixture(autouse=True)
def texts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in.txt").write_text("\n".join(TEXTS))


def read(path):
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def test_a_text_a_line(trained_path):
    result = invoke("annotate", trained_path, "in.txt", "-o", "out.jsonl", "-l", "en")
    assert result.exit_code == 0, result.output
    assert [row["text"] for row in read("out.jsonl")] == TEXTS
    header, row, *_ = result.output.strip().splitlines()
    assert header.split()[:3] == ["language", "texts", "words"]
    assert row.split()[:3] == ["eng", "2", "6"]
    assert "Wrote out.jsonl" in result.output


def test_the_language_of_each_text_is_identified(trained_path):
    """That which a record names counts."""
    pytest.importorskip("py3langid")
    texts = [
        "නෙල්සන් මැන්ඩෙලා ලන්ඩනයේ",
        "Yesterday they were walking through the streets of the old town with all of their friends.",
    ]
    rows = [{"text": text} for text in texts] + [{"text": texts[1], "lang": "som"}]
    srsly.write_jsonl("in.jsonl", rows)
    args = ["in.jsonl", "-o", "out.jsonl", "-l", "auto"]
    result = invoke("annotate", trained_path, *args)
    assert result.exit_code == 0, result.output
    assert [row["lang"] for row in read("out.jsonl")] == ["sin", "eng", "som"]


def test_fields_and_formats(trained_path):
    Path("in.data").write_text("key\tbody\tin\nk1\tLondon\tsom\n")
    fields = ["--text", "body", "--id", "key", "--lang-field", "in"]
    formats = ["--input-format", "tsv", "--output-format", "conll"]
    result = invoke("annotate", trained_path, "in.data", "-o", "out", *fields, *formats)
    assert result.exit_code == 0, result.output
    [part] = Path("out").iterdir()
    assert part.read_text().startswith("-DOCSTART- (k1)\n\nLondon\t")
    assert "som" in result.output


def test_a_pipe(trained_path):
    args = ["annotate", str(trained_path), "-", "-o", "out.jsonl"]
    result = CliRunner().invoke(phonener, args, input="\n".join(TEXTS))
    assert result.exit_code == 0, result.output
    assert [row["id"] for row in read("out.jsonl")] == ["-:1", "-:2"]


def test_broken_records_show_in_the_exit_code(trained_path):
    srsly.write_jsonl("in.jsonl", [{"text": TEXTS[0]}, {"body": "x"}])
    result = invoke("annotate", trained_path, "in.jsonl", "-o", "out.jsonl")
    assert result.exit_code == 3
    assert "could not be read: 1" in result.output
    assert len(read("out.jsonl")) == 1
    [error] = read("out.jsonl.errors.jsonl")
    assert error == {"file": "in.jsonl", "number": 2, "reason": "no field 'text'"}


@pytest.mark.parametrize(
    "args,reason",
    [
        (["gone.txt"], "no files at gone.txt"),
        (["in.txt", "--jobs", "0"], "--jobs is 1 or more"),
        (["in.txt", "--engine", "spark"], "local or ray"),
        (["in.txt", "--output-format", "pdf"], "one of jsonl"),
        (["in.txt", "--lang", "Klingonese"], "Klingonese"),
        (["in.txt", "--lang", ""], "Unknown language"),
    ],
)
def test_nothing_is_annotated_where_options_are_wrong(trained_path, args, reason):
    result = invoke("annotate", trained_path, *args, "-o", "out.jsonl")
    assert result.exit_code == 1 and reason in result.output
    assert not Path("out.jsonl").exists()


def test_an_interruption_says_how_to_go_on(trained_path, monkeypatch):
    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("spacy_phonener.annotate.run.annotate_files", interrupt)
    result = invoke("annotate", trained_path, "in.txt", "-o", "out.jsonl")
    assert result.exit_code == 130 and "--resume" in result.output


def test_a_pipeline_that_is_not_there():
    result = invoke("annotate", "phonener_none", "in.txt", "-o", "out.jsonl")
    assert result.exit_code == 1 and "phonener_none" in result.output
    # Nothing is left that would have to be resumed.
    assert [path.name for path in Path().iterdir()] == ["in.txt"]


def test_a_run_that_is_complete_is_not_repeated(trained_path):
    args = ["annotate", trained_path, "in.txt", "-o", "out.jsonl"]
    assert invoke(*args, "--resume").exit_code == 0
    before = Path("out.jsonl").stat()
    assert invoke(*args).exit_code == 1
    result = invoke(*args, "--resume")
    assert result.exit_code == 0 and "complete" in result.output
    assert Path("out.jsonl").stat().st_mtime_ns == before.st_mtime_ns
