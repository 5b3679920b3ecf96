"""The numbers of the zero-shot report."""

from pathlib import Path

import jsonschema
import pytest
import srsly

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.report import results
from spacy_phonener.report.report import make_report

SCHEMA = srsly.read_json(Path(results.__file__).parent / "report.schema.json")


@pytest.mark.slow
def test_the_json_is_of_the_form_that_the_schema_says(report):
    jsonschema.validate(results.to_json(report.results), SCHEMA)


@pytest.mark.slow
def test_scores(report):
    scores = {(s.system, s.language, s.split): s for s in report.results.scores}
    assert len(scores) == 2 * 3 * 2
    english = scores["trained", "eng", "test"]
    assert english.sentences == 3
    assert english.ents_f == results.Score(value=1.0, low=1.0, high=1.0)
    assert english.tag_f1.value == english.tag_f1_argmax.value == 1.0
    assert english.ents_per_type["PER"]["f"] == 1.0
    nothing = scores["nothing", "som", "test"]
    assert nothing.ents_f.value == 0.0 and nothing.errors["missed"] == 4
    # It is right about most O, and five tags occur.
    assert 0 < nothing.tag_f1.value < 1 / 5


@pytest.mark.slow
def test_a_language_that_fails_is_named_and_the_others_go_on(report, tables):
    failures = report.results.failures
    assert {(f.system, f.language) for f in failures} == {
        (None, "kin"),
        ("trained", "kin"),
        ("nothing", "kin"),
    }
    assert all(f.error for f in failures)
    # It is in no average, ours or published.
    averages = [a for a in report.results.averages if a.group == "Table 3, Case 1"]
    assert {a.system for a in averages} == {
        *("trained", "nothing", "mBERT", "CANINE", "XPhoneBERT")
    }
    for average in averages:
        assert average.languages == ["som"]
        assert average.tag_f1_argmax.std is None
    assert len(tables["failures"].rows) == 3


@pytest.mark.slow
def test_averages_and_comparisons(report):
    [mbert] = [
        a
        for a in report.results.averages
        if (a.system, a.group, a.split) == ("mBERT", "unseen", "test")
    ]
    assert mbert.languages == ["som"]
    # Published scores are of the paper's decoding, and of no other.
    assert mbert.tag_f1_argmax.mean == pytest.approx(0.4476) and mbert.tag_f1 is None
    [comparison] = [
        c
        for c in report.results.comparisons
        if (c.where, c.split, c.metric) == ("eng", "test", "ents_f")
    ]
    assert (comparison.a, comparison.b) == ("trained", "nothing")
    assert comparison.difference == 1.0
    [english] = [
        d
        for d in report.results.differences
        if (d.language, d.split) == ("eng", "test")
    ]
    assert (english.differ, english.a_right, english.b_right) == (3, 3, 0)


@pytest.mark.slow
def test_how_far_probabilities_can_be_trusted(report, tables):
    """What finds nothing has none."""
    certainties = [c for c in report.results.certainties if c.split == "test"]
    assert [c.system for c in certainties] == ["trained"]
    [certainty] = certainties
    found = report.found["eng", "test"]["trained"]
    assert certainty.reliability.n >= sum(map(len, found))
    thresholds, precision, recall = zip(*certainty.curve)
    assert list(thresholds) == sorted(thresholds, reverse=True)
    assert list(recall) == sorted(recall) and 0 < precision[-1] <= 1
    [row] = tables["calibration-test"].rows
    assert row[:2] == ["trained", str(certainty.reliability.n)]


def test_unknown_pipelines_and_splits(trained_path, tmp_path):
    write_docbin([(["a"], ["O"])], "eng", tmp_path / "eng" / "test.spacy")
    with pytest.raises(ValueError, match="no pipeline in the folder 'nowhere'"):
        make_report({"x": "nowhere"}, tmp_path, tmp_path / "cache")
    with pytest.raises(ValueError, match="no LANGUAGE/dev.spacy"):
        make_report({"x": str(trained_path)}, tmp_path, tmp_path / "c", splits=["dev"])
