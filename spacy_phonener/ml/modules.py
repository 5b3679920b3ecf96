"""What the LiteEncoder's PyTorch modules have in common: arrays in and out, and weights
as bytes that hold numbers only, no pickle."""

from typing import Any, Callable, Dict, Tuple, Type, cast

import numpy
import torch
from safetensors.torch import load, save
from thinc.api import (
    ArgsKwargs,
    Model,
    PyTorchShim,
    PyTorchWrapper_v3,
    torch2xp,
    xp2torch,
)
from thinc.types import Floats2d
from torch import Tensor, nn


def wrap_module(
    module: nn.Module, convert_inputs: Callable, shim: Type[PyTorchShim] = PyTorchShim
) -> Model[Any, Floats2d]:
    """Make a Thinc layer of a module with one matrix for its output."""
    wrapped: Model = PyTorchWrapper_v3(
        module, convert_inputs=convert_inputs, convert_outputs=convert_outputs
    )
    wrapped.shims[0] = shim(
        module, serialize_model=serialize, deserialize_model=deserialize
    )
    return wrapped


def to_tensors(model: Model, arrays: Dict[str, numpy.ndarray]) -> Dict[str, Tensor]:
    device = cast(PyTorchShim, model.shims[0]).device
    return {name: torch.from_numpy(a).to(device) for name, a in arrays.items()}


def convert_outputs(
    model: Model, inputs_and_output: Tuple[Any, Tensor], is_train: bool
) -> Tuple[Floats2d, Callable[[Floats2d], ArgsKwargs]]:
    _, output = inputs_and_output

    def backprop(d_output: Floats2d) -> ArgsKwargs:
        return ArgsKwargs(
            args=((output,),), kwargs={"grad_tensors": xp2torch(d_output)}
        )

    return cast(Floats2d, torch2xp(output)), backprop


def serialize(module: nn.Module) -> bytes:
    return save(module.state_dict())


def deserialize(module: nn.Module, data: bytes, device: torch.device) -> nn.Module:
    module.load_state_dict(load(data))
    return module.to(device)


def with_neighbours(X: Tensor, lengths: Tensor) -> Tensor:
    """X (Tensor): One row a unit, the sequences one after the other.
    lengths (Tensor): The number of units of each sequence.
    RETURNS (Tensor): Each row between its left and its right neighbour, three times as
        wide; before the first unit of a sequence and after its last stand zeros.
    """
    ends = lengths.cumsum(0)
    not_first = torch.ones(len(X), 1, dtype=X.dtype, device=X.device)
    not_last = not_first.clone()
    not_first[ends - lengths] = 0
    not_last[ends - 1] = 0
    return torch.cat([X.roll(1, 0) * not_first, X, X.roll(-1, 0) * not_last], dim=1)
