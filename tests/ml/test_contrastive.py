"""Contrastive learning before tagging."""

import numpy
import pytest
import spacy
import torch
from thinc.api import Adam, NumpyOps

from spacy_phonener.ml.contrastive import (
    contrastive_loss,
    create_pretrain_contrastive,
    find_words,
)
from spacy_phonener.ml.lite import build_lite_encoder

from .encoders import weights

OPS = NumpyOps()
# English, and as others say it.
NAMES = [
    ("nɛlsən", "nelson"),
    ("lʌndən", "londra"),
    ("pæɹɪs", "paris"),
    ("mɒskəʊ", "moskva"),
    ("nəpɔːl", "neːpaːl"),
    ("kɛnjə", "kenja"),
]


@pytest.fixture
def docs():
    nlp = spacy.blank("xx")
    found = []
    for i, pair in enumerate(NAMES):
        for sounds in pair:
            [token] = doc = nlp.make_doc(f"name{i}")
            token._.phonemes = list(sounds)
            found.append(doc)
    return found


def loss(docs, rows, temperature=0.1):
    return contrastive_loss(OPS, docs, OPS.asarray2f(rows), temperature=temperature)


def test_the_loss_is_low_where_counterparts_are_nearest(docs):
    vectors = numpy.random.default_rng(0).normal(size=(len(NAMES), 16))
    right, _ = loss(docs, vectors.repeat(2, axis=0))
    wrong, _ = loss(docs, numpy.roll(vectors.repeat(2, axis=0), 1, axis=0))
    assert right < 0.1 < 5 < wrong


def test_the_gradient_is_that_of_the_loss(docs):
    rows = numpy.random.default_rng(0).normal(size=(len(docs), 4))
    _, gradient = loss(docs, rows, temperature=1.0)
    step = 1e-2
    for place in [(0, 0), (3, 2), (11, 3)]:
        up, down = rows.copy(), rows.copy()
        up[place] += step
        down[place] -= step
        slope = (loss(docs, up, 1.0)[0] - loss(docs, down, 1.0)[0]) / (2 * step)
        assert gradient[place] == pytest.approx(slope, abs=1e-3)


def test_the_same_name_is_no_negative_example(docs):
    rows = numpy.random.default_rng(0).normal(size=(2, 4))
    alone, _ = loss(docs[:2], rows)
    twice, _ = loss([*docs[:2], *docs[:2]], numpy.concatenate([rows, rows]))
    assert alone == twice == 0


def test_half_a_pair_is_an_error(docs):
    with pytest.raises(ValueError, match="3 docs is not one of pairs.*batcher.size"):
        loss(docs[:3], numpy.zeros((3, 4)))


def pretrain(encoder, docs, steps, learn_rate):
    model = create_pretrain_contrastive(width=16)(docs[0].vocab, encoder)
    model.initialize()
    optimizer, losses = Adam(learn_rate), []
    for _ in range(steps):
        rows, backprop = model.begin_update(docs)
        value, d_rows = model.attrs["loss"](model.ops, docs, rows)
        backprop(d_rows)
        model.finish_update(optimizer)
        losses.append(value)
    return losses


def test_lite_encoder_learns_by_its_words_alone(docs):
    torch.manual_seed(0)
    encoder = build_lite_encoder(width=16, word_width=24, hidden_width=8)
    sentences = encoder.layers[1].shims[0].to_bytes()
    words = find_words(encoder).to_bytes()
    losses = pretrain(encoder, docs, 60, 0.01)
    assert losses[-1] < losses[0] / 4
    assert find_words(encoder).to_bytes() != words
    assert encoder.layers[1].shims[0].to_bytes() == sentences


def test_xphonebert_learns_by_the_mean_of_a_words_units(docs, make):
    nlp = make("xphonebert")
    encoder = nlp.get_pipe("phonener").model.get_ref("encoder")
    assert find_words(encoder) is None
    before = weights(nlp)
    losses = pretrain(encoder, docs, 40, 0.002)
    assert losses[-1] < losses[0] / 4
    layers = [name for name in before if name.startswith("encoder.layer")]
    assert not [name for name in layers if before[name].equal(weights(nlp)[name])]


def test_separators_and_special_symbols_are_no_part_of_a_word(docs, make):
    nlp = make("xphonebert")
    encoder = nlp.get_pipe("phonener").model.get_ref("encoder")
    model = create_pretrain_contrastive(width=16)(docs[0].vocab, encoder)
    model.initialize()
    [row] = model.predict(docs[:1])
    [rows], [tokens] = encoder.predict(docs[:1])
    assert tokens.tolist() == [-1, *[0] * 6, -1]
    word = rows[1:-1].mean(axis=0, keepdims=True)
    expected = model.get_ref("projection").predict(word)[0]
    numpy.testing.assert_allclose(row, expected, atol=1e-5)
