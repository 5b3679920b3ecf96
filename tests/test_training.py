"""`spacy train`, with pipelines that were trained before."""

import pytest
import spacy
import srsly
from spacy import util
from spacy.training.initialize import init_nlp
from spacy.training.loop import train

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.readers import read_conll

from .conftest import ROOT, SAMPLE, TINY_MODEL, entities

TEXT = "Nelson Mandela visited London ."


@pytest.fixture
def config(tmp_path):
    """The default config, for a few steps on a part of the sample."""
    for split in ("train", "validation"):
        sentences = list(read_conll(SAMPLE / "en" / f"{split}.conll"))[:60]
        write_docbin(sentences, "eng", tmp_path / f"{split}.spacy")
    return util.load_config(
        ROOT / "configs" / "lite.cfg",
        overrides={
            "paths.train": str(tmp_path / "train.spacy"),
            "paths.dev": str(tmp_path / "validation.spacy"),
            "training.max_steps": 4,
            "training.optimizer.learn_rate.total_steps": 4,
            "training.eval_frequency": 2,
        },
        interpolate=False,
    )


def run(config, tmp_path):
    nlp = init_nlp(config)
    (tmp_path / "out").mkdir()
    train(nlp, tmp_path / "out")
    return spacy.load(tmp_path / "out" / "model-last")


def weights(nlp, name="phonener"):
    return nlp.get_pipe(name).model.to_bytes()


def test_from_scratch(config, tmp_path):
    config["components"]["phonener"]["model"] = TINY_MODEL
    nlp = run(config, tmp_path)
    assert nlp.get_pipe("phonener").labels == ("LOC", "ORG", "PER")
    assert nlp.meta["performance"].keys() >= {"ents_f", "ents_p", "ents_r"}


def test_several_languages(config, tmp_path):
    sentences = list(read_conll(SAMPLE / "en" / "train.conll"))[:60]
    for lang in ("eng", "deu"):
        write_docbin(sentences, lang, tmp_path / lang / "train.spacy")
    config["components"]["phonener"]["model"] = TINY_MODEL
    augmenter = config["corpora"]["train"]["augmenter"]
    augmenter["*"]["accents"]["of"] = "eng"
    config["corpora"]["train"] = {
        "@readers": "spacy_phonener.MultilingualCorpus.v1",
        "path": str(tmp_path),
        "sentences": {"eng": 0, "deu": 20},
        "augmenter": augmenter,
    }
    assert run(config, tmp_path).get_pipe("phonener").labels == ("LOC", "ORG", "PER")


def test_the_papers_metric_in_the_log_of_training(config, tmp_path):
    config["components"]["phonener"]["model"] = TINY_MODEL
    config["components"]["phonener"]["scorer"] = {
        "@scorers": "spacy_phonener.phonener_scorer.v1",
        "tag_f": True,
    }
    config["training"]["score_weights"]["tag_f"] = 0.0
    config["training"]["logger"]["output_file"] = str(tmp_path / "log.jsonl")
    nlp = run(config, tmp_path)
    *_, last = srsly.read_jsonl(tmp_path / "log.jsonl")
    assert 0 < last["scores"]["tag_f"] <= 100
    assert 0 < nlp.meta["performance"]["tag_f"] <= 1


def test_the_papers_ten_epochs_are_evaluated_to_the_last_step(checkpoints, tmp_path):
    """The paper's config in miniature: an epoch has 6 steps instead of 156."""
    sentences = list(read_conll(SAMPLE / "en" / "train.conll"))[:48]
    write_docbin(sentences, "eng", tmp_path / "train.spacy")
    write_docbin(sentences[:8], "eng", tmp_path / "validation.spacy")
    config = util.load_config(
        ROOT / "configs" / "xphonebert.cfg",
        overrides={
            "paths.train": str(tmp_path / "train.spacy"),
            "paths.dev": str(tmp_path / "validation.spacy"),
            "training.batcher.size": 8,
            "training.max_steps": 60,
            "training.eval_frequency": 6,
            "training.optimizer.learn_rate.warmup_steps": 2,
            "training.optimizer.learn_rate.total_steps": 60,
            "training.logger.output_file": str(tmp_path / "log.jsonl"),
            "components.phonener.model.encoder.name": str(checkpoints["xphonebert"]),
        },
    )
    run(config, tmp_path)
    rows = list(srsly.read_jsonl(tmp_path / "log.jsonl"))
    # As 0, 156, … 1560: all of ten epochs' steps come before the last row.
    assert [row["step"] for row in rows] == list(range(0, 61, 6))
    assert [row["epoch"] for row in rows] == list(range(11))
    assert all("ents_f" in row["scores"] for row in rows)


def test_labels_from_a_file(config, tmp_path):
    config["components"]["phonener"]["model"] = TINY_MODEL
    config["initialize"]["components"] = {"phonener": {"labels": ["PER", "LOC", "ORG"]}}
    assert run(config, tmp_path).get_pipe("phonener").labels == ("PER", "LOC", "ORG")


def test_resume(config, tmp_path, trained_path):
    config["components"]["phonener"] = {"source": str(trained_path)}
    before = spacy.load(trained_path)
    nlp = run(config, tmp_path)
    assert weights(nlp) != weights(before)
    # Four steps do not make it forget.
    assert entities(nlp(TEXT)) == entities(before(TEXT))


def test_frozen_components(config, tmp_path, trained_path):
    config["components"]["phonener"] = {"source": str(trained_path)}
    config["components"]["second"] = {
        "factory": "phonener",
        "model": TINY_MODEL,
        "annotate": "spans",
        "spans_key": "second",
    }
    config["nlp"]["pipeline"] = ["phonemizer", "phonener", "second"]
    config["training"]["frozen_components"] = ["phonener"]
    config["training"]["score_weights"] = {"spans_second_f": 1.0}
    before = spacy.load(trained_path)
    nlp = run(config, tmp_path)
    assert weights(nlp) == weights(before)
    assert nlp.get_pipe("second").labels == ("LOC", "ORG", "PER")
    assert "second" in nlp(TEXT).spans


def test_without_annotating_components_it_says_what_to_do(config, tmp_path):
    config["components"]["phonener"]["model"] = TINY_MODEL
    config["training"]["annotating_components"] = []
    with pytest.raises(ValueError, match="annotating_components = "):
        run(config, tmp_path)
