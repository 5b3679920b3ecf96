"""What failed is in the exit code, and the report is written all the same."""

import shutil

import pytest
import srsly
from typer.testing import CliRunner

from spacy_phonener.cli import phonener

FILES = {"report.md", "report.json", "sentences.html", "tables", "figures", "cache"}


def invoke(corpus, output, pipelines, *options):
    named = [f"{name}={folder}" for name, folder in pipelines.items()]
    args = ["report", corpus, output, *named, "--split", "test", *options]
    return CliRunner().invoke(phonener, list(map(str, args)))


@pytest.mark.slow
def test_a_language_that_failed(report, corpus, cache_path, pipelines, tmp_path):
    shutil.copytree(cache_path, tmp_path / "cache")
    result = invoke(corpus, tmp_path, pipelines, "--resamples", "10")
    assert result.exit_code == 1
    assert "kin test, trained" in result.output
    last = result.output.strip().splitlines()[-1]
    assert "Runs that failed: 3. They are in no score" in last
    assert {path.name for path in tmp_path.iterdir()} == FILES
    scores = srsly.read_json(tmp_path / "report.json")["scores"]
    assert {score["language"] for score in scores} == {"eng", "som", "urd"}
    # Without that language, nothing fails.
    whole = shutil.copytree(
        corpus, tmp_path / "whole", ignore=shutil.ignore_patterns("kin")
    )
    result = invoke(whole, tmp_path, pipelines, "--resamples", "10")
    assert result.exit_code == 0 and "that failed:" not in result.output


@pytest.mark.slow
def test_when_all_fails(pipelines, tmp_path):
    broken = tmp_path / "corpus" / "kin" / "test.spacy"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no docs")
    result = invoke(tmp_path / "corpus", tmp_path / "report", pipelines)
    assert result.exit_code == 1 and "Runs that failed: 3" in result.output
    assert {path.name for path in (tmp_path / "report").iterdir()} == FILES
