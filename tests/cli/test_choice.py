"""Which config `auto` stands for, and where a checkpoint is looked for."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from huggingface_hub import HfApi
from huggingface_hub.utils import validate_repo_id
from spacy.util import load_config

from spacy_phonener.cli.checkpoints import (
    Checkpoint,
    find_checkpoint,
    find_checkpoints,
)
from spacy_phonener.cli.choice import choose_config

from ..conftest import ROOT

AUTO = ROOT / "configs" / "auto.cfg"
XPHONEBERT = "vinai/xphonebert-base"
SETTING = "components.phonener.model.encoder.name"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A folder without a checkpoint, on a machine without a hub, whose cache is empty."""

    def model_info(self, name, **kwargs):
        validate_repo_id(name)
        raise ConnectionError("There is no hub.")

    monkeypatch.setattr(HfApi, "model_info", model_info)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_files(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def test_a_folder_comes_first():
    """By its path, or in assets, called as the checkpoint is."""
    asset = write_files(Path("assets/xphonebert-base"), pytorch_model__bin="weights")
    assert find_checkpoint(XPHONEBERT).source == str(asset)
    own = write_files(Path("mine/xphonebert-base"), model__safetensors="weights")
    assert find_checkpoint("mine/xphonebert-base/").source == str(own)


def test_what_is_in_a_folder_tells_its_version():
    """But not what git and the hub's client keep there."""
    folder = write_files(Path("mine"), model__safetensors="a", config__json="b")
    first = find_checkpoint("mine")
    write_files(folder / ".git", index="1")
    assert find_checkpoint("mine") == first
    write_files(folder, model__safetensors="c")
    second = find_checkpoint("mine")
    shutil.move(folder / "config.json", folder / "settings.json")
    assert len({first, second, find_checkpoint("mine")}) == 3


def test_the_hub_is_asked_and_nothing_is_downloaded(project, monkeypatch):
    asked = []

    def model_info(self, name, revision, timeout):
        asked.append((name, revision))
        return SimpleNamespace(sha="abc")

    monkeypatch.setattr(HfApi, "model_info", model_info)
    config = load_config(ROOT / "configs" / "xphonebert.cfg")
    assert find_checkpoints(config) == {SETTING: Checkpoint(XPHONEBERT, "abc")}
    found = find_checkpoints(config, "other/model")
    assert found == {SETTING: Checkpoint("other/model", "abc")}
    assert asked == [(XPHONEBERT, None), ("other/model", None)]
    assert not list(project.iterdir())


def test_without_a_connection_its_cache_will_do(project):
    cache = project / "hub" / "models--vinai--xphonebert-base"
    write_files(cache / "refs", main="abc")
    snapshot = write_files(cache / "snapshots" / "abc", config__json="{}")
    with pytest.raises(OSError):
        # A download that was interrupted.
        find_checkpoint(XPHONEBERT)
    write_files(snapshot, pytorch_model__bin="weights")
    assert find_checkpoint(XPHONEBERT) == Checkpoint(XPHONEBERT, "abc")


@pytest.mark.parametrize("name", [XPHONEBERT, "/no/folder"])
def test_a_checkpoint_that_is_nowhere(name):
    with pytest.raises(OSError) as error:
        find_checkpoint(name)
    said = str(error.value)
    assert f"download {name} --local-dir" in said and "--vars.checkpoint" in said
    assert f"at {Path('assets') / Path(name).name}" in said


def test_a_config_without_checkpoints():
    config = load_config(ROOT / "configs" / "lite.cfg")
    assert find_checkpoints(config) == {}
    with pytest.raises(ValueError, match="no encoder that starts from a checkpoint"):
        find_checkpoints(config, "mine")


def test_auto_is_lite_without_a_gpu_or_without_a_checkpoint():
    choice = choose_config(AUTO, "", -1)
    assert choice.config_path == ROOT / "configs" / "lite.cfg"
    assert choice.why == "lite, since no GPU was given"
    choice = choose_config(AUTO, "mine", 0)
    assert choice.config_path == ROOT / "configs" / "lite.cfg"
    # It has none.
    assert choice.checkpoint == ""
    assert choice.why == "lite, since the checkpoint of xphonebert could not be had"
    assert "download mine --local-dir" in choice.hint


def test_auto_is_the_papers_with_both():
    own = write_files(Path("mine"), model__safetensors="weights")
    choice = choose_config(AUTO, "mine", 0)
    assert choice.config_path == ROOT / "configs" / "xphonebert.cfg"
    assert choice.checkpoint == str(own)
    assert choice.why == "xphonebert, since GPU 0 was given, and its checkpoint is mine"


def test_any_other_config_is_taken_by_hand():
    paper = ROOT / "configs" / "xphonebert.cfg"
    choice = choose_config(paper, "mine", -1)
    assert (choice.config_path, choice.checkpoint, choice.why) == (paper, "mine", "")
    with pytest.raises(OSError, match="There are: auto, adapt, graphemes, lite"):
        choose_config(paper.with_stem("xphonbert"), "", -1)
