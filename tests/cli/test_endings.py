"""Commands end with one line where they are given what they cannot use."""

import pytest
import srsly

from .conftest import invoke

MISSING = "no_such_pipeline"


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "corpus" / "eng").mkdir(parents=True)
    return tmp_path / "corpus"


@pytest.fixture
def texts(tmp_path):
    srsly.write_jsonl(tmp_path / "texts.jsonl", [{"lang": "xyzzy", "text": "x"}])
    return tmp_path / "texts.jsonl"


def ends(*args):
    """What a command says when it fails without a traceback."""
    result = invoke(*args)
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    return " ".join(result.output.split())


def test_a_missing_pipeline(corpus, texts, tmp_path):
    for args in (
        ("evaluate", MISSING, corpus),
        ("report", corpus, tmp_path / "report", MISSING),
        ("demo", MISSING, texts),
        ("package", corpus, tmp_path / "packages"),
    ):
        assert MISSING in ends(*args) or "config.cfg" in ends(*args)


def test_an_unknown_language(corpus, texts, trained_path, tmp_path):
    for args in (
        ("evaluate", trained_path, corpus, "--lang", "xyzzy"),
        ("evaluate", trained_path, corpus, "--exclude", "xyzzy"),
        ("languages", "--lang", "xyzzy"),
        ("download", tmp_path, "--lang", "xyzzy"),
        ("vocabulary", trained_path, texts, "--lang", "xyzzy"),
        ("demo", trained_path, texts),
    ):
        assert "Unknown language 'xyzzy'" in ends(*args)


def test_a_gpu_without_cupy(corpus, trained_path, tmp_path, monkeypatch):
    monkeypatch.setattr("thinc.api.has_cupy", False)
    for args in (
        ("evaluate", trained_path, corpus),
        ("report", corpus, tmp_path / "report", trained_path),
    ):
        assert "spacy-phonener[cuda12x]" in ends(*args, "--gpu-id", "0")
