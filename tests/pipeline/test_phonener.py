import math
import multiprocessing
import os
import pickle
import subprocess
import sys

import numpy
import pytest
import spacy
from spacy.tokens import Doc, Span

from spacy_phonener.extensions import noted_language

from ..conftest import (
    ROOT,
    SENTENCE,
    TEXTS,
    all_entities,
    entities,
    make_pipeline,
    sample_examples,
)

LABELS = ("LOC", "ORG", "PER")


def test_it_learns_names_and_finds_them_in_other_scripts(trained):
    doc = trained(SENTENCE)
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Nelson Mandela", "PER"),
        ("London", "LOC"),
    ]
    # It was trained on English alone.
    doc = trained("Нельсон Мандела")
    assert [(e.text, e._.ipa) for e in doc.ents] == [
        ("Нельсон Мандела", "nʲelʲson mandʲela")
    ]


def test_labels(trained):
    phonener = trained.get_pipe("phonener")
    assert phonener.labels == LABELS
    assert phonener.label_data == list(LABELS)
    assert trained.pipe_labels["phonener"] == list(LABELS)


def test_score(trained):
    examples = sample_examples(trained, "en/test")
    scores = trained.evaluate(examples)
    assert scores["ents_f"] > 0.3
    assert set(scores["ents_per_type"]) == set(LABELS)


def test_disk(trained, tmp_path):
    trained.to_disk(tmp_path)
    assert all_entities(spacy.load(tmp_path)) == all_entities(trained)


def test_bytes(trained, trained_path):
    other = make_pipeline()
    other.from_bytes(trained.to_bytes())
    assert all_entities(other) == all_entities(trained)


def test_pickle(trained):
    assert all_entities(pickle.loads(pickle.dumps(trained))) == all_entities(trained)


def test_exclude(trained, tmp_path):
    trained.to_disk(tmp_path, exclude=["phonener"])
    assert not (tmp_path / "phonener").exists()
    loaded = spacy.load(tmp_path, exclude=["phonener"])
    assert loaded.pipe_names == ["phonemizer"]


@pytest.mark.parametrize("batch_size", [1, 2, 256])
def test_batch_size(trained, batch_size):
    expected = [entities(trained(text)) for text in TEXTS]
    assert all_entities(trained, batch_size=batch_size) == expected


SEVERAL_PROCESSES = """
import multiprocessing, spacy, sys, torch
from tests.conftest import TEXTS, entities
if __name__ == "__main__":
    path, method = sys.argv[1:]
    multiprocessing.set_start_method(method)
    # Threads that a forked child lacks.
    torch.set_num_threads(2)
    torch.rand(500, 500) @ torch.rand(500, 500)
    nlp = spacy.load(path)
    expected = [entities(doc) for doc in nlp.pipe(TEXTS)]
    docs = nlp.pipe(TEXTS, n_process=2, batch_size=2)
    assert [entities(doc) for doc in docs] == expected
"""


def test_long_documents_are_predicted_a_few_at_a_time(trained, monkeypatch):
    expected = all_entities(trained)
    monkeypatch.setattr("spacy_phonener.pipeline.phonener.MAX_TOKENS", 10)
    assert all_entities(trained) == expected


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_several_processes(trained_path, tmp_path, method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this platform does not {method}")
    script = tmp_path / "several_processes.py"
    script.write_text(SEVERAL_PROCESSES, encoding="utf-8")
    # On its own and with a limit: where it fails, it hangs.
    subprocess.run(
        [sys.executable, str(script), str(trained_path), method],
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_memory_zone(trained):
    expected = all_entities(trained)
    with trained.memory_zone():
        assert all_entities(trained) == expected
    assert all_entities(trained) == expected


def test_source(trained):
    nlp = spacy.blank("en")
    nlp.add_pipe("phonemizer", source=trained)
    nlp.add_pipe("phonener", source=trained)
    assert [e.text for e in nlp("Nelson Mandela visited London .").ents] == [
        "Nelson Mandela",
        "London",
    ]


def test_settings_given_at_load_time_win(trained_path):
    nlp = spacy.load(
        trained_path,
        config={
            "components": {
                "phonemizer": {"lang": "som"},
                "phonener": {"threshold": 1.0, "overwrite": True},
            }
        },
    )
    assert nlp.get_pipe("phonemizer").lang.code == "som"
    assert nlp.get_pipe("phonener").overwrite
    assert not nlp("Nelson Mandela").ents


def add_trained(nlp, trained, **kwargs):
    nlp.add_pipe("phonemizer", source=trained)
    nlp.add_pipe("phonener", source=trained, **kwargs)
    return nlp


def test_sinhala_pipeline(trained):
    nlp = add_trained(spacy.blank("si"), trained)
    doc = nlp("නෙල්සන් මැන්ඩෙලා")
    assert [e._.ipa for e in doc.ents] == ["nelsan mænɖelaː"]


TEXT = SENTENCE


def test_entity_ruler_before(trained):
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "CITY", "pattern": "London"}])
    doc = add_trained(nlp, trained)(TEXT)
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Nelson Mandela", "PER"),
        ("London", "CITY"),
    ]
    nlp.get_pipe("phonener").overwrite = True
    assert [e.label_ for e in nlp(TEXT).ents] == ["PER", "LOC"]


