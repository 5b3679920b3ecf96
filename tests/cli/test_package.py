import pytest
import spacy
import srsly
import torch
from thinc.api import Config

from spacy_phonener.cli.package import summarize, training_splits
from spacy_phonener.pipeline.shims import model_shims

from ..conftest import ROOT, sample_examples
from .conftest import invoke


@pytest.fixture
def model(trained, tmp_path):
    """A pipeline whose config says what it was trained on."""
    trained.config["paths"]["train"] = "corpus/eng/train.spacy"
    trained.to_disk(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def about(tmp_path):
    path = tmp_path / "about.json"
    split = {"source": "x", "sentences": 3, "sha256": "", "wikiann": True}
    srsly.write_json(path, {"eng/train": {**split, "converted": 3, "dropped": 0}})
    return path


@pytest.mark.slow
def test_a_package_of_half_the_size(model, about, tmp_path):
    """The weights have 16 bits on disk and 32 in use."""
    args = ("package", model, tmp_path, "--about", about, "--float16")
    wheels = tmp_path / "wheels"
    result = invoke(*args, "--name", "phonener_half", "--wheel-to", wheels)
    assert result.exit_code == 0, result.output
    [wheel] = wheels.iterdir()
    assert wheel.name == "phonener_half-0.1.0-py3-none-any.whl"
    [half] = tmp_path.glob("phonener_half-0.1.0/phonener_half/phonener_half-0.1.0")
    sizes = [
        sum(file.stat().st_size for file in (path / "phonener").glob("shim*"))
        for path in (half, model)
    ]
    assert sizes[0] < 0.51 * sizes[1]
    scores = []
    for path in (half, model):
        nlp = spacy.load(path)
        examples = sample_examples(nlp, "en/test")
        scores.append(nlp.evaluate(examples)["ents_f"])
        for shim in model_shims(nlp.get_pipe("phonener").model):
            assert {p.dtype for p in shim._model.parameters()} == {torch.float32}
    assert abs(scores[0] - scores[1]) <= 0.002


def test_float16_is_for_the_lite_encoder(about, tmp_path):
    config = Config().from_disk(ROOT / "configs" / "graphemes.cfg")
    config["paths"]["train"] = "corpus/eng/train.spacy"
    config.to_disk(tmp_path / "config.cfg")
    result = invoke("package", tmp_path, tmp_path, "--about", about, "--float16")
    assert result.exit_code == 1 and "--float16 is for" in result.output


def test_a_package_says_what_it_was_trained_on():
    def about(n, wikiann=True):
        return {"source": "sample", "wikiann": wikiann, "converted": n}

    splits = {"eng/train": about(19_963), "tur/train": about(20_000), "x": about(1)}
    train = {"path": "corpus", "split": "train", "sentences": {"en": 0, "tur": 2000}}
    config = {"corpora": {"train": train}}
    found = training_splits(config, splits)
    assert list(found.values()) == [
        "WikiANN, eng/train, 19963 sentences",
        "WikiANN, tur/train, 20000 sentences, 2000 an epoch",
    ]
    assert summarize(found) == "2 languages (eng, tur; see sources)"
    config = {
        "corpora": {"train": {"path": "corpus/eng/train.spacy"}},
        "paths": {"train": "corpus/eng/train.spacy"},
    }
    found = training_splits(config, {"eng/train": about(754, wikiann=None)})
    assert summarize(found) == "sample, eng/train, 754 sentences"
    with pytest.raises(ValueError, match="trained on eng/train, which"):
        training_splits(config, {"tur/train": about(754)})


def test_package_names_have_two_parts(model, about, tmp_path):
    result = invoke("package", model, tmp_path, "--name", "xphone", "--about", about)
    assert result.exit_code == 1 and "has not the form" in result.output
