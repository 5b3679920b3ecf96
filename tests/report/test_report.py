"""The zero-shot report: numbers, tables, figures, and the page of sentences."""

import csv
import re
import shutil
import statistics
import subprocess
from html import unescape
from pathlib import Path

import jsonschema
import numpy
import pytest
import spacy
import srsly

from spacy_phonener.cli.report import find_logs, name_pipelines
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.evaluation.errors import find_errors
from spacy_phonener.report import runs
from spacy_phonener.report.figures import draw_learning, make_figures
from spacy_phonener.report.language_data import describe, distance
from spacy_phonener.report.page import draw, make_page
from spacy_phonener.report.published import misprints, published
from spacy_phonener.report.report import Report, make_report, seen_groups
from spacy_phonener.report.resampling import bootstrap, interval, p_value, swap
from spacy_phonener.report.tables import make_tables, to_markdown, write_csv

from ..conftest import SENTENCE, SENTENCE_TAGS

SCHEMA = srsly.read_json(Path(runs.__file__).parent / "report.schema.json")


def rng():
    return numpy.random.default_rng(0)


# The published scores


def test_the_published_averages_follow_from_the_scores_but_for_one_row():
    rows = published()
    assert len(rows) == 9 + 6
    wrong = {(m["table"], m["case"], m["system"]) for m in misprints()}
    assert wrong == {(4, 3, "XLM-R")}
    for row in rows:
        values = list(row.scores.values())
        if (row.table, row.case, row.system) not in wrong:
            # The paper's averages are of scores with more than two decimals.
            assert statistics.mean(values) == pytest.approx(row.mean, abs=0.0051)
            assert statistics.stdev(values) == pytest.approx(row.std, abs=0.0051)
    [mean] = [m for m in misprints() if m["statistic"] == "mean"]
    assert (mean["printed"], mean["computed"]) == (62.37, 63.54)


def test_the_papers_cases_are_the_language_tables():
    from spacy_phonener.languages import get_language

    for row in published():
        if row.table == 3:
            assert {get_language(code).case for code in row.scores} == {row.case}


def test_what_an_encoder_has_seen():
    xphonebert = seen_groups("XPhoneBERT")
    assert len(xphonebert["seen"]) == 12 and "bel" in xphonebert["seen"]
    assert len(xphonebert["unseen"]) == 8 + 13
    assert set(seen_groups("XLM-R")["seen"]) >= {"sin", "som", "uig"}
    # An encoder that was never pretrained.
    assert {name: len(codes) for name, codes in seen_groups(None).items()} == {
        "unseen": 33
    }


# Resampling


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution():
    right = numpy.array([[1]] * 60 + [[0]] * 40)
    shares = bootstrap({"right": right}, 4000, rng())["right"][:, 0] / 100
    low, high = interval(shares)
    # 0.6 ± 1.96 * sqrt(0.6 * 0.4 / 100)
    assert (low, high) == pytest.approx((0.504, 0.696), abs=0.015)


def test_systems_are_resampled_together():
    counts = numpy.arange(24).reshape(12, 2)
    sums = bootstrap({"a": counts, "b": counts * 10}, 300, rng())
    assert sums["a"].shape == (300, 2) and len(numpy.unique(sums["a"][:, 0])) > 50
    assert (sums["b"] == sums["a"] * 10).all()


def test_significance():
    good = numpy.array([[1]] * 50)
    bad = numpy.array([[1]] * 40 + [[0]] * 10)

    def p(a, b):
        ours, theirs = swap(a, b, 2000, rng())
        assert (ours + theirs == a.sum() + b.sum()).all()
        return p_value(a.sum() - b.sum(), (ours - theirs)[:, 0])

    assert p(good, good) == 1.0
    # All ten differences on one side: 2 / 2^10.
    assert p(good, bad) == pytest.approx(0.002, abs=0.002)
    # Five on each side.
    assert p(bad, numpy.roll(bad, 5)) == pytest.approx(1.0, abs=0.3)


