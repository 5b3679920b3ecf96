"""`spacy phonener calibrate`: what it finds is what the pipeline then uses."""

import pytest
import spacy

from spacy_phonener.corpora.convert import write_docbin

from ..conftest import SENTENCE, SENTENCE_TAGS
from .conftest import invoke


@pytest.fixture
def pipeline(trained, tmp_path):
    trained.to_disk(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def gold(tmp_path):
    """Half of what the pipeline finds is wrong."""
    path = tmp_path / "eng" / "text-test.spacy"
    nothing = ["O"] * len(SENTENCE_TAGS)
    sentences = [(SENTENCE.split(), tags) for tags in (SENTENCE_TAGS, nothing)]
    write_docbin(sentences * 60, "eng", path, kind="text")
    return path


def test_calibrate(pipeline, gold):
    output = pipeline.parent / "calibrated"
    before = spacy.load(pipeline)(SENTENCE).ents
    assert all(ent._.score > 0.8 for ent in before)
    result = invoke("calibrate", pipeline, output, gold.parent.parent / "*" / gold.name)
    assert result.exit_code == 0, result.output
    assert "cased" in result.output and "caseless" not in result.output
    nlp = spacy.load(output)
    doc = nlp(SENTENCE)
    assert [e.text for e in doc.ents] == [e.text for e in before]
    assert all(ent._.score == pytest.approx(0.5, abs=0.1) for ent in doc.ents)
    nlp.get_pipe("phonener").threshold = 0.7
    assert not nlp(SENTENCE).ents


def test_once_more_is_the_same(pipeline, gold):
    outputs = [
        invoke("calibrate", path, pipeline, gold).output
        for path in (pipeline, pipeline)
    ]
    assert outputs[0] == outputs[1]


def test_too_few(pipeline, gold):
    config = (pipeline / "config.cfg").read_bytes()
    result = invoke("calibrate", pipeline, pipeline, gold, "--limit", 4)
    assert result.exit_code == 1 and "too few" in result.output
    assert (pipeline / "config.cfg").read_bytes() == config


def test_a_component_that_is_none(pipeline, gold):
    result = invoke("calibrate", pipeline, pipeline, gold, "--name", "ner")
    assert result.exit_code == 1 and "no phonener 'ner'" in result.output


def test_no_such_files(pipeline):
    result = invoke("calibrate", pipeline, pipeline, "nothing/*/text-test.spacy")
    assert result.exit_code == 1 and "no nothing/*/text-test.spacy" in result.output
