"""Commands end with one line where they are given what they cannot use."""

import zlib

import pytest
import srsly
from spacy.cli._util import app
from spacy.tokens import DocBin
from typer.testing import CliRunner

from spacy_phonener.corpora.convert import write_docbin

from ..conftest import ROOT
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


# What is in place of a .spacy file.
SENTENCE = (["Nelson", "Mandela"], ["B-PER", "I-PER"])
FOREIGN = {
    "empty": b"",
    "text": b"no docs",
    "MessagePack": zlib.compress(srsly.msgpack_dumps([1, "x"])),
    "other MessagePack": zlib.compress(srsly.msgpack_dumps({"attrs": []})),
}


def ends(*args):
    """What a command says when it fails without a traceback."""
    return said(invoke(*args))


def said(result):
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


@pytest.fixture(params=[*FOREIGN, "truncated", "missing"])
def damaged(request, corpus):
    """The file of a corpus that is no .spacy file."""
    path = corpus / "eng" / "test.spacy"
    if request.param == "truncated":
        write_docbin([SENTENCE], "eng", path)
        path.write_bytes(path.read_bytes()[:-20])
    elif request.param != "missing":
        path.write_bytes(FOREIGN[request.param])
    return path


def test_a_damaged_corpus_is_named(damaged, trained_path, tmp_path):
    corpus = damaged.parent.parent
    told = "cannot be read: No such" if not damaged.exists() else "no .spacy file"
    found = ends("evaluate", trained_path, corpus, "--lang", "eng")
    assert f"eng/test.spacy {told}" in found.replace("is damaged, or ", "")
    write_docbin([SENTENCE], "eng", tmp_path / "dev.spacy")
    for config in ("lite", "multilingual"):
        # One language, of one split.
        train = corpus if config == "multilingual" else damaged
        settings = {
            "paths.train": train,
            "paths.dev": tmp_path / "dev.spacy",
            "corpora.train.sentences": '{"eng": 0}',
            "corpora.train.split": "test",
        }
        options = [f"--{key}={value}" for key, value in settings.items()]
        if config == "lite":
            options = options[:2]
        command = ["train", str(ROOT / "configs" / f"{config}.cfg"), *options]
        assert "eng/test.spacy" in said(CliRunner().invoke(app, command))


def test_a_docbin_of_other_words(corpus, trained_path):
    """It can be loaded, and no doc of it can be made."""
    docbin = DocBin()
    write_docbin([(["Xyzzyq"], ["O"])], "eng", corpus / "eng" / "test.spacy")
    docbin.from_disk(corpus / "eng" / "test.spacy").strings.clear()
    docbin.to_disk(corpus / "eng" / "test.spacy")
    assert "eng/test.spacy is damaged" in ends("evaluate", trained_path, corpus)


def test_a_corpus_without_the_split(corpus, trained_path, tmp_path):
    write_docbin([SENTENCE], "eng", corpus / "eng" / "train.spacy")
    for args in (
        ("evaluate", trained_path, corpus),
        ("report", corpus, tmp_path / "report", trained_path),
    ):
        assert "There is no LANGUAGE/test.spacy in" in ends(*args)
