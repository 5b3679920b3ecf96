"""Where a pretrained encoder's checkpoint can be had; nothing is downloaded."""

from pathlib import Path
from typing import Any, Dict, NamedTuple, Optional

from .inputs import checksum

# Of the project: a checkpoint has a folder there that is called as it is.
ASSETS = Path("assets")
WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
# Seconds: a hub that takes longer to answer counts as one that cannot be reached.
PATIENCE = 5


class Checkpoint(NamedTuple):
    """A checkpoint that can be had.

    source (str): Its folder, or its name in the Hugging Face hub.
    version (str): What is another where the checkpoint has changed.
    """

    source: str
    version: str


def find_checkpoints(config: Dict[str, Any], name: str = "") -> Dict[str, Checkpoint]:
    """Find the checkpoints of a config, by the settings that name them.

    name (str): A checkpoint to take in the place of those that the config names.
    RAISES (OSError): If one is nowhere.
    """
    components = config["components"].items()
    encoders = {
        f"components.{component}.model.encoder.name": settings["model"]["encoder"]
        for component, settings in components
        if "name" in settings.get("model", {}).get("encoder", {})
    }
    if name and not encoders:
        raise ValueError(
            f"The config has no encoder that starts from a checkpoint, such as {name} "
            "(--checkpoint; in the project, --vars.checkpoint)."
        )
    return {
        setting: find_checkpoint(name or encoder["name"], encoder.get("revision"))
        for setting, encoder in encoders.items()
    }


def find_checkpoint(name: str, revision: Optional[str] = None) -> Checkpoint:
    """Find a checkpoint: in a folder, in assets, in the hub, or in the hub's cache.

    revision (Optional[str]): The hub's branch, tag or commit.
    RAISES (OSError): If it is nowhere: what to download, and where to put it.
    """
    asset = ASSETS / Path(name).name
    for folder in (Path(name), asset):
        if any((folder / file).is_file() for file in WEIGHTS):
            return Checkpoint(str(folder), checksum(folder))
    commit = _find_commit(name, revision)
    if commit is None:
        raise OSError(
            f"There is no checkpoint {name}: no such folder, none at {asset}, nor is it "
            "in the Hugging Face hub's cache, and the hub cannot be reached or has no "
            "such model. Where there is a connection, 'huggingface-cli download "
            f"{name} --local-dir FOLDER' fetches it: put that folder at {asset}, or "
            "name it (--checkpoint FOLDER; in the project, --vars.checkpoint FOLDER)."
        )
    return Checkpoint(name, commit)


def _find_commit(name: str, revision: Optional[str]) -> Optional[str]:
    """Get the commit that the hub has of a model, or else the hub's cache."""
    from huggingface_hub import HfApi, try_to_load_from_cache

    try:
        return HfApi().model_info(name, revision=revision, timeout=PATIENCE).sha
    except OSError:
        cached = [
            try_to_load_from_cache(name, file, revision=revision) for file in WEIGHTS
        ]
    except ValueError:
        # No name of a hub's, but a folder's.
        return None
    return next(
        (Path(path).parent.name for path in cached if isinstance(path, str)), None
    )
