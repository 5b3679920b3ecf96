import sys

import pytest
import srsly

from spacy_phonener.cli.convert import convert_cli

from ..conftest import SAMPLE
from .conftest import invoke


def test_convert_writes_nothing_of_malformed_data(tmp_path):
    (tmp_path / "en").mkdir()
    bad = tmp_path / "en" / "train.conll"
    bad.write_text("London\n", encoding="utf-8")
    result = invoke("convert", bad, tmp_path / "out")
    assert result.exit_code == 1
    assert "train.conll, line 1" in result.output.replace("\n", " ")
    assert not (tmp_path / "out").exists()


def test_nothing_is_converted_beside_a_damaged_about(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "about.json").write_text('{"eng/train": {"sour', encoding="utf-8")
    result = invoke("convert", SAMPLE / "rus" / "test.conll", out)
    assert result.exit_code == 1
    assert "about.json" in result.output and "Traceback" not in result.output
    assert [path.name for path in out.rglob("*")] == ["about.json"]


def test_convert_a_file(tmp_path):
    file = SAMPLE / "rus" / "test.conll"
    result = invoke("convert", file, tmp_path, "--lang", "Russian", "--limit", 5)
    assert result.exit_code == 0, result.output
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.spacy")] == [
        "rus/test.spacy"
    ]


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_bar_on_a_terminal(tmp_path, capsys, monkeypatch, is_terminal):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    convert_cli([SAMPLE], tmp_path, None, None, None, 5, None)
    bars = capsys.readouterr().err
    assert ("file" in bars and "split" in bars) if is_terminal else not bars


def test_convert_folders_together(tmp_path):
    """Training sentences of one folder must not test a language of another."""
    sources = tmp_path / "sources"
    (sources / "tur").mkdir(parents=True)
    leak = (SAMPLE / "rus" / "test.conll").read_text(encoding="utf-8").split("\n\n")[0]
    (sources / "tur" / "train.conll").write_text(
        leak + "\n\nAnkara\tB-LOC\n", encoding="utf-8"
    )
    result = invoke("convert", SAMPLE, sources, tmp_path / "corpus")
    assert result.exit_code == 0, result.output
    about = srsly.read_json(tmp_path / "corpus" / "about.json")
    assert about["tur/train"]["source"] == "sources"
    assert about["tur/train"]["converted"] == about["tur/train"]["dropped"] == 1
    assert about["eng/train"]["dropped"] == 0
    result = invoke("convert", sources, sources, tmp_path / "other")
    assert result.exit_code == 1 and "tur/train a second time" in result.output
    assert not (tmp_path / "other").exists()


def test_the_sample_is_written_over_nothing_else(tmp_path):
    """Where the folder of WikiANN was not named, its corpus stays."""
    empty, out = tmp_path / "empty", tmp_path / "corpus"
    empty.mkdir()

    def fall_back():
        return invoke("convert", empty, out, "--fallback", SAMPLE)

    def contents():
        return {path: path.read_bytes() for path in out.rglob("*.*")}

    (tmp_path / "real" / "eng").mkdir(parents=True)
    (tmp_path / "real" / "eng" / "train.conll").write_text("London\tB-LOC\n")
    assert invoke("convert", tmp_path / "real", out).exit_code == 0
    real = contents()
    result = fall_back()
    output = " ".join(result.output.split())
    assert result.exit_code == 1 and "is of other data" in output
    assert "--vars.wikiann" in output and contents() == real
    # Nor over a corpus that says nothing of itself.
    (out / "about.json").unlink()
    assert fall_back().exit_code == 1
    (out / "eng" / "train.spacy").unlink()
    # But to a folder that is empty, and again. It is said at the start and the end.
    for _ in range(2):
        result = fall_back()
        assert result.exit_code == 0
        assert result.output.count("a demonstration") == 2
    # In a folder of its own, unless there is something else in it.
    found = {path.relative_to(out).parts[:2] for path in out.rglob("*.spacy")}
    assert ("sample", "eng") in found and {folder for folder, _ in found} == {"sample"}
    assert invoke("convert", tmp_path / "real", out / "sample").exit_code == 0
    real = contents()
    assert fall_back().exit_code == 1 and contents() == real
