"""What a saved component consists of, to see damage when it is loaded."""

import hashlib
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import srsly
from thinc.api import Model, Shim

from ..saving import damaged, reading
from .shims import model_shims

NAME = "manifest.json"
# Of the folder that a component is saved to. A later one cannot be read by this package.
FORMAT = 1


def write_manifest(
    folder: Path, labels: Sequence[str], model: Optional[Model] = None
) -> None:
    """Write down what a component's folder has: labels, files, and its model's tensors."""
    shims = [] if model is None else model_shims(model)
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    srsly.write_json(
        folder / NAME,
        {
            "format": FORMAT,
            "labels": list(labels),
            "shapes": [tensor_shapes(shim) for shim in shims],
            "sha256": {f.relative_to(folder).as_posix(): sha256(f) for f in files},
        },
    )


def tensor_shapes(shim: Shim) -> Dict[str, List[int]]:
    """Get the shapes of a PyTorch module's tensors; before it is initialized, none."""
    state = shim._model.state_dict() if shim._model is not None else {}
    return {name: list(tensor.shape) for name, tensor in state.items()}


def check_manifest(folder: Path) -> None:
    """Check a component's folder against what was written down when it was saved.

    Pipelines that were saved by spacy-phonener 0.1.0 have no manifest.

    RAISES (ValueError): Names the file that is missing or is not as it was saved.
    """
    path = folder / NAME
    if not path.exists():
        return
    manifest = reading(path, srsly.read_json)
    try:
        form, sums = manifest["format"], dict(manifest["sha256"])
    except (TypeError, KeyError, ValueError) as err:
        raise damaged(path, f"it is no manifest ({err!r})") from err
    if form != FORMAT:
        raise ValueError(
            f"{path} is of format {form!r}; this spacy-phonener reads format {FORMAT}. "
            "Install the version that the pipeline was saved by (see its meta.json)."
        )
    for name, expected in sums.items():
        file = folder / name
        if not file.is_file():
            raise damaged(file, "it is missing")
        if sha256(file) != expected:
            raise damaged(file, "its content is not what was saved (SHA-256)")


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
