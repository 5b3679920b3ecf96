"""How pretrained encoders are trained."""

import os
import subprocess
import sys
from contextlib import nullcontext

import numpy
import pytest
import spacy
import srsly
import torch
from spacy import util
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from thinc.api import Model

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.readers import read_conll

from ..conftest import ROOT, SAMPLE, SENTENCE, TEXTS, entities
from .encoders import (
    ENCODERS,
    example,
    shim,
    switch_dropout_off,
    transformer,
    update,
    weights,
)


def test_it_learns(encoder, make):
    nlp = make(encoder)
    optimizer = nlp.create_optimizer()
    optimizer.learn_rate = 0.005
    losses = []
    for _ in range(40):
        losses.append({})
        update(nlp, sgd=optimizer, losses=losses[-1])
    assert losses[-1]["phonener"] < losses[0]["phonener"] / 10
    assert entities(nlp(SENTENCE)) == [(0, 2, "PER"), (3, 4, "LOC")]


def test_gradients_reach_every_layer(encoder, make):
    nlp = make(encoder)
    update(nlp)
    for name, parameter in transformer(nlp).named_parameters():
        # The pooler is for whole sequences; no unit depends on it.
        if not name.startswith("pooler"):
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_frozen_layers_do_not_change(encoder, make):
    nlp = make(encoder, freeze_layers=1)
    before = weights(nlp)
    update(nlp, sgd=nlp.create_optimizer())
    changed = {name for name, w in weights(nlp).items() if not w.equal(before[name])}
    assert any(name.startswith("encoder.layer.1.") for name in changed)
    frozen = ("embeddings.", "char_embeddings.", "encoder.layer.0.")
    assert not [name for name in changed if name.startswith(frozen)]
    # Loaded again, they are still frozen.
    nlp.from_bytes(nlp.to_bytes())
    trained = {n for n, p in transformer(nlp).named_parameters() if p.requires_grad}
    assert not [name for name in trained if name.startswith(frozen)]


def test_more_frozen_layers_than_there_are_is_an_error(make):
    with pytest.raises(ValueError, match="Cannot freeze 3 layers: RobertaModel has 2"):
        make("xphonebert", freeze_layers=3)


def test_gradient_checkpointing_changes_no_gradient(encoder, make):
    def gradients(**settings):
        nlp = make(encoder, **settings)
        switch_dropout_off(nlp)
        update(nlp)
        assert transformer(nlp).is_gradient_checkpointing == bool(settings)
        return {
            name: p.grad
            for name, p in transformer(nlp).named_parameters()
            if p.grad is not None
        }

    plain, checkpointed = gradients(), gradients(gradient_checkpointing=True)
    assert plain.keys() == checkpointed.keys()
    for name, grad in plain.items():
        torch.testing.assert_close(grad, checkpointed[name])


def test_accumulated_gradients_are_those_of_one_batch(make):
    """spaCy's `accumulate_gradient` updates with several batches before a step."""
    texts = [SENTENCE, SENTENCE]

    def gradient(batches):
        nlp = make("xphonebert")
        switch_dropout_off(nlp)
        for batch in batches:
            examples = [example(nlp, text) for text in batch]
            nlp.get_pipe("phonener").update(examples)
        return transformer(nlp).embeddings.word_embeddings.weight.grad

    together, accumulated = gradient([texts]), gradient([[text] for text in texts])
    torch.testing.assert_close(2 * together, accumulated)


class FakeScaler:
    """What Thinc's PyTorchGradScaler does, also on a CPU."""

    found_inf = False

    def to_(self, device):
        pass

    def scale(self, tensors, inplace=False):
        return tensors * 1024

    def unscale(self, tensors):
        for tensor in tensors:
            tensor /= 1024
        return False


def test_scaled_gradients_accumulate(make):
    def gradient(scaler):
        nlp = make("xphonebert", batch_units=1)
        if scaler:
            shim(nlp)._grad_scaler, shim(nlp)._mixed_precision = scaler, True
        switch_dropout_off(nlp)
        with pytest.warns(UserWarning) if scaler else nullcontext():
            update(nlp)
            update(nlp, "UNESCO is in Paris")
        return transformer(nlp).embeddings.word_embeddings.weight.grad

    torch.testing.assert_close(gradient(None), gradient(FakeScaler()))


def test_mixed_precision_of_one_model_is_none_of_anothers(make):
    mixed = make("xphonebert", initialize=False, mixed_precision=True)
    plain = make("xphonebert", initialize=False)
    for nlp, enabled in ((mixed, True), (plain, False)):
        assert shim(nlp)._mixed_precision == enabled
        assert shim(nlp)._grad_scaler._enabled == enabled


