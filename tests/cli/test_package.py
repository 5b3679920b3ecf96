import pytest
import spacy
import srsly
import torch
from huggingface_hub import ModelCard
from thinc.api import Config

from spacy_phonener.cli.choice import KEY as CHOSEN
from spacy_phonener.corpora.training_data import KEY
from spacy_phonener.pipeline.shims import model_shims

from ..conftest import ROOT, sample_examples
from .conftest import invoke


@pytest.fixture
def model(trained, tmp_path):
    """A pipeline that says what it was trained on, and why with that encoder."""
    row = {"source": "sample", "wikiann": None, "languages": ["eng"], "limit": 0}
    trained.meta[KEY] = {"eng/train": {**row, "sentences": 754}}
    trained.meta[CHOSEN] = "lite, since no GPU was given"
    trained.meta["performance"] = {"ents_f": 0.5, "ents_p": 0.6, "ents_r": 0.43}
    trained.to_disk(tmp_path / "model")
    return tmp_path / "model"


@pytest.mark.slow
def test_a_package_of_half_the_size(model, tmp_path):
    """The weights have 16 bits on disk and 32 in use."""
    args = ("package", model, tmp_path, "--float16")
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
    # What the hub reads is in the folder's card, not in the wheel's.
    card = ModelCard.load(half / "README.md")
    assert card.data.language[:2] == ["en", "si"] and "quy" in card.data.language
    assert (card.data.license, card.data.library_name) == (None, "spacy")
    assert card.data.pipeline_tag == "token-classification"
    results = {r.metric_type: r.metric_value for r in card.data.eval_results}
    assert results == pytest.approx({"f1": 0.5, "precision": 0.6, "recall": 0.43})
    assert card.text.lstrip().startswith("Named entities")
    # What it was trained on is in its meta and in its card.
    [card] = tmp_path.glob("phonener_half-0.1.0/README.md")
    for text in (
        srsly.read_json(half / "meta.json")["description"],
        card.read_text(encoding="utf-8"),
    ):
        assert "Trained on: sample, eng/train, 754 sentences." in text
        assert "Config: lite, since no GPU was given." in text


@pytest.mark.slow
def test_what_the_user_says_of_a_pipeline_counts(trained, tmp_path):
    """In options, in its meta, and in the card, for the hub."""
    trained.meta.update(author="Daily News", license="CC-BY-4.0")
    trained.to_disk(tmp_path / "model")
    card = tmp_path / "card.md"
    card.write_text("---\nlicense: apache-2.0\ntags: [news]\n---\n# Café\n", "utf-8")
    args = ("--name", "phonener_news", "--card", card, "--author", "Late News")
    result = invoke("package", tmp_path / "model", tmp_path, *args)
    assert result.exit_code == 0, result.output
    [folder] = tmp_path.glob("phonener_news-0.1.0/phonener_news/phonener_news-0.1.0")
    meta = srsly.read_json(folder / "meta.json")
    assert (meta["author"], meta["license"]) == ("Late News", "CC-BY-4.0")
    card = ModelCard.load(folder / "README.md")
    assert (card.data.license, card.data.tags) == ("apache-2.0", ["news"])
    assert card.data.pipeline_tag == "token-classification"
    assert card.text.lstrip().startswith("# Café") and "---" not in card.text


@pytest.mark.parametrize(
    "option, value, reason",
    [("--version", "1 beta", "Invalid version"), ("--card", "card.md", "not in UTF-8")],
)
def test_what_cannot_be_packaged_is_said(
    model, tmp_path, option, value, reason, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "card.md").write_bytes(b"caf\xe9")
    result = invoke("package", model, tmp_path / "packages", option, value)
    assert result.exit_code == 1 and reason in result.output


def test_float16_is_for_the_lite_encoder(tmp_path):
    config = Config().from_disk(ROOT / "configs" / "graphemes.cfg")
    config.to_disk(tmp_path / "config.cfg")
    result = invoke("package", tmp_path, tmp_path, "--float16")
    assert result.exit_code == 1 and "--float16 is for" in result.output


def test_package_names_have_two_parts(model, tmp_path):
    result = invoke("package", model, tmp_path, "--name", "xphone")
    assert result.exit_code == 1 and "has not the form" in result.output