# Kinds of errors, facts about languages


@pytest.mark.parametrize(
    "found, kinds",
    [
        ([(0, 2, "PER"), (3, 4, "LOC")], []),
        ([(0, 1, "PER"), (3, 4, "LOC")], ["boundary"]),
        ([(0, 2, "ORG"), (3, 4, "LOC")], ["type"]),
        ([(0, 4, "ORG")], ["type"]),
        ([(0, 4, "LOC")], ["boundary"]),
        ([(0, 2, "PER")], ["missed"]),
        ([(0, 2, "PER"), (2, 3, "PER"), (3, 4, "LOC")], ["spurious"]),
        (
            [(0, 1, "PER"), (1, 2, "PER"), (2, 3, "ORG")],
            ["boundary"] * 2 + ["spurious", "missed"],
        ),
        ([], ["missed", "missed"]),
    ],
)
def test_kinds_of_errors(found, kinds):
    gold = [(0, 2, "PER"), (3, 4, "LOC")]  # Nelson Mandela visited London
    assert [kind for kind, _ in find_errors(gold, found)] == kinds


def make_reading(sentences, segments):
    tokens = [sentence.split() for sentence in sentences]
    return {"tokens": tokens, "ents": [[] for _ in tokens], "segments": segments}


def test_facts():
    urdu = make_reading(["پاکستان 1947", "UNESCO پاکستان"], {"p": 6, "ɑː": 3, "x": 1})
    facts = describe("urd", {"test": urdu}, {"p": 50, "ɑː": 50})
    assert (facts["script"], facts["rtl"], facts["case"]) == ("Arab", True, 3)
    assert facts["in_english"] == pytest.approx(0.9)
    assert facts["splits"]["test"]["sentences"] == 2
    assert facts["splits"]["test"]["tokens"] == 4
    empty = describe("urd", {"test": make_reading([], {})}, {"p": 50})
    assert (empty["script"], empty["in_english"], empty["distance"]) == (
        "Zyyy",
        None,
        None,
    )


def test_distance_is_that_of_the_nearest_english_phoneme():
    english = {"p": 50, "b": 49, "x": 0.01, "3": 900}
    assert distance({"p": 1, "b": 2, "7": 5}, english) == 0.0
    # [d] is not far from [b]; [x] is too rare to be English.
    near, far = distance({"d": 1}, english), distance({"x": 1}, english)
    assert 0 < near < far < 1
    assert distance({"d": 1, "p": 3}, english) == pytest.approx(near / 4)


# The report


SOMALI = (
    "Nelson Mandela wuxuu booqday London .".split(),
    ["B-PER", "I-PER", "O", "O", "B-LOC", "O"],
)
URDU = ("نیلسن منڈیلا لندن گئے ۔".split(), ["B-PER", "I-PER", "B-LOC", "O", "O"])


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def pipelines(trained_path, tmp_path_factory):
    """One that has learned English, and one that finds nothing."""
    nothing = tmp_path_factory.mktemp("nothing") / "model"
    spacy.blank("xx").to_disk(nothing)
    return {"trained": str(trained_path), "nothing": str(nothing)}


