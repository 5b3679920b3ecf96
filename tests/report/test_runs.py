import shutil

import pytest

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.report import runs, workers
from spacy_phonener.report.report import make_report


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
    monkeypatch.setattr(workers, "ProcessPoolExecutor", fail)
    options = {"splits": ["test", "validation"], "resamples": 100}
    again = make_report(pipelines, whole, cache_path, **options)
    assert again.results.scores == report.results.scores
    assert again.results.comparisons == report.results.comparisons
    with pytest.raises(AssertionError):
        make_report(pipelines, corpus, cache_path, **options)


@pytest.mark.slow
def test_it_goes_on_after_ctrl_c(corpus, tmp_path, monkeypatch):
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
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.answer")}
    assert kept
    answers, errors = runs.run_all(todo, tmp_path)
    assert len(answers) == 3 and not errors
    assert kept.items() <= {p: p.stat().st_mtime_ns for p in tmp_path.iterdir()}.items()


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-9], lambda data: b"", lambda data: b"\x81\xa4ents\x90"],
    ids=["truncated", "empty", "of another form"],
)
def test_a_damaged_answer_is_made_again(corpus, cache_path, report, tmp_path, damage):
    run = runs.Run(None, corpus / "som" / "test.spacy")
    file = tmp_path / f"{runs.run_hash(run)}.answer"
    whole = (cache_path / file.name).read_bytes()
    file.write_bytes(damage(whole))
    answers, errors = runs.run_all([run], tmp_path)
    assert len(answers[run].tokens) == 2 and not errors
    assert file.read_bytes() == whole


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
