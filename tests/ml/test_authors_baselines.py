"""What the authors of the paper train beside its encoders: BORT, and XLM-R with its head."""

from functools import partial

import numpy
import pytest
import spacy
import torch
from transformers import AutoTokenizer, BartModel, XLMRobertaForMaskedLM

from ..checkpoints import save_bort, save_xlmr
from ..conftest import SENTENCE, entities
from .encoders import (
    SENTENCES,
    example,
    make_pipeline,
    plain_ids,
    read,
    scores,
    shim,
    transformer,
    update,
)


@pytest.fixture(scope="module")
def bort(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bort")
    save_bort(folder)
    return folder


@pytest.fixture(scope="module")
def xlmr(tmp_path_factory):
    """With the head that it was pretrained with, as the hub has it."""
    folder = tmp_path_factory.mktemp("xlmr")
    save_xlmr(folder, XLMRobertaForMaskedLM)
    return folder


def initialized(folder, **settings):
    nlp = make_pipeline("other", str(folder), **settings)
    spacy.util.fix_random_seed(0)
    nlp.initialize(lambda: [example(nlp)])
    return nlp


@pytest.fixture(params=["bort", "xlmr"])
def make_other(request, bort, xlmr):
    """Make one of the two."""
    if request.param == "bort":
        return partial(initialized, bort, phonemes=True)
    return partial(initialized, xlmr, lm_head=True)


def linear(nlp, hidden):
    layer = nlp.get_pipe("phonener").model.get_ref("output_layer").layers[0]
    return hidden.numpy() @ layer.get_param("W").T + layer.get_param("b")


def test_bort_reads_ipa_and_its_encoder_is_used_alone(bort):
    nlp = initialized(bort, phonemes=True)
    tokenizer = AutoTokenizer.from_pretrained(bort, add_prefix_space=True)
    plain = BartModel.from_pretrained(bort).eval()
    for text in SENTENCES:
        doc = read(nlp, text)
        ids = tokenizer(" ".join(" ".join(token._.phonemes) for token in doc))
        with torch.no_grad():
            hidden = plain(torch.tensor([ids["input_ids"]])).encoder_last_hidden_state
        [rows] = scores(nlp, [doc]).rows
        numpy.testing.assert_allclose(rows, linear(nlp, hidden[0]), atol=1e-5)


def test_xlmr_is_tagged_by_the_last_layer_of_its_head(xlmr):
    """The authors put seven classes in the place of the vocabulary."""
    nlp = initialized(xlmr, lm_head=True)
    plain = XLMRobertaForMaskedLM.from_pretrained(xlmr).eval()
    plain.lm_head.decoder = torch.nn.Identity()
    for text in SENTENCES:
        doc = read(nlp, text)
        with torch.no_grad():
            hidden = plain(torch.tensor([plain_ids("xlmr", xlmr, doc)])).logits[0]
        [rows] = scores(nlp, [doc]).rows
        numpy.testing.assert_allclose(rows, linear(nlp, hidden), atol=1e-5)


def test_they_learn_and_are_saved(make_other, tmp_path):
    nlp = make_other()
    optimizer = nlp.create_optimizer()
    optimizer.learn_rate = 0.005
    for _ in range(60):
        update(nlp, sgd=optimizer)
    assert entities(nlp(SENTENCE)) == [(0, 2, "PER"), (3, 4, "LOC")]
    nlp.to_disk(tmp_path)
    for again in (spacy.load(tmp_path), nlp.from_bytes(nlp.to_bytes())):
        assert entities(again(SENTENCE)) == [(0, 2, "PER"), (3, 4, "LOC")]


def test_all_that_is_used_is_trained(make_other):
    nlp = make_other()
    update(nlp)
    for name, parameter in transformer(nlp).named_parameters():
        # The bias of the vocabulary.
        if name != "lm_head.bias":
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name
    # No vocabulary is computed.
    assert not [
        name for name, _ in transformer(nlp).named_parameters() if "dec" in name
    ]


def test_frozen_layers(make_other):
    nlp = make_other(freeze_layers=1)
    frozen = [n for n, p in transformer(nlp).named_parameters() if not p.requires_grad]
    assert any("layer" in name and ".0." in name for name in frozen)
    assert not any("layer" in name and ".1." in name for name in frozen)


def test_a_checkpoint_without_a_head_is_an_error(checkpoints):
    nlp = make_pipeline("mbert", str(checkpoints["mbert"]), lm_head=True)
    with pytest.raises(OSError, match="lacks weights: cls.predictions.*dense.weight"):
        nlp.initialize(lambda: [example(nlp)])
    assert shim(nlp).input_format is None
