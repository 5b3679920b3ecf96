import numpy
import pytest
import torch
from spacy.util import registry
from thinc.api import Linear, Model, PyTorchWrapper, chain

from spacy_phonener.ml.optimizer import make_adamw, make_adamw_v2


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


@pytest.mark.parametrize("version", [1, 2])
def test_linear_warm_up_and_decay(version):
    rate = registry.schedules.get("warmup_linear.v1")(0.1, 2, 6)
    make = registry.optimizers.get(f"spacy_phonener.AdamW.v{version}")
    optimizer = make(learn_rate=rate)
    rates = []
    for _ in range(7):
        rates.append(round(optimizer.learn_rate, 3))
        optimizer.step_schedules()
    assert rates == [0.0, 0.05, 0.1, 0.075, 0.05, 0.025, 0.0]


def with_gradients() -> Model:
    """A PyTorch module and a Thinc layer, with gradients."""
    torch.manual_seed(0)
    X = numpy.random.default_rng(0).normal(size=(5, 3)).astype("f")
    model = chain(PyTorchWrapper(torch.nn.Linear(3, 4)), Linear(2))
    model.initialize(X, numpy.zeros((5, 2), dtype="f"))
    Y, backprop = model.begin_update(X)
    backprop(numpy.ones_like(Y))
    return model


def gradients(model: Model):
    module, layer = model.layers[0].shims[0]._model, model.layers[1]
    own = [layer.get_grad(name).copy() for name in layer.param_names]
    return [p.grad.numpy().copy() for p in module.parameters()], own


def test_gradients_are_clipped_together_as_by_pytorch():
    model = with_gradients()
    before = [torch.nn.Parameter(torch.tensor(g)) for g in sum(gradients(model), [])]
    for parameter in before:
        parameter.grad = parameter.data.clone()
    assert torch.nn.utils.clip_grad_norm_(before, 0.5) > 0.5
    make_adamw_v2(grad_clip=0.5).clip_gradients(model)
    for ours, theirs in zip(sum(gradients(model), []), before):
        numpy.testing.assert_allclose(ours, theirs.grad, rtol=1e-6)


@pytest.mark.parametrize("grad_clip", [0.0, 1000.0])
def test_short_gradients_are_left_as_they_are(grad_clip):
    model = with_gradients()
    before = sum(gradients(model), [])
    make_adamw_v2(grad_clip=grad_clip).clip_gradients(model)
    for new, old in zip(sum(gradients(model), []), before):
        numpy.testing.assert_array_equal(new, old)


def test_a_module_that_overflowed_spoils_no_other_gradient():
    """With mixed precision: its own step is left out."""
    model = with_gradients()
    shim = model.layers[0].shims[0]
    for parameter in shim._model.parameters():
        parameter.grad.fill_(torch.nan)
    shim._grad_scaler._found_inf = True
    make_adamw_v2(grad_clip=0.5).clip_gradients(model)
    _, own = gradients(model)
    assert numpy.linalg.norm(numpy.concatenate([g.ravel() for g in own])) < 0.5001
