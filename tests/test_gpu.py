"""`make gpu`: each of its parts, on the CPU and small; and what it says where it cannot run."""

import sys
from argparse import Namespace

import pytest
import srsly

from benchmarks.gpu import __main__ as gpu
from benchmarks.gpu import needs
from benchmarks.gpu.carry import copy_corpus, corpus_files
from benchmarks.gpu.carry import needs as needed_by
from benchmarks.gpu.setting import check
from benchmarks.gpu.tables import page
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.corpus import load_docbin
from spacy_phonener.corpora.readers import read_conll

from .conftest import SAMPLE

MACHINE = {
    "date": "2026-11-26",
    "cores": 16,
    "cpu": "x",
    "gpu": "A GPU, 80 GiB",
    "python": "3.12",
    "packages": {"torch": "2.11"},
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """English of the sample; and of other languages something that needs no G2P."""
    path = tmp_path_factory.mktemp("corpus")
    for file in corpus_files(path):
        sentences = [(["1789", "."], ["B-LOC", "O"])] * 3
        if file.parent.name == "eng":
            sentences = list(read_conll(SAMPLE / "en" / f"{file.stem}.conll"))[:20]
        write_docbin(sentences, file.parent.name, file)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("part", gpu.PARTS)
def test_each_part_runs_on_a_cpu(part, corpus, tmp_path):
    args = Namespace(
        device="cpu", small=True, corpus=corpus, output=tmp_path / "x", folder=tmp_path
    )
    gpu.run(part, args)
    rows = list(srsly.read_jsonl(gpu.rows_file(tmp_path)))
    assert rows and all(row.get("held", True) for row in rows), rows
    results = {
        "command": "x",
        "machine": MACHINE,
        "seconds": {part: 1},
        "rows": {part: rows},
    }
    assert "## " in page(results) and "failed" not in page(results)


@pytest.mark.slow
def test_what_one_part_dies_of_is_told(tmp_path):
    args = Namespace(device="cpu", small=True, corpus=tmp_path, output=tmp_path / "x")
    [failed, ended] = gpu.run_alone("speed", args, 0)
    assert "eng/test.spacy cannot be read" in failed["error"]
    assert ended["error"] == "it ended with 1"


def test_a_part_that_takes_too_long_is_ended(tmp_path):
    args = Namespace(device="cpu", small=False, corpus=tmp_path, output=tmp_path / "x")
    assert gpu.run_alone("speed", args, 0.1) == [
        {"what": "speed", "held": False, "error": "it took longer than 0 s"}
    ]


def test_a_machine_that_lacks_something_is_told_what(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["gpu", str(tmp_path), str(tmp_path / "found")])
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    monkeypatch.setattr(needs, "CUPY", ("no_such_cupy",))
    with pytest.raises(SystemExit) as ended:
        gpu.main()
    said = str(ended.value)
    assert "eng/train.spacy" in said and "`make gpu-folder`" in said
    assert "finds no GPU" in said
    assert "No module named 'no_such_cupy'" in said and "cupy-cuda13x" in said


def test_versions_that_do_not_fit_are_named(monkeypatch):
    assert list(needs.packages()) == []
    monkeypatch.setattr(needs, "requires", lambda _: ["torch>=99", "no-such-package"])
    assert [line.split(" is needed")[0] for line in needs.packages()] == [
        "torch>=99",
        "no-such-package",
    ]


def test_what_is_carried_of_the_corpus(corpus, tmp_path):
    copy_corpus(corpus, tmp_path)
    assert all(file.is_file() for file in corpus_files(tmp_path))
    copied = load_docbin(tmp_path / "eng" / "validation.spacy")
    assert len(copied) == len(load_docbin(corpus / "eng" / "validation.spacy"))


def test_what_is_carried_of_packages():
    needed = needed_by("spacy-phonener", {"espeak"}, "3.12")
    assert {"spacy", "epitran", "espeakng-loader", "tokenizers"} <= needed
    assert "pytest" not in needed


def test_page():
    results = {
        "command": "python -m benchmarks.gpu",
        "machine": MACHINE,
        "seconds": {"compare": 12.3},
        "rows": {
            "compare": [
                check("lite: log probabilities", 2e-6, 1e-3),
                check("bert: gradient", float("nan"), 1e-3),
                {"what": "canine", "held": False, "error": "RuntimeError: no | memory"},
            ]
        },
    }
    text = page(results)
    assert "A GPU, 80 GiB" in text and "compare 12 s" in text
    assert "| lite: log probabilities | 2e-06 | 0.001 |" in text
    [nan] = [line for line in text.splitlines() if "nan" in line]
    assert nan.split("|")[-2].strip() == "no"
    assert "RuntimeError: no \\| memory" in text
