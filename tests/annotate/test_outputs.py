"""What a run may write, and when."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import srsly

from spacy_phonener.annotate.run import annotate_files

from .conftest import TEXTS

# Another run, that does not come to its end.
AT_WORK = """
from pathlib import Path
from spacy_phonener.annotate.lock import locked

with locked(Path("out.jsonl.parts")):
    print("at work", flush=True)
    input()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks of files")
def test_one_run_at_a_time_writes_an_output(run):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", AT_WORK], **pipes) as other:
        other.stdout.readline()
        for option in ({}, {"resume": True}, {"force": True}):
            with pytest.raises(ValueError, match="Another run is at work"):
                run(TEXTS, **option)
        other.kill()
    # Who is dead keeps nobody out.
    run(TEXTS)
    assert not Path("out.jsonl.parts").exists()


@pytest.mark.parametrize(
    "output, format, reason",
    [
        ("out.json", None, "which format"),
        ("out.jsonl.gz", None, "which format"),
        ("out.jsonl", "conll", "of the format jsonl by its name, not conll"),
        ("-", None, "not -"),
        ("in.jsonl", None, "one of the inputs"),
    ],
)
def test_an_output_that_cannot_be_meant_is_refused(run, output, format, reason):
    """With --force, too: what is there stays."""
    with pytest.raises(ValueError, match=reason):
        run(TEXTS, output, format=format, force=True)
    assert [path.name for path in Path().iterdir()] == ["in.jsonl"]
    assert len(list(srsly.read_jsonl("in.jsonl"))) == len(TEXTS)


def test_a_folder_may_hold_what_is_made_of_it(trained_path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.jsonl").write_text('{"text": "London ."}\n{}\n')
    for _ in range(2):
        summary = annotate_files(
            str(trained_path), ["in"], Path("in/out.jsonl"), force=True
        )
        assert (sum(summary.texts.values()), summary.broken) == (1, 1)


def test_what_is_wrong_is_listed_whatever_is_in_it(trained_path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text('{"text": "x", "lang": "\\ud800"}\n')
    summary = annotate_files(str(trained_path), ["a.jsonl"], Path("out.jsonl"))
    assert summary.broken == 1
    [line] = Path("out.jsonl.errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert "\ud800" in json.loads(line)["reason"]
