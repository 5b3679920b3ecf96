"""The commands that score a pipeline: what they print, and what they save."""

import sys

import pytest
import srsly

from spacy_phonener.corpora.convert import write_docbin

from .conftest import invoke

TAGS = ["O", "O", "B-LOC", "O", "O", "O"]


@pytest.mark.parametrize(
    "command, title, field",
    [
        ("evaluate", "# PIPELINE: test splits", "span_f1"),
        ("hearing", "# PIPELINE: hearing test, test splits", "spans"),
        ("famous", "# PIPELINE: famous names in sentences of test splits", "found"),
    ],
)
def test_a_command_saves_its_scores(
    command, title, field, trained_path, tmp_path, monkeypatch
):
    sentence = ("They flew to London last year".split(), TAGS)
    write_docbin([sentence], "eng", tmp_path / "corpus" / "eng" / "test.spacy")
    output = tmp_path / "metrics" / "scores.json"
    monkeypatch.setattr(sys, "argv", ["spacy", "phonener", command, "my corpus"])
    result = invoke(command, trained_path, tmp_path / "corpus", "-o", output)
    assert result.exit_code == 0, result.output
    assert "English" in result.output
    scores = srsly.read_json(output)
    called = f"python -m spacy phonener {command} 'my corpus'"
    assert scores["command"] == called and scores["pipeline"] == str(trained_path)
    assert scores["date"] and scores["machine"] and field in scores["languages"]["eng"]
    page = output.with_suffix(".md").read_text(encoding="utf-8")
    assert page.splitlines()[0].split(": ")[1] == title.split(": ")[1]
    assert called in page


def test_babel_is_named_where_it_is_missing(trained_path, tmp_path, monkeypatch):
    from spacy_phonener.corpora.gazetteer import cldr

    cldr.locales.cache_clear()
    monkeypatch.setitem(sys.modules, "babel.localedata", None)
    sentence = ("They flew to London last year".split(), TAGS)
    write_docbin([sentence], "eng", tmp_path / "eng" / "test.spacy")
    result = invoke("famous", trained_path, tmp_path)
    assert result.exit_code == 1 and "spacy-phonener[report]" in result.output


def test_a_component_can_be_left_out(trained_path, tmp_path):
    sentence = ("They flew to London last year".split(), TAGS)
    write_docbin([sentence], "eng", tmp_path / "corpus" / "eng" / "test.spacy")
    arguments = ("evaluate", trained_path, tmp_path / "corpus", "--without")
    result = invoke(*arguments, "phonener", "-o", tmp_path / "scores.json")
    assert result.exit_code == 0, result.output
    scores = srsly.read_json(tmp_path / "scores.json")["languages"]["eng"]
    assert scores["ents_r"] == 0.0
    result = invoke(*arguments, "comonness")
    assert result.exit_code == 1 and "It has" in result.output
