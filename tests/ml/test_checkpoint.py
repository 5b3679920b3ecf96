"""How pretrained encoders are fetched, saved and loaded."""

import json
import pickle
import shutil
import socket

import numpy
import pytest
import spacy
import srsly
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoTokenizer

from ..conftest import SENTENCE
from .encoders import (
    SENTENCES,
    example,
    make_pipeline,
    read,
    scores,
    shim,
    update,
    weights,
)


def test_a_trained_pipeline_needs_no_network(encoder, make, tmp_path, monkeypatch):
    nlp = make(encoder)
    update(nlp, sgd=nlp.create_optimizer())
    nlp.config["components"]["phonener"]["model"]["encoder"]["name"] = "no/such-model"
    nlp.to_disk(tmp_path / "model")

    def connect(*args):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    loaded = spacy.load(tmp_path / "model")
    for name, value in weights(loaded).items():
        assert value.equal(weights(nlp)[name]), name
    expected = scores(nlp, [read(nlp, SENTENCE)]).rows[0]
    found = scores(loaded, [read(loaded, SENTENCE)]).rows[0]
    numpy.testing.assert_array_equal(found, expected)


def test_saved_as_a_checkpoint_once(encoder, make, checkpoints, tmp_path):
    nlp = make(encoder)
    nlp.to_disk(tmp_path / "model")
    folder = tmp_path / "model" / "phonener" / "shim0"
    size = (folder / "model.safetensors").stat().st_size
    total = sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file())
    assert total < 1.2 * size + 1_000_000
    # transformers itself can read it, and nothing of the configuration was rounded.
    AutoTokenizer.from_pretrained(folder)
    assert AutoModel.from_pretrained(folder).config.layer_norm_eps == 1e-12 or (
        encoder == "xlmr"
    )
    original = json.loads((checkpoints[encoder] / "config.json").read_text())
    assert json.loads((folder / "config.json").read_text()) == original
    assert load_file(folder / "model.safetensors").keys() == weights(nlp).keys()
    # Others may read it, where they may read the rest.
    modes = {p.stat().st_mode for p in folder.iterdir()}
    assert len(modes) == 1


def test_saved_to_where_it_was_loaded_from(encoder, make, tmp_path):
    path = tmp_path / "model"
    make(encoder).to_disk(path)
    nlp = spacy.load(path)  # its weights are mapped to memory
    before = weights(nlp)
    update(nlp, sgd=nlp.create_optimizer())
    after = weights(nlp)
    nlp.to_disk(path)
    assert any(not after[name].equal(before[name]) for name in before)
    loaded = weights(spacy.load(path))
    assert all(loaded[name].equal(after[name]) for name in after)
    assert [p.name for p in (path / "phonener").iterdir() if "tmp" in p.name] == []


def test_bytes_pickle_and_processes(encoder, make, checkpoints):
    def content(docs):
        """Scores differ in their last digits where other texts are in the batch."""
        return [
            (
                [(ent.text, ent.label_, round(ent._.score, 4)) for ent in doc.ents],
                [token._.phonemes for token in doc],
            )
            for doc in docs
        ]

    nlp = make(encoder)
    expected = content(map(nlp, SENTENCES))
    data = nlp.to_bytes()
    assert b"torch._utils" not in data
    other = make(encoder, initialize=False).from_bytes(data)
    pickled = pickle.loads(pickle.dumps(nlp))
    for copy in (other, pickled):
        assert content(copy.pipe(SENTENCES)) == expected
    assert content(nlp.pipe(SENTENCES, n_process=2, batch_size=2)) == expected


def test_before_it_is_initialized(make, tmp_path):
    nlp = make("xphonebert", initialize=False)
    nlp.to_disk(tmp_path / "model")
    nlp = spacy.load(tmp_path / "model")
    with pytest.raises(ValueError, match="call nlp.initialize"):
        nlp("London")
    nlp.initialize(lambda: [example(nlp)])
    assert nlp("London").has_annotation("ENT_IOB")


