"""Damage of a saved pipeline is seen when it is loaded."""

import shutil

import numpy
import pytest
import spacy
import srsly
import torch

from spacy_phonener.pipeline.shims import model_shims

from ..conftest import SENTENCE, entities


@pytest.fixture
def saved(trained_path, tmp_path):
    shutil.copytree(trained_path, tmp_path / "model")
    return tmp_path / "model"


def test_a_pipeline_says_what_it_consists_of(saved):
    manifest = srsly.read_json(saved / "phonener" / "manifest.json")
    assert manifest["format"] == 1
    assert manifest["labels"] == ["LOC", "ORG", "PER"]
    assert set(manifest["sha256"]) == {"cfg", "model", "shim0", "shim1"}
    assert manifest["shapes"][1]["hashed.weight"] == [500, 32]


@pytest.mark.parametrize("name", ["cfg", "model", "shim0", "shim1"])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "empty"])
def test_a_damaged_file_is_named(saved, name, how):
    file = saved / "phonener" / name
    data = file.read_bytes()
    if how == "flipped":
        middle = len(data) // 2
        file.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    elif how == "gone":
        file.unlink()
    else:
        file.write_bytes(data[:-10] if how == "cut" else b"")
    with pytest.raises(ValueError, match=f"damaged: .*phonener.{name} cannot be used"):
        spacy.load(saved)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", "3", '{"format": 1}'])
def test_a_damaged_manifest_is_named(saved, manifest):
    (saved / "phonener" / "manifest.json").write_text(manifest)
    with pytest.raises(ValueError, match="manifest.json"):
        spacy.load(saved)


def test_a_manifest_of_a_later_version(saved):
    path = saved / "phonener" / "manifest.json"
    srsly.write_json(path, {**srsly.read_json(path), "format": 2})
    with pytest.raises(
        ValueError, match="format 2; this spacy-phonener reads format 1"
    ):
        spacy.load(saved)


@pytest.mark.parametrize(
    "cfg", [None, {}, {"labels": ["LOC"]}, {"labels": ["A", "B", "C", "D"]}]
)
def test_labels_of_another_number(saved, cfg):
    """Also of pipelines that were saved without a manifest."""
    (saved / "phonener" / "manifest.json").unlink()
    if cfg is None:
        (saved / "phonener" / "cfg").unlink()
    else:
        srsly.write_json(saved / "phonener" / "cfg", cfg)
    with pytest.raises(ValueError, match="labels, which make .* but its model knows 7"):
        spacy.load(saved)


def test_pipelines_without_a_manifest_load(saved, trained):
    (saved / "phonener" / "manifest.json").unlink()
    assert entities(spacy.load(saved)(SENTENCE)) == entities(trained(SENTENCE))


@pytest.mark.parametrize("place", ["module", "linear"])
def test_weights_that_are_no_numbers(trained, tmp_path, place):
    model = trained.get_pipe("phonener").model
    if place == "module":
        module = model_shims(model)[1]._model
        with torch.no_grad():
            next(module.parameters())[0] = float("nan")
    else:
        model.get_ref("output_layer").layers[0].get_param("W")[0] = numpy.inf
    trained.to_disk(tmp_path)
    for load in (
        lambda: spacy.load(tmp_path),
        lambda: trained.from_bytes(trained.to_bytes()),
    ):
        with pytest.raises(ValueError, match="weights that are no numbers"):
            load()


def test_a_tensor_that_is_missing(saved):
    from safetensors.torch import load, save

    folder = saved / "phonener"
    data = srsly.msgpack_loads((folder / "shim1").read_bytes())
    state = load(data["state"])
    state.pop("hashed.weight")
    (folder / "shim1").write_bytes(srsly.msgpack_dumps({**data, "state": save(state)}))
    (folder / "manifest.json").unlink()
    with pytest.raises(ValueError, match="(?s)shim1 cannot be used.*hashed.weight"):
        spacy.load(saved)


@pytest.mark.parametrize("name", ["g2p", "words"])
@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\x01", b"\xa1x"])
def test_damage_of_the_phonemizer(saved, name, data):
    (saved / "phonemizer" / name).write_bytes(data)
    with pytest.raises(ValueError, match=f"phonemizer.{name} cannot be used"):
        spacy.load(saved)
