"""What Thinc wraps (PyTorch modules), kept as files beside a model.

Each then lies on disk once, and where it can be mapped to memory.
"""

from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, List

from thinc.api import Model, Shim

from ..saving import reading


def model_shims(model: Model) -> List[Shim]:
    """List the shims of all layers of a model."""
    return [shim for node in model.walk() for shim in node.shims]


@contextmanager
def without_shims(model: Model) -> Iterator[None]:
    """Take a model's shims away for a while, so that it is saved without them."""
    shims = [(node, node.shims[:]) for node in model.walk()]
    try:
        for node, _ in shims:
            node.shims.clear()
        yield
    finally:
        for node, node_shims in shims:
            node.shims.extend(node_shims)


def save_shims(model: Model, folder: Path) -> None:
    """Save each of a model's shims, as `shim0`, `shim1`… of a folder."""
    for i, shim in enumerate(model_shims(model)):
        shim.to_disk(folder / f"shim{i}")


def load_shims(model: Model, folder: Path) -> None:
    """Load what `save_shims` saved.

    RAISES (ValueError): Names the file or folder that cannot be used.
    """
    for i, shim in enumerate(model_shims(model)):
        reading(folder / f"shim{i}", shim.from_disk)


def check_finite(model: Model) -> None:
    """Check that all weights of a model are numbers.

    RAISES (ValueError): Names a tensor that has others: a pipeline with these finds
        nothing.
    """
    for node in model.walk():
        for name in node.param_names:
            if (
                node.has_param(name)
                and not node.ops.xp.isfinite(node.get_param(name)).all()
            ):
                raise ValueError(
                    f"its layer '{node.name}' has weights that are no numbers ({name})"
                )
    for shim in model_shims(model):
        state = shim._model.state_dict() if shim._model is not None else {}
        for name, tensor in state.items():
            if tensor.is_floating_point() and not tensor.isfinite().all():
                raise ValueError(f"it has weights that are no numbers ({name})")
