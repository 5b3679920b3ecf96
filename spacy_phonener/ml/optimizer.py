from typing import List, Tuple, Union

from thinc.api import Optimizer
from thinc.types import FloatsXd, Generator

FloatOrSeq = Union[float, List[float], Generator]


def make_adamw(
    learn_rate: FloatOrSeq = 1e-5,
    beta1: FloatOrSeq = 0.9,
    beta2: FloatOrSeq = 0.999,
    eps: FloatOrSeq = 1e-8,
    weight_decay: FloatOrSeq = 0.01,
    grad_clip: FloatOrSeq = 1.0,
) -> Optimizer:
    """Make the optimizer that transformers are trained with (Sohn et al. 2024, App. A).

    weight_decay (float): As in AdamW, not for biases and LayerNorms.
    grad_clip (float): The norm that each parameter's gradient is clipped to; 0: none.
    """
    return AdamW(
        learn_rate,
        beta1=beta1,
        beta2=beta2,
        eps=eps,
        L2=weight_decay,
        grad_clip=grad_clip,
        use_averages=False,
    )


class AdamW(Optimizer):
    """Thinc's Adam, but parameters of one dimension (biases, LayerNorms) do not decay."""

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