def test_one_seed_one_result(encoder, make):
    def run():
        nlp = make(encoder)
        optimizer = nlp.create_optimizer()
        for _ in range(3):
            update(nlp, sgd=optimizer)
        return weights(nlp)

    first, second = run(), run()
    assert all(first[name].equal(second[name]) for name in first)


def test_trained_on_first_units_only(make):
    nlp = make("xphonebert", units="first")
    phonener = nlp.get_pipe("phonener")
    examples = [example(nlp)]
    units = phonener.model.predict([eg.predicted for eg in examples])
    _, d_units = phonener.get_loss(examples, units)
    tokens = units.tokens[0]
    trained = numpy.flatnonzero(d_units.rows[0].any(axis=1))
    assert trained.tolist() == [tokens.tolist().index(i) for i in range(5)]
    # The other units have no say in a token's tag either.
    noise = units.rows[0].copy()
    others = [i for i in range(len(tokens)) if i not in trained]
    noise[others] = 100 * numpy.random.default_rng(0).normal(size=(len(others), 5))
    [before] = phonener.predict([eg.predicted for eg in examples])
    noisy = units._replace(rows=[noise])
    phonener.model = Model("fixed", lambda model, docs, is_train: (noisy, None))
    [after] = phonener.predict([eg.predicted for eg in examples])
    numpy.testing.assert_allclose(after, before)


def test_units_are_all_or_first():
    with pytest.raises(ValueError, match="'all' or 'first', not 'last'"):
        spacy.blank("en").add_pipe("phonener", config={"units": "last"})


@pytest.fixture(scope="session")
def trained_by_spacy(checkpoints, tmp_path_factory):
    """Each encoder, trained by its config for some steps on the sample."""
    path = tmp_path_factory.mktemp("spacy_train")
    (path / "eng").mkdir()
    for split in ("train", "validation"):
        sentences = list(read_conll(SAMPLE / "en" / f"{split}.conll"))[:160]
        write_docbin(sentences, "eng", path / "eng" / f"{split}.spacy")
    data = {"wikiann": False, "source": "sample", "sentences": 160, "sha256": ""}
    about = {"eng/train": {**data, "converted": 160, "dropped": 0}}
    srsly.write_json(path / "about.json", about)
    for encoder in ENCODERS:
        name = "xphonebert" if encoder == "xphonebert" else "graphemes"
        config = util.load_config(
            ROOT / "configs" / f"{name}.cfg",
            overrides={
                "paths.train": str(path / "eng" / "train.spacy"),
                "paths.dev": str(path / "eng" / "validation.spacy"),
                "training.batcher.size": 16,
                "training.accumulate_gradient": 2,
                "training.max_epochs": 0,
                "training.max_steps": 40,
                "training.optimizer.learn_rate.total_steps": 40,
                "training.eval_frequency": 20,
                "training.optimizer.learn_rate.initial_rate": 0.01,
                "components.phonener.model.encoder.name": str(checkpoints[encoder]),
            },
        )
        (path / encoder).mkdir()
        train(init_nlp(config), path / encoder)
    return path


@pytest.mark.slow
def test_spacy_train(encoder, trained_by_spacy):
    nlp = spacy.load(trained_by_spacy / encoder / "model-best")
    assert nlp.meta["performance"]["ents_f"] > 0.05
    found = [ent for doc in nlp.pipe(TEXTS) for ent in doc.ents]
    assert found and {ent.label_ for ent in found} <= {"PER", "ORG", "LOC"}


@pytest.mark.slow
def test_a_package_carries_its_encoder(trained_by_spacy, tmp_path):
    model = trained_by_spacy / "xphonebert" / "model-best"
    package = [*"-m spacy phonener package".split(), str(model), str(tmp_path)]
    subprocess.run([sys.executable, *package], check=True, capture_output=True)
    [wheel] = tmp_path.glob("*/dist/*.whl")
    install = [*"-m pip install --quiet --no-deps --target".split(), str(tmp_path)]
    subprocess.run([sys.executable, *install, str(wheel)], check=True)
    code = (
        "import spacy; nlp = spacy.load('phonener_xphone'); "
        "print(nlp.meta['description']); "
        "print(len(nlp('Nelson Mandela visited London')))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "phonemes" in out and "XPhoneBERT.v1 (" in out and "sample" in out
    assert out.endswith("4\n")


def test_sourced_and_trained_on(make, tmp_path):
    trained = make("xphonebert")
    nlp = spacy.blank("en")
    nlp.add_pipe("phonemizer", source=trained)
    nlp.add_pipe("phonener", source=trained)
    before = weights(nlp)
    optimizer = nlp.resume_training()
    update(nlp, sgd=optimizer)
    assert not all(w.equal(before[name]) for name, w in weights(nlp).items())
