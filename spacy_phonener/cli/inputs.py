"""What a training starts from, so that nothing is trained again where nothing changed."""

import hashlib
from pathlib import Path
from typing import Any, Dict

import srsly
from thinc.api import Config

from ..report.hashes import file_hash, folder_hash

# Beside the pipeline that was trained.
RECORD = "inputs.json"


def read_inputs(config: Config, versions: Dict[str, str]) -> Dict[str, str]:
    """Sum up what a training starts from: each of its parts, by name.

    config (Config): Interpolated. What its [paths] name is read.
    versions (Dict[str, str]): Of what else it starts from.
    """
    paths = [path for path in config["paths"].values() if path and Path(path).exists()]
    return {
        "config": hashlib.sha256(config.to_bytes()).hexdigest(),
        **{path: checksum(Path(path)) for path in paths},
        **versions,
    }


def is_current(model: Path, inputs: Dict[str, str]) -> bool:
    """Tell whether a pipeline is the one that was trained from these inputs."""
    record = model.parent / RECORD
    if not (model.exists() and record.exists()):
        return False
    return srsly.read_json(record) == _make_record(model, inputs)


def forget_inputs(model: Path) -> None:
    """Forget what a pipeline was trained from, before it is trained anew."""
    (model.parent / RECORD).unlink(missing_ok=True)


def write_inputs(model: Path, inputs: Dict[str, str]) -> None:
    """Write down what a pipeline was trained from, beside it."""
    srsly.write_json(model.parent / RECORD, _make_record(model, inputs))


def _make_record(model: Path, inputs: Dict[str, str]) -> Dict[str, Any]:
    return {"inputs": inputs, model.name: checksum(model)}


def checksum(path: Path) -> str:
    """Make the checksum of a file, or of a folder's files and their names."""
    return folder_hash(path) if path.is_dir() else file_hash(path)
