import pytest
import spacy
import srsly
from spacy.training.initialize import init_nlp
from spacy.util import load_config

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.training_data import KEY
from spacy_phonener.pipeline.shims import model_shims

from ..conftest import ROOT, SENTENCE, SENTENCE_TAGS
from .conftest import invoke

SENTENCE_AND_TAGS = (SENTENCE.split(), SENTENCE_TAGS)


@pytest.fixture
def interrupted(trained, tmp_path):
    """A training's model-last, and its corpus."""
    path = tmp_path / "corpus" / "eng" / "train.spacy"
    write_docbin([SENTENCE_AND_TAGS], "eng", path)
    corpus = {"@readers": "spacy_phonener.Corpus.v1", "path": "${paths.train}"}
    trained.config["paths"]["train"] = str(path)
    trained.config["corpora"] = {"train": corpus, "dev": corpus}
    trained.config["training"]["annotating_components"] = ["phonemizer"]
    trained.config["initialize"]["init_tok2vec"] = "pretrained.bin"
    trained.meta[KEY] = {"eng/train": {"source": "before"}}
    trained.to_disk(tmp_path / "model-last")
    return tmp_path / "model-last"


def test_an_interrupted_training_goes_on(interrupted, tmp_path):
    config = tmp_path / "resume.cfg"
    result = invoke("resume", interrupted, config)
    assert result.exit_code == 0, result.output
    assert load_config(config)["initialize"]["init_tok2vec"] is None
    nlp = init_nlp(load_config(config))
    last = spacy.load(interrupted)
    shims = [model_shims(n.get_pipe("phonener").model) for n in (nlp, last)]
    for resumed, saved in zip(*shims):
        for name, tensor in saved._model.state_dict().items():
            assert tensor.equal(resumed._model.state_dict()[name])
    doc = nlp(SENTENCE)
    assert [ent.label_ for ent in doc.ents] == ["PER", "LOC"]


@pytest.mark.slow
def test_a_pipeline_is_adapted_to_a_language(interrupted, tmp_path):
    """By configs/adapt.cfg: it stays what it was, and says what it was trained on."""
    corpus, output = tmp_path / "corpus", tmp_path / "out"
    for split in ("text-train", "text-validation"):
        path = corpus / "npi" / f"{split}.spacy"
        write_docbin([SENTENCE_AND_TAGS] * 3, "npi", path, kind="text")
    config = tmp_path / "adapt.cfg"
    settings = ROOT / "configs" / "adapt.cfg"
    result = invoke("resume", interrupted, config, "--config", settings)
    assert result.exit_code == 0, result.output
    options = ["--corpora.train.texts.npi", 0, "--corpora.dev.texts.ne", 0]
    options += ["--training.max_steps", 2, "--training.eval_frequency", 1]
    result = invoke("fit", config, corpus, output, *options)
    assert result.exit_code == 0, result.output

    before, after = map(spacy.load, (interrupted, output / "model-best"))
    assert before.config["components"] == after.config["components"]
    assert list(after.meta[KEY]) == ["eng/train", "npi/text-train"]
    # The last, whatever is found in what was held out.
    weights = [model_shims(n.get_pipe("phonener").model) for n in (before, after)]
    assert any(a.to_bytes() != b.to_bytes() for a, b in zip(*weights))
    log = list(srsly.read_jsonl(output / "log.jsonl"))
    assert log[0]["scores"]["ents_f"] == 100.0 and {line["score"] for line in log} == {
        0.0
    }


def test_what_is_no_pipeline_is_no_traceback(tmp_path):
    result = invoke("resume", tmp_path, tmp_path / "resume.cfg")
    assert result.exit_code == 1
    assert "is no pipeline" in result.output.replace("\n", " ")
