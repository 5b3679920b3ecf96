"""Beside the computation of Sohn et al. 2024, which is built anew here from their code.

With equal weights, ours reads the same ids and labels, and has the same loss, gradient and
steps. Theirs cuts a sentence at 128 positions, where ours goes on in the next window: the
sentences here are shorter.
"""

from typing import Dict

import numpy
import pytest
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.ml.encoder_input import make_inputs
from spacy_phonener.ml.optimizer import make_adamw, make_adamw_v2

from ..conftest import SAMPLE, read_example
from .encoders import make_pipeline, shim, switch_dropout_off, transformer

TAGS = ["O", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-PER", "I-PER"]
POSITIONS = 128
STEPS = 20
# Their 1e-5 moves float32 weights of a small model by little more than they are rounded.
LEARN_RATE = 1e-4
WARMUP = 2


class TheirTagger(nn.Module):
    """A transformer, and a linear layer over every position."""

    def __init__(self, folder, weight, bias):
        super().__init__()
        self.transformer = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.fc = nn.Linear(weight.shape[1], weight.shape[0])
        self.fc.weight.data, self.fc.bias.data = map(torch.tensor, (weight, bias))

    def forward(self, ids, mask):
        return self.fc(self.transformer(ids, mask).last_hidden_state)


class TheirAdamW:
    """AdamW as transformers had it: eps beside the uncorrected root, decay last."""

    def __init__(self, model):
        self.named = list(model.named_parameters())
        self.moments = [
            [torch.zeros_like(p), torch.zeros_like(p)] for _, p in self.named
        ]

    @torch.no_grad()
    def step(self, number, learn_rate):
        size = learn_rate * (1 - 0.999**number) ** 0.5 / (1 - 0.9**number)
        for (name, p), (mean, square) in zip(self.named, self.moments):
            mean.mul_(0.9).add_(p.grad, alpha=0.1)
            square.mul_(0.999).addcmul_(p.grad, p.grad, value=0.001)
            p.addcdiv_(mean, square.sqrt() + 1e-8, value=-size)
            if "bias" not in name and "LayerNorm.weight" not in name:
                p.mul_(1 - learn_rate * 0.01)


def learn_rates():
    """Linear warm-up and decay."""
    for step in range(STEPS):
        rise, fall = step / WARMUP, (STEPS - step) / (STEPS - WARMUP)
        yield LEARN_RATE * min(rise, fall)


def their_ids(tokenizer, doc):
    segments = " ▁ ".join(" ".join(token._.phonemes) for token in doc).split()
    ids = tokenizer.convert_tokens_to_ids(["<s>", *segments, "</s>"])
    assert tokenizer.unk_token_id not in ids
    return ids + [tokenizer.pad_token_id] * (POSITIONS - len(ids))


def their_labels(doc, tags):
    """The first segment of a B token is B, the others I; O what is of no token."""
    labels = [0]
    for token, tag in zip(doc, map(TAGS.index, tags)):
        inside = tag + tag % 2
        labels += [tag, *[inside] * (len(token._.phonemes) - 1), 0]
    return labels + [-100] * (POSITIONS - len(labels))


class Both:
    """Ours and theirs, with equal weights, over one batch."""

    def __init__(self, folder):
        sentences = list(read_conll(SAMPLE / "en" / "train.conll"))[:16]
        self.nlp = make_pipeline("xphonebert", str(folder))
        self.examples = [read_example(self.nlp, *pair) for pair in sentences]
        self.nlp.initialize(lambda: self.examples)
        switch_dropout_off(self.nlp)
        self.phonener = self.nlp.get_pipe("phonener")
        self.docs = [eg.predicted for eg in self.examples]

        layer = self.phonener.model.get_ref("output_layer").layers[0]
        self.theirs = TheirTagger(folder, *map(layer.get_param, "Wb")).eval()
        tokenizer = AutoTokenizer.from_pretrained(folder)
        self.ids = torch.tensor([their_ids(tokenizer, doc) for doc in self.docs])
        self.mask = (self.ids != tokenizer.pad_token_id).long()
        all_tags = [tags for _, tags in sentences]
        self.labels = torch.tensor(list(map(their_labels, self.docs, all_tags)))

    def their_loss(self):
        scores = self.theirs(self.ids, self.mask)
        return nn.CrossEntropyLoss()(scores.flatten(0, 1), self.labels.flatten())

    def train_theirs(self):
        optimizer = TheirAdamW(self.theirs)
        for number, learn_rate in enumerate(learn_rates(), start=1):
            self.theirs.zero_grad()
            self.their_loss().backward()
            # Or there would be nothing to see of the clipping.
            assert nn.utils.clip_grad_norm_(self.theirs.parameters(), 1.0) > 2.0
            optimizer.step(number, learn_rate)

    def train_ours(self, make_optimizer):
        optimizer = make_optimizer([*learn_rates(), 0.0])
        for _ in range(STEPS):
            self.phonener.update(self.examples, sgd=optimizer)
            optimizer.step_schedules()

    def our_weights(self) -> Dict[str, torch.Tensor]:
        layer = self.phonener.model.get_ref("output_layer").layers[0]
        named = transformer(self.nlp).named_parameters()
        # For whole sequences; theirs has one that is not trained either.
        own = {f"transformer.{k}": p.detach() for k, p in named if "pooler" not in k}
        own["fc.weight"], own["fc.bias"] = map(torch.tensor, map(layer.get_param, "Wb"))
        return {name: weight.clone() for name, weight in own.items()}

    def their_weights(self) -> Dict[str, torch.Tensor]:
        return {name: p.detach() for name, p in self.theirs.named_parameters()}


def distance(a, b):
    """The length of the difference of all weights together."""
    assert a.keys() == b.keys()
    return sum(((a[name] - b[name]) ** 2).sum().item() for name in a) ** 0.5


@pytest.fixture
def both(checkpoints):
    return Both(checkpoints["xphonebert"])


def test_ids_and_labels(both):
    inputs, tokens = make_inputs(
        both.docs, shim(both.nlp).input_format, size=126, stride=96
    )
    for item, ids, mask in zip(inputs, both.ids, both.mask):
        assert item.ids == ids[mask.bool()].tolist()
    assert both.phonener.tags == TAGS
    # Where ours is sure of their labels, it has nothing to learn.
    units = both.phonener.model.predict(both.docs)
    labels = [row[: len(own)] for row, own in zip(both.labels.numpy(), tokens)]
    sure = units._replace(rows=[100 * numpy.eye(7, dtype="f")[row] for row in labels])
    loss, d_units = both.phonener.get_loss(both.examples, sure)
    assert (
        loss == pytest.approx(0, abs=1e-3) and not numpy.concatenate(d_units.rows).any()
    )


def test_loss_and_gradient(both):
    loss = both.their_loss()
    loss.backward()
    units, backprop = both.phonener.model.begin_update(both.docs)
    our_loss, d_units = both.phonener.get_loss(both.examples, units)
    backprop(d_units)
    # spaCy shows the sum.
    positions = int((both.labels >= 0).sum())
    assert our_loss / positions == pytest.approx(loss.item(), rel=1e-5)
    layer = both.phonener.model.get_ref("output_layer").layers[0]
    for name, theirs in (("W", both.theirs.fc.weight), ("b", both.theirs.fc.bias)):
        numpy.testing.assert_allclose(layer.get_grad(name), theirs.grad, atol=1e-5)


def test_twenty_steps(both):
    """AdamW, warm-up and decay, the gradients of all parameters clipped together."""
    start = both.our_weights()
    assert distance(start, both.their_weights()) == 0
    both.train_theirs()
    both.train_ours(make_adamw_v2)
    theirs = both.their_weights()
    assert distance(both.our_weights(), theirs) <= 1e-4 * distance(theirs, start)


def test_the_first_version_clips_each_parameter_alone(both):
    start = both.our_weights()
    both.train_theirs()
    both.train_ours(make_adamw)
    theirs = both.their_weights()
    assert distance(both.our_weights(), theirs) > 0.05 * distance(theirs, start)