@pytest.fixture(scope="module")
def cache_path(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def report(pipelines, corpus, cache_path):
    return make_report(
        pipelines, corpus, cache_path, splits=["test", "validation"], resamples=100
    )


@pytest.mark.slow
def test_report(report):
    results = report.results
    jsonschema.validate(results, SCHEMA)
    scores = {(s["system"], s["language"], s["split"]): s for s in results["scores"]}
    assert len(scores) == 2 * 3 * 2
    english = scores["trained", "eng", "test"]
    assert english["sentences"] == 3
    assert english["ents_f"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert english["tag_f1"]["value"] == pytest.approx(5 / 7)
    assert english["ents_per_type"]["PER"]["f"] == 1.0
    nothing = scores["nothing", "som", "test"]
    assert nothing["ents_f"]["value"] == 0.0 and nothing["errors"]["missed"] == 4
    assert 0 < nothing["tag_f1"]["value"] < 1 / 7


@pytest.mark.slow
def test_a_language_that_fails_is_named_and_the_others_go_on(report):
    failures = report.results["failures"]
    assert {(f["system"], f["language"]) for f in failures} == {
        (None, "kin"),
        ("trained", "kin"),
        ("nothing", "kin"),
    }
    assert all(f["error"] for f in failures)
    # It is in no average, ours or published.
    averages = [
        a for a in report.results["averages"] if a["group"] == "Table 3, Case 1"
    ]
    assert {a["system"] for a in averages} == {
        *("trained", "nothing", "mBERT", "CANINE", "XPhoneBERT")
    }
    for average in averages:
        assert average["languages"] == ["som"]
        assert average["tag_f1"]["std"] is None
    table = {t.name: t for t in make_tables(report.results)}["failures"]
    assert len(table.rows) == 3


@pytest.mark.slow
def test_averages_and_comparisons(report):
    results = report.results
    [mbert] = [
        a
        for a in results["averages"]
        if (a["system"], a["group"], a["split"]) == ("mBERT", "unseen", "test")
    ]
    assert mbert["languages"] == ["som"]
    assert mbert["tag_f1"]["mean"] == pytest.approx(0.4476)
    [comparison] = [
        c
        for c in results["comparisons"]
        if (c["where"], c["split"], c["metric"]) == ("eng", "test", "ents_f")
    ]
    assert (comparison["a"], comparison["b"]) == ("trained", "nothing")
    assert comparison["difference"] == 1.0
    [english] = [
        d
        for d in results["differences"]
        if (d["language"], d["split"]) == ("eng", "test")
    ]
    assert (english["differ"], english["a_right"], english["b_right"]) == (3, 3, 0)


@pytest.mark.slow
def test_what_was_run_is_not_run_again(
    report, pipelines, corpus, cache_path, tmp_path, monkeypatch
):
    def fail(*args, **kwargs):
        raise AssertionError("run again")

    # What failed is tried again.
    whole = shutil.copytree(
        corpus, tmp_path / "whole", ignore=shutil.ignore_patterns("kin")
    )
    monkeypatch.setattr(runs, "ProcessPoolExecutor", fail)
    options = {"splits": ["test", "validation"], "resamples": 100}
    again = make_report(pipelines, whole, cache_path, **options)
    assert again.results["scores"] == report.results["scores"]
    assert again.results["comparisons"] == report.results["comparisons"]
    with pytest.raises(AssertionError):
        make_report(pipelines, corpus, cache_path, **options)


@pytest.mark.slow
def test_it_goes_on_after_ctrl_c(report, pipelines, corpus, tmp_path, monkeypatch):
    todo = [
        runs.Run(None, corpus / code / "test.spacy") for code in ("eng", "som", "urd")
    ]
    done = []

    class Interrupted(runs.tqdm):
        def update(self, n=1):
            done.append(n)
            if len(done) == 1:
                raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(runs, "tqdm", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            runs.run_all(todo, tmp_path)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.msgpack")}
    assert kept
    answers, errors = runs.run_all(todo, tmp_path)
    assert len(answers) == 3 and not errors
    assert kept.items() <= {p: p.stat().st_mtime_ns for p in tmp_path.iterdir()}.items()


def test_another_pipeline_or_another_text_is_another_run(trained_path, tmp_path):
    def hash_of(tokens, pipeline):
        write_docbin([(tokens, ["O"] * len(tokens))], "som", tmp_path / "test.spacy")
        return runs.run_hash(runs.Run(pipeline, tmp_path / "test.spacy"))

    changed = shutil.copytree(trained_path, tmp_path / "changed")
    (changed / "meta.json").write_text("{}")
    hashes = [
        hash_of(["Muqdisho"], str(trained_path)),
        hash_of(["Hargeysa"], str(trained_path)),
        hash_of(["Muqdisho"], str(changed)),
        hash_of(["Muqdisho"], None),
    ]
    assert len(set(hashes)) == 4
    assert hash_of(["Muqdisho"], str(trained_path)) == hashes[0]


def test_unknown_pipelines_and_splits(trained_path, tmp_path):
    write_docbin([(["a"], ["O"])], "eng", tmp_path / "eng" / "test.spacy")
    with pytest.raises(ValueError, match="no pipeline in the folder 'nowhere'"):
        make_report({"x": "nowhere"}, tmp_path, tmp_path / "cache")
    with pytest.raises(ValueError, match="no LANGUAGE/dev.spacy"):
        make_report({"x": str(trained_path)}, tmp_path, tmp_path / "c", splits=["dev"])


def test_names_of_pipelines(tmp_path):
    for name in ("lite", "xphonebert"):
        (tmp_path / name / "model-best").mkdir(parents=True)
    (tmp_path / "lite" / "log.jsonl").write_text("")
    lite, xphonebert = (
        str(tmp_path / n / "model-best") for n in ("lite", "xphonebert")
    )
    named = name_pipelines([lite, f"mine={xphonebert}", "phonener_xphone"])
    assert named == {
        "lite": lite,
        "mine": xphonebert,
        "phonener_xphone": "phonener_xphone",
    }
    assert list(find_logs(named)) == ["lite"]
    with pytest.raises(SystemExit):
        name_pipelines([lite, f"lite={xphonebert}"])


@pytest.mark.slow
def test_tables(report, tmp_path):
    tables = {table.name: table for table in make_tables(report.results)}
    case1 = tables["table3-case1-test"]
    assert len({len(row) for row in [case1.header, *case1.rows]}) == 1
    rows = {(row[0], row[1]): dict(zip(case1.header, row)) for row in case1.rows}
    # The published scores of languages that are absent are shown, but not averaged.
    mbert = rows["mBERT, published", "tag F1"]
    assert mbert["sin†"] == "10.7" and mbert["Mean"] == mbert["som"] == "44.8"
    assert mbert["Mean in the paper"] == "40.3 ± 25.0"
    assert rows["trained", "entity F1"]["sin†"] == "†"
    write_csv(case1, tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [case1.header, *case1.rows]
    lines = to_markdown(case1).splitlines()
    assert "bootstrap" in lines[2] and lines[4].count("|") == len(case1.header) + 1
    assert tables["languages"].rows[0][:5] == ["eng", "en", "English", "", "Latn"]
    assert ["Table 4, Case 3", "XLM-R", "mean", "62.37", "63.54"] in tables[
        "misprints"
    ].rows


@pytest.mark.slow
def test_figures(report, tmp_path):
    log = tmp_path / "log.jsonl"
    srsly.write_jsonl(
        log, [{"step": s, "scores": {"ents_f": s / 10}} for s in (0, 500)]
    )
    figures = dict(make_figures(report.results, {"trained": log}))
    assert list(figures) == [
        *("cases", "scripts", "scripts-case1", "known", "distance", "learning")
    ]
    panels = figures["cases"].axes
    assert [axes.get_title() for axes in panels] == [
        "Case 1 (1 language)",
        "Case 3 (1 language)",
    ]
    systems = [label.get_text() for label in panels[0].get_xticklabels()]
    assert systems[-2:] == ["trained", "nothing"] and "mBERT, published" in systems
    codes = {text.get_text() for text in figures["distance"].axes[0].texts}
    assert codes == {"som", "urd"}
    for name, figure in figures.items():
        figure.savefig(tmp_path / f"{name}.svg")


def test_learning_curves(tmp_path):
    log = tmp_path / "log.jsonl"
    srsly.write_jsonl(
        log, [{"step": s, "scores": {"ents_f": s / 10}} for s in (0, 500)]
    )
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    [line, _] = draw_learning({"lite": log, "new": empty}).axes[0].lines
    assert list(line.get_ydata()) == [0.0, 50.0]


# The page


@pytest.fixture
def small_report():
    """Two systems, three sentences."""
    sinhala = {
        "tokens": ["චීනය සහ රුසියාව .".split(), ["ලන්ඩනය"]],
        "ents": [[(0, 1, "LOC"), (2, 3, "LOC")], [(0, 1, "LOC")]],
        "ipa": [["tʃiːnəjə", "sahə", "rusijaːvə", "."], ["lanɖanəjə"]],
    }
    urdu = {
        "tokens": [["نیلسن", "منڈیلا", "<b>"]],
        "ents": [[(0, 2, "PER")]],
        "ipa": [["nelsən", "mənɖela", "<"]],
    }
    found = {
        "canine": {
            ("sin", "test"): [[(0, 1, "LOC")], [(0, 1, "ORG")]],
            ("urd", "test"): [[(0, 1, "PER"), (2, 3, "LOC")]],
        },
        "x phone": {
            ("sin", "test"): [[(0, 1, "LOC"), (2, 3, "LOC")], [(0, 1, "PER")]],
            ("urd", "test"): [[(0, 1, "PER"), (2, 3, "LOC")]],
        },
    }
    results = {
        "splits": ["test"],
        "systems": dict.fromkeys(found),
        "languages": {"sin": {"rtl": False}, "urd": {"rtl": True}},
        "scores": [{"language": code, "split": "test"} for code in ("sin", "urd")],
        "date": "2026-11-24",
        "spacy_phonener": "0.1.0",
    }
    readings = {("sin", "test"): sinhala, ("urd", "test"): urdu}
    return Report(results, readings, found)


def test_page(small_report):
    page = make_page(small_report, examples=0, seed=0)
    assert "චීනය<rt" in page and "tʃiːnəjə</rt>" in page
    assert page.count('dir="rtl"') == 3  # gold and two answers, of the Urdu sentence
    assert "LOC ✗ spurious" in page and "PER ✗ boundary" in page
    assert "missed: <bdi>රුසියාව</bdi> LOC" in page
    assert "<b><rt" not in page and "&lt;b&gt;<rt" in page
    # Nothing is loaded from elsewhere.
    assert not re.search(r'(src|href)="(?!#)', page) and "@import" not in page


def test_sentences_are_drawn_once_and_for_all():
    assert draw(5, 0, "seed") == draw(5, 9, "seed") == [0, 1, 2, 3, 4]
    assert draw(100, 10, "0/sin/test") == draw(100, 10, "0/sin/test")
    assert draw(100, 10, "0/sin/test") != draw(100, 10, "0/som/test")


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_page_in_a_browser(small_report, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(make_page(small_report, examples=0, seed=0), encoding="utf-8")

    def shown(fragment):
        """The sentences that are seen at an address, by their headings."""
        dom = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"]
            + ["--dump-dom", f"{path.as_uri()}#{fragment}"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            timeout=120,
        ).stdout
        articles = re.findall(r"<article([^>]*)>\s*<h2>([^<]*)</h2>", dom)
        found = [unescape(name) for attrs, name in articles if "hidden" not in attrs]
        assert f"{len(found)} of 3 sentences" in dom
        return found

    assert shown("") == ["Sinhala, 1", "Sinhala, 2", "Urdu, 1"]
    assert shown("lang=urd") == ["Urdu, 1"]
    assert shown("kind=missed") == ["Sinhala, 1"]
    assert shown("kind=missed&system=x+phone") == []
    assert shown("kind=type&system=x%20phone") == ["Sinhala, 2"]
    assert shown("kind=none&system=x+phone") == ["Sinhala, 1"]
    assert shown("lang=sin&kind=any&system=canine") == ["Sinhala, 1", "Sinhala, 2"]
    # Two systems beside each other: the Urdu sentence has one answer.
    assert shown("a=canine&b=x+phone") == ["Sinhala, 1", "Sinhala, 2"]
    assert shown("a=canine&b=x+phone&verdict=b") == ["Sinhala, 1"]
    assert shown("a=canine&b=x+phone&verdict=neither") == ["Sinhala, 2"]
