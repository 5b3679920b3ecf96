"""The optimizer that transformers are trained with (Sohn et al. 2024, Appendix A)."""

from typing import Iterator, List, Tuple, Union

import torch
from thinc.api import Model, Optimizer, PyTorchShim, xp2torch
from thinc.types import FloatsXd, Generator
from torch import Tensor
from torch.nn.utils import get_total_norm

FloatOrSeq = Union[float, List[float], Generator]


class AdamW(Optimizer):
    """Thinc's Adam, but parameters of one dimension (biases, LayerNorms) do not decay."""

    @classmethod
    def make(
        cls,
        learn_rate: FloatOrSeq = 1e-5,
        beta1: FloatOrSeq = 0.9,
        beta2: FloatOrSeq = 0.999,
        eps: FloatOrSeq = 1e-8,
        weight_decay: FloatOrSeq = 0.01,
        grad_clip: FloatOrSeq = 1.0,
    ) -> "AdamW":
        """Make the optimizer.

        weight_decay (float): As in AdamW, not for biases and LayerNorms.
        grad_clip (float): The norm that gradients are clipped to; 0: none. By AdamW, and in
            components other than the phonener, that of each parameter alone, as Thinc does
            it.
        """
        return cls(
            learn_rate,
            beta1=beta1,
            beta2=beta2,
            eps=eps,
            L2=weight_decay,
            grad_clip=grad_clip,
            use_averages=False,
        )

    def __call__(
        self,
        key: Tuple[int, str],
        weights: FloatsXd,
        gradient: FloatsXd,
        *,
        lr_scale: float = 1.0,
    ):
        decay = self.L2
        try:
            if weights.ndim == 1:
                self.L2 = 0.0
            return super().__call__(key, weights, gradient, lr_scale=lr_scale)
        finally:
            self.L2 = decay


class JointlyClippedAdamW(AdamW):
    """AdamW, but it can clip the gradients of a model before it gets them one by one.

    As PyTorch and the paper's trainer do it: all of a phonener's together.
    """

    def clip_gradients(self, model: Model) -> None:
        """Clip the gradients of all of a model's parameters together.

        What Thinc clips afterwards, parameter by parameter, is no longer than the whole, so
        that it stays as it is.
        """
        if not self.grad_clip:
            return
        gradients = list(get_gradients(model))
        # As in torch.nn.utils.clip_grad_norm_, which knows PyTorch's parameters only.
        scale = self.grad_clip / (get_total_norm(gradients) + 1e-6)
        torch._foreach_mul_(gradients, scale.clamp(max=1.0))


# The first version stays for configs that name it.
make_adamw = AdamW.make
make_adamw_v2 = JointlyClippedAdamW.make


def get_gradients(model: Model) -> Iterator[Tensor]:
    """Yield the gradients of a model's parameters, PyTorch's and Thinc's, in their place.

    Not those of a module in which numbers were too large for half precision: its weights
    stay as they are in this step.
    """
    for node in model.walk():
        for shim in node.shims:
            if isinstance(shim, PyTorchShim) and not shim._grad_scaler.found_inf:
                for parameter in shim._model.parameters():
                    if parameter.grad is not None:
                        yield parameter.grad
        for name in node.param_names:
            if node.has_grad(name):
                yield xp2torch(node.get_grad(name))
