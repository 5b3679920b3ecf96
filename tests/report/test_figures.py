import pytest
import srsly

from spacy_phonener.report.figures import make_figures, plot_learning


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.jsonl"
    srsly.write_jsonl(
        path, [{"step": s, "scores": {"ents_f": s / 10}} for s in (0, 500)]
    )
    return path


@pytest.mark.slow
def test_figures(report, log, tmp_path):
    figures = dict(make_figures(report.results, {"trained": log}))
    assert list(figures) == [
        *("cases", "scripts", "scripts-case1", "known", "distance"),
        *("reliability", "precision-recall", "learning"),
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


def test_learning_curves(log, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    [line, _] = plot_learning({"lite": log, "new": empty}).axes[0].lines
    assert list(line.get_ydata()) == [0.0, 50.0]
