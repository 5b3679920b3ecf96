import pytest
import spacy
from spacy.training.initialize import init_nlp
from spacy.util import load_config

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.pipeline.shims import model_shims

from ..conftest import SENTENCE, SENTENCE_TAGS
from .conftest import invoke


@pytest.fixture
def interrupted(trained, tmp_path):
    """A training's model-last, and its corpus."""
    path = tmp_path / "corpus" / "eng" / "train.spacy"
    write_docbin([(SENTENCE.split(), SENTENCE_TAGS)], "eng", path)
    corpus = {"@readers": "spacy_phonener.Corpus.v1", "path": "${paths.train}"}
    trained.config["paths"]["train"] = str(path)
    trained.config["corpora"] = {"train": corpus, "dev": corpus}
    trained.config["training"]["annotating_components"] = ["phonemizer"]
    trained.to_disk(tmp_path / "model-last")
    return tmp_path / "model-last"


def test_an_interrupted_training_goes_on(interrupted, tmp_path):
    config = tmp_path / "resume.cfg"
    result = invoke("resume", interrupted, config)
    assert result.exit_code == 0, result.output
    nlp = init_nlp(load_config(config))
    last = spacy.load(interrupted)
    shims = [model_shims(n.get_pipe("phonener").model) for n in (nlp, last)]
    for resumed, saved in zip(*shims):
        for name, tensor in saved._model.state_dict().items():
            assert tensor.equal(resumed._model.state_dict()[name])
    doc = nlp(SENTENCE)
    assert [ent.label_ for ent in doc.ents] == ["PER", "LOC"]


def test_what_is_no_pipeline_is_no_traceback(tmp_path):
    result = invoke("resume", tmp_path, tmp_path / "resume.cfg")
    assert result.exit_code == 1
    assert "is no pipeline" in result.output.replace("\n", " ")
