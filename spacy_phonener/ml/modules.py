"""What the LiteEncoder's PyTorch modules have in common.

Arrays in and out, weights as bytes that hold numbers only (no pickle), and convolutions over
sequences that lie one after the other.
"""

from functools import cache
from typing import Any, Callable, ContextManager, Dict, Iterator, Tuple, Type, cast

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

# The units that a convolution reads at once, so that what it makes of them stays in the
# processor's caches, however many there are.
CONVOLVED_UNITS = 1024


class ModuleShim(PyTorchShim):
    """Thinc's shim, but a module stays in evaluation mode after it has predicted.

    Upstream puts it back into training mode: then a thread that shares the pipeline, and
    is in the middle of its own prediction, reads with dropout.
    """

    no_grad: Callable[[], ContextManager] = torch.inference_mode

    def predict(self, inputs: ArgsKwargs) -> Any:
        self._model.eval()
        # What was trained with mixed precision on a GPU may be used on a CPU.
        half = self._mixed_precision and self.device.type == "cuda"
        with self.no_grad(), torch.autocast("cuda", enabled=half):
            return self._model(*inputs.args, **inputs.kwargs)

    def finish_update(self, optimizer: Any) -> None:
        # Upstream puts an array around each weight tensor, for the optimizer, and a tensor
        # around that: with each step one more around the last, and memory grows.
        tensors = [(weights, weights.data) for weights in self._model.parameters()]
        super().finish_update(optimizer)
        for weights, tensor in tensors:
            if weights.data_ptr() == tensor.data_ptr():
                weights.data = tensor


def wrap_module(
    module: nn.Module, convert_inputs: Callable, shim: Type[ModuleShim] = ModuleShim
) -> Model[Any, Floats2d]:
    """Make a Thinc layer of a module with one matrix for its output."""
    wrapped: Model = PyTorchWrapper_v3(
        module, convert_inputs=convert_inputs, convert_outputs=convert_outputs
    )
    wrapped.shims[0] = shim(
        module, serialize_model=serialize, deserialize_model=deserialize
    )
    return wrapped


def mixed_precision(module: nn.Module) -> ContextManager:
    """In training, multiply matrices as bfloat16 numbers, if the module is to.

    Only where the processor does so itself: twice as fast. Others would be slower.
    """
    device = next(module.parameters()).device.type
    wanted = module.training and bool(module.mixed_precision)
    return torch.autocast(
        device, dtype=torch.bfloat16, enabled=wanted and has_bfloat16(device)
    )


@cache
def has_bfloat16(device: str) -> bool:
    """Tell whether a kind of device multiplies matrices of bfloat16 numbers itself."""
    if device == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    # PyTorch has no public name for it; where it has none at all, the answer is no.
    is_supported = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    return bool(is_supported())


def to_tensors(model: Model, arrays: Dict[str, numpy.ndarray]) -> Dict[str, Tensor]:
    device = cast(PyTorchShim, model.shims[0]).device
    return {name: torch.from_numpy(a).to(device) for name, a in arrays.items()}


def convert_outputs(
    model: Model, inputs_and_output: Tuple[Any, Tensor], is_train: bool
) -> Tuple[Floats2d, Callable[[Floats2d], ArgsKwargs]]:
    _, output = inputs_and_output

    def backprop(d_output: Floats2d) -> ArgsKwargs:
        gradient = xp2torch(d_output, device=output.device)
        return ArgsKwargs(args=((output,),), kwargs={"grad_tensors": gradient})

    return cast(Floats2d, torch2xp(output)), backprop


def serialize(module: nn.Module) -> bytes:
    return save(module.state_dict())


def deserialize(module: nn.Module, data: bytes, device: torch.device) -> nn.Module:
    module.load_state_dict(load(data))
    return module.to(device)


def neighbours(lengths: Tensor) -> Tensor:
    """Find the rows of each unit's neighbours.

        two sequences   a b c    d e        lengths 3, 2
        rows            1 2 3    4 5
        neighbours of   a 0 1 2, b 1 2 3, c 2 3 0, d 0 4 5, e 4 5 0

    lengths (Tensor): The number of units of each sequence; the sequences lie one after
        the other.
    RETURNS (Tensor): For each unit the rows of its left neighbour, of itself and of its
        right neighbour, as `with_neighbours` counts them: from 1; 0, where a sequence
        begins or ends.
    """
    ends = lengths.cumsum(0)
    own = torch.arange(1, int(ends[-1]) + 1, device=lengths.device)
    rows = torch.stack([own - 1, own, own + 1], dim=1)
    rows[ends - lengths, 0] = 0
    rows[ends - 1, 2] = 0
    return rows


def with_neighbours(X: Tensor, rows: Tensor) -> Iterator[Tensor]:
    """Put each unit's row between those of its neighbours.

    X (Tensor): One row a unit.
    rows (Tensor): `neighbours` of the units.
    YIELDS (Tensor): For some of the units at a time, each unit's row between those of
        its neighbours, three times as wide; where there is no neighbour stand zeros.
    """
    X = nn.functional.pad(X, (0, 0, 1, 0))
    for part in rows.split(CONVOLVED_UNITS):
        # index_select: on the CPU the gradient of X[part] would depend on the order in
        # which threads add it up.
        yield X.index_select(0, part.flatten()).view(len(part), -1)