def test_exclude_model(make, tmp_path):
    nlp = make("xphonebert")
    nlp.get_pipe("phonener").to_disk(tmp_path / "phonener", exclude=["model"])
    assert {p.name for p in (tmp_path / "phonener").iterdir()} == {"cfg", "vocab"}
    nlp.get_pipe("phonener").from_disk(tmp_path / "phonener", exclude=["model"])


@pytest.mark.parametrize("name", ["vinai/xphonebert-base", "no/such/folder"])
def test_where_there_is_no_hub_it_says_what_to_do(name, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    nlp = make_pipeline("xphonebert", name)
    with pytest.raises(OSError, match=f"'{name}' cannot be loaded.*--local-dir FOLDER"):
        nlp.initialize(lambda: [example(nlp)])


def test_a_revision_can_be_pinned(monkeypatch, checkpoints):
    asked = []

    def from_pretrained(cls, name, **kwargs):
        asked.append((cls.__name__, name, kwargs.get("revision")))
        return original[cls.__name__](checkpoints["xphonebert"], **kwargs)

    from transformers import AutoConfig

    classes = (AutoConfig, AutoTokenizer, AutoModel)
    original = {cls.__name__: cls.from_pretrained for cls in classes}
    for cls in classes:
        monkeypatch.setattr(cls, "from_pretrained", classmethod(from_pretrained))
    nlp = make_pipeline("xphonebert", "vinai/xphonebert-base", revision="cf2bc63")
    nlp.initialize(lambda: [example(nlp)])
    assert {(name, revision) for _, name, revision in asked} == {
        ("vinai/xphonebert-base", "cf2bc63")
    }
    assert len(asked) == 3


@pytest.mark.parametrize("name", ["../../x.json", "/tmp/x.json", "a/b.json", "code.py"])
def test_a_model_cannot_write_anywhere(name, make, tmp_path):
    nlp = make("xphonebert")
    files = {**srsly.msgpack_loads(shim(nlp).to_bytes()), name: b"{}"}
    with pytest.raises(ValueError, match="which no checkpoint has"):
        shim(nlp).from_bytes(srsly.msgpack_dumps(files))
    assert not (tmp_path.parent / "x.json").exists()


CODE = """
from pathlib import Path
from transformers import BertConfig, BertModel
Path({mark!r}).write_text("run")
class Config(BertConfig): model_type = "evil"
class Model(BertModel): config_class = Config
"""


@pytest.mark.parametrize("where", ["checkpoint", "pipeline"])
def test_code_of_a_checkpoint_is_never_run(where, make, checkpoints, tmp_path):
    """Nor is anybody asked whether it may."""
    nlp = make("mbert")
    if where == "pipeline":
        nlp.to_disk(tmp_path / "model")
        (tmp_path / "model" / "phonener" / "manifest.json").unlink()
        folder = tmp_path / "model" / "phonener" / "shim0"
    else:
        folder = tmp_path / "checkpoint"
        shutil.copytree(checkpoints["mbert"], folder)
    config = srsly.read_json(folder / "config.json")
    config["model_type"] = "evil"
    config["auto_map"] = {"AutoConfig": "code.Config", "AutoModel": "code.Model"}
    srsly.write_json(folder / "config.json", config)
    (folder / "code.py").write_text(CODE.format(mark=str(tmp_path / "mark")))
    with pytest.raises((OSError, ValueError), match="trust_remote_code"):
        if where == "pipeline":
            spacy.load(tmp_path / "model")
        else:
            nlp = make_pipeline("mbert", str(folder))
            nlp.initialize(lambda: [example(nlp)])
    assert not (tmp_path / "mark").exists()


def test_weights_that_are_missing_are_not_filled_at_random(make, tmp_path):
    nlp = make("xphonebert")
    nlp.to_disk(tmp_path)
    folder = tmp_path / "phonener"
    (folder / "manifest.json").unlink()
    [file] = folder.rglob("*.safetensors")
    tensors = load_file(file)
    tensors.pop("encoder.layer.0.output.dense.weight")
    save_file(tensors, file, metadata={"format": "pt"})
    with pytest.raises(ValueError, match="shim0.*layer.0.output.dense.weight"):
        spacy.load(tmp_path)