def test_entity_ruler_after(trained):
    nlp = add_trained(spacy.blank("en"), trained)
    ruler = nlp.add_pipe("entity_ruler", config={"overwrite_ents": True})
    ruler.add_patterns([{"label": "CITY", "pattern": "London"}])
    assert [(e.text, e.label_) for e in nlp(TEXT).ents] == [
        ("Nelson Mandela", "PER"),
        ("London", "CITY"),
    ]


def test_sentencizer(trained):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    add_trained(nlp, trained)
    doc = nlp(f"{TEXT} {TEXT}")
    assert len(list(doc.sents)) == 2
    assert [e.text for e in doc.ents] == ["Nelson Mandela", "London"] * 2


def test_select_pipes(trained):
    with trained.select_pipes(disable=["phonener"]):
        assert not trained(TEXT).ents
    assert trained(TEXT).ents


def test_without_a_phonemizer_it_says_what_to_do(trained):
    with trained.select_pipes(disable=["phonemizer"]):
        with pytest.raises(ValueError, match="nlp.add_pipe\\('phonemizer'"):
            trained(TEXT)


def test_pipe_analysis():
    nlp = spacy.blank("en")
    nlp.add_pipe("phonener")
    problems = nlp.analyze_pipes()["problems"]
    assert problems["phonener"] == ["token._.phonemes"]
    nlp.add_pipe("phonemizer", first=True)
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_whitespace_at_the_ends_of_an_entity_is_left_out(trained):
    doc = trained("Nelson Mandela\n\n")
    assert [e.text for e in doc.ents] == ["Nelson Mandela"]


def test_spans_with_scores(trained_path):
    config = {"components": {"phonener": {"annotate": "spans", "spans_key": "names"}}}
    nlp = spacy.load(trained_path, config=config)
    doc = nlp(TEXT)
    assert not doc.ents
    group = doc.spans["names"]
    assert [(s.text, s.label_) for s in group] == [
        ("Nelson Mandela", "PER"),
        ("London", "LOC"),
    ]
    scores = group.attrs["scores"]
    assert len(scores) == 2 and all(0 < score <= 1 for score in scores)
    copy = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert copy.spans["names"].attrs["scores"] == pytest.approx(scores)


def test_spans_that_are_there_stay(trained_path):
    config = {"components": {"phonener": {"annotate": "spans", "spans_key": "names"}}}
    nlp = spacy.load(trained_path, config=config)
    doc = nlp.make_doc(TEXT)
    doc.spans["names"] = [Span(doc, 3, 4, label="CITY")]
    assert [(s.text, s.label_) for s in nlp(doc).spans["names"]] == [
        ("London", "CITY"),
        ("Nelson Mandela", "PER"),
    ]


def test_threshold(trained_path):
    def load(threshold):
        config = {"components": {"phonener": {"threshold": threshold}}}
        return spacy.load(trained_path, config=config)

    counts = [
        sum(map(len, all_entities(load(threshold)))) for threshold in (0.0, 0.5, 1.0)
    ]
    assert counts[0] > counts[1] >= counts[2]
    for threshold in (-0.1, 1.1):
        with pytest.raises(ValueError, match="from 0.0 to 1.0"):
            load(threshold)


