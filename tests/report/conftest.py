import pytest
import spacy

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.report.language_data import measure_language
from spacy_phonener.report.report import make_report
from spacy_phonener.report.results import Reading, Report, Results, System
from spacy_phonener.report.tables import make_tables

from ..conftest import SENTENCE, SENTENCE_TAGS

SOMALI = (
    "Nelson Mandela wuxuu booqday London .".split(),
    ["B-PER", "I-PER", "O", "O", "B-LOC", "O"],
)
URDU = ("نیلسن منڈیلا لندن گئے ۔".split(), ["B-PER", "I-PER", "B-LOC", "O", "O"])


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """Four languages; one file is broken."""
    path = tmp_path_factory.mktemp("corpus")
    english = (SENTENCE.split(), SENTENCE_TAGS)
    for split in ("test", "validation"):
        write_docbin([english] * 3, "eng", path / "eng" / f"{split}.spacy")
        write_docbin([english, SOMALI], "som", path / "som" / f"{split}.spacy")
        write_docbin([URDU] * 2, "urd", path / "urd" / f"{split}.spacy")
    broken = path / "kin" / "test.spacy"
    broken.parent.mkdir()
    broken.write_bytes(b"no docs")
    return path


@pytest.fixture(scope="session")
def pipelines(trained_path, tmp_path_factory):
    """One that has learned English, and one that finds nothing."""
    nothing = tmp_path_factory.mktemp("nothing") / "model"
    spacy.blank("xx").to_disk(nothing)
    return {"trained": str(trained_path), "nothing": str(nothing)}


@pytest.fixture(scope="session")
def cache_path(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def report(pipelines, corpus, cache_path):
    return make_report(
        pipelines, corpus, cache_path, splits=["test", "validation"], resamples=100
    )


@pytest.fixture(scope="session")
def tables(report):
    """The tables of the report by name."""
    return {table.name: table for table in make_tables(report.results)}


@pytest.fixture
def small_report():
    """Two systems, three sentences, no numbers."""
    readings = {
        ("sin", "test"): Reading(
            tokens=["චීනය සහ රුසියාව .".split(), ["ලන්ඩනය"]],
            ents=[[(0, 1, "LOC"), (2, 3, "LOC")], [(0, 1, "LOC")]],
            ipa=[["tʃiːnəjə", "sahə", "rusijaːvə", "."], ["lanɖanəjə"]],
            lengths=[],
            segments={},
        ),
        ("urd", "test"): Reading(
            tokens=[["نیلسن", "منڈیلا", "<b>"]],
            ents=[[(0, 2, "PER")]],
            ipa=[["nelsən", "mənɖela", "<"]],
            lengths=[],
            segments={},
        ),
    }
    found = {
        ("sin", "test"): {
            "canine": [[(0, 1, "LOC")], [(0, 1, "ORG")]],
            "x phone": [[(0, 1, "LOC"), (2, 3, "LOC")], [(0, 1, "PER")]],
        },
        ("urd", "test"): {
            "canine": [[(0, 1, "PER"), (2, 3, "LOC")]],
            "x phone": [[(0, 1, "PER"), (2, 3, "LOC")]],
        },
    }
    results = Results(
        date="2026-11-24",
        machine="",
        spacy_phonener="0.1.0",
        versions={},
        seed=0,
        resamples=0,
        splits=["test"],
        systems={name: System("", "", None) for name in ("canine", "x phone")},
        languages={
            code: measure_language(code, {split: reading}, {})
            for (code, split), reading in readings.items()
        },
        scores=[],
        averages=[],
        comparisons=[],
        differences=[],
        certainties=[],
        published=[],
        misprints=[],
        failures=[],
    )
    return Report(results, readings, found)
