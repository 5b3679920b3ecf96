import numpy
import torch
from spacy.util import registry

from spacy_phonener.ml.optimizer import make_adamw


def test_it_is_torchs_adamw_but_for_biases_and_layernorms():
    rng = numpy.random.default_rng(0)
    matrix, bias = rng.normal(size=(3, 4)).astype("f"), rng.normal(size=4).astype("f")
    expected = [torch.nn.Parameter(torch.tensor(w)) for w in (matrix, bias)]
    theirs = torch.optim.AdamW(
        [
            {"params": expected[:1], "weight_decay": 0.1},
            {"params": expected[1:], "weight_decay": 0.0},
        ],
        lr=0.01,
    )
    ours = make_adamw(0.01, weight_decay=0.1, grad_clip=0.0)
    for _ in range(20):
        gradients = [rng.normal(size=w.shape).astype("f") for w in (matrix, bias)]
        for parameter, gradient in zip(expected, gradients):
            parameter.grad = torch.tensor(gradient)
        theirs.step()
        matrix, _ = ours((1, "weight"), matrix, gradients[0].copy())
        bias, _ = ours((1, "bias"), bias, gradients[1].copy())
    numpy.testing.assert_allclose(matrix, expected[0].detach(), atol=1e-4)
    numpy.testing.assert_allclose(bias, expected[1].detach(), atol=1e-4)


def test_linear_warm_up_and_decay():
    rate = registry.schedules.get("warmup_linear.v1")(0.1, 2, 6)
    optimizer = registry.optimizers.get("spacy_phonener.AdamW.v1")(learn_rate=rate)
    rates = []
    for _ in range(7):
        rates.append(round(optimizer.learn_rate, 3))
        optimizer.step_schedules()
    assert rates == [0.0, 0.05, 0.1, 0.075, 0.05, 0.025, 0.0]