def test_o_penalty(trained, trained_path):
    def load(penalty):
        config = {"components": {"phonener": {"o_penalty": penalty}}}
        return spacy.load(trained_path, config=config)

    more = load(4.0)
    counts = [sum(map(len, all_entities(nlp))) for nlp in (load(-4.0), trained, more)]
    assert counts[0] < counts[1] < counts[2]
    [before], [scores] = (
        nlp.get_pipe("phonener").predict([doc])
        for nlp in (trained, more)
        for doc in [nlp(TEXTS[0])]
    )
    assert numpy.exp(scores).sum(axis=1) == pytest.approx(1, abs=1e-5)
    odds = numpy.diff(scores[:, :2] - before[:, :2])
    assert odds == pytest.approx(4.0, abs=1e-3)
    assert all_entities(load(0.0)) == all_entities(trained)


def test_o_penalty_where_nothing_is_in_upper_case(trained, trained_path):
    """It is of its own there; fragments, and languages that are known, have none."""
    settings = {"o_penalty": -4.0, "caseless_o_penalty": 4.0}
    config = {"components": {"phonener": settings}}
    nlp = spacy.load(trained_path, config=config)

    def o_odds(nlp, text):
        [scores] = nlp.get_pipe("phonener").predict([nlp(text)])
        return scores[:, 0] - scores[:, 1]

    for text, penalty in ((TEXTS[0], -4.0), (TEXTS[0].lower(), 4.0)):
        taken = o_odds(trained, text) - o_odds(nlp, text)
        assert taken == pytest.approx(penalty, abs=1e-3)
    fragment = nlp.make_doc(TEXTS[0])
    fragment._.phonener_kind = "fragment"
    before, after = (
        pipe.get_pipe("phonener").predict([nlp(fragment)])[0] for pipe in (trained, nlp)
    )
    assert after == pytest.approx(before, abs=1e-5)
    encoder = nlp.get_pipe("phonener").model.get_ref("encoder")
    encoder.attrs["languages"] = [noted_language(nlp(TEXTS[0]))]
    taken = o_odds(trained, TEXTS[0]) - o_odds(nlp, TEXTS[0])
    assert taken == pytest.approx(0.0, abs=1e-3)


@pytest.mark.slow
def test_calibration(trained, trained_path):
    """What is found stays; how sure it is changes, in the order of before."""
    calibrated = spacy.load(trained_path)
    calibrated.get_pipe("phonener").calibration = {"cased": [0.5, -1.0]}
    before, after = (list(nlp(SENTENCE).ents) for nlp in (trained, calibrated))
    assert [(e.text, e.label_) for e in before] == [(e.text, e.label_) for e in after]
    for old, new in zip(before, after):
        odds = math.log(old._.score / (1 - old._.score))
        assert new._.score == pytest.approx(1 / (1 + math.exp(1 - odds / 2)), rel=1e-3)


@pytest.mark.parametrize(
    "calibration",
    [
        {"cased": [1]},
        {"upper": [1, 0]},
        {"known": [-1, 0]},
        {"known": [1, "0"]},
        [1, 0],
    ],
)
def test_no_calibration(calibration):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    with pytest.raises(ValueError, match="calibration"):
        nlp.add_pipe("phonener", config={"calibration": calibration})


def test_find_threshold(trained_path, tmp_path):
    from spacy.cli.find_threshold import find_threshold
    from spacy.tokens import DocBin

    config = {"components": {"phonener": {"annotate": "spans", "spans_key": "names"}}}
    nlp = spacy.load(trained_path, config=config)
    nlp.to_disk(tmp_path / "model")
    gold = [eg.reference for eg in sample_examples(nlp, "en/validation", limit=30)]
    DocBin(docs=gold).to_disk(tmp_path / "dev.spacy")
    threshold, score, scores = find_threshold(
        str(tmp_path / "model"),
        tmp_path / "dev.spacy",
        "phonener",
        "threshold",
        "spans_names_f",
        n_trials=3,
    )
    assert score == max(scores.values()) > 0
    assert len(set(scores.values())) > 1


def test_annotate_is_one_of_two():
    with pytest.raises(ValueError, match="'ents' or 'spans'"):
        make_pipeline(annotate="tags")
