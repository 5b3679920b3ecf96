"""Pretrained encoders: the paper's four, as small checkpoints with random weights."""

import json
import os
import pickle
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import numpy
import pytest
import spacy
import srsly
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import fix_random_seed
from thinc.api import Model
from transformers import AutoModel, AutoTokenizer

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.ml.encoder_input import (
    MIN_LENGTH,
    EncoderInput,
    batch_inputs,
    pad,
)
from spacy_phonener.ml.transformer import get_shim

from ..checkpoints import SAVE
from ..conftest import (
    ROOT,
    SAMPLE,
    SENTENCE,
    SENTENCE_TAGS,
    TEXTS,
    entities,
    read_doc,
    read_example,
)

ENCODERS = list(SAVE)
SENTENCES = [
    "Nelson Mandela visited London .",
    "The Beatles played in Hamburg before London made them famous .",
    "A",
    "UNESCO is in Paris",
]


@pytest.fixture(params=ENCODERS)
def encoder(request):
    return request.param


@pytest.fixture
def make(checkpoints):
    """Make a pipeline around an encoder, initialized."""

    def make(encoder: str, *, initialize: bool = True, **settings) -> Language:
        nlp = make_pipeline(encoder, str(checkpoints[encoder]), **settings)
        if initialize:
            fix_random_seed(0)
            nlp.initialize(lambda: [example(nlp)])
        return nlp

    return make


def make_pipeline(encoder: str, name: str, *, units: str = "all", **settings):
    nlp = spacy.blank("xx")
    architecture = "TransformerEncoder"
    if encoder == "xphonebert":
        architecture = "XPhoneBERT"
        nlp.add_pipe("phonemizer", config={"stress": True})
    model = {
        "@architectures": "spacy_phonener.PhoneTagger.v1",
        "encoder": {
            "@architectures": f"spacy_phonener.{architecture}.v1",
            "name": name,
            **settings,
        },
    }
    nlp.add_pipe("phonener", config={"model": model, "units": units})
    return nlp


def read(nlp: Language, text: str) -> Doc:
    return read_doc(nlp, text.split() or ["A"])


def example(nlp: Language, text: str = SENTENCE) -> Example:
    tags = SENTENCE_TAGS if text == SENTENCE else ["O"] * len(text.split())
    return read_example(nlp, text.split(), tags)


def update(nlp: Language, text: str = SENTENCE, sgd=None, **kwargs) -> None:
    phonener = nlp.get_pipe("phonener")
    phonener.update([example(nlp, text)], sgd=sgd, **kwargs)


def scores(nlp: Language, docs):
    """The scores of units, and the token of each."""
    return nlp.get_pipe("phonener").model.predict(docs)


def shim(nlp: Language):
    return get_shim(nlp.get_pipe("phonener").model.get_ref("encoder"))


def transformer(nlp: Language):
    return shim(nlp)._model


def weights(nlp: Language):
    return {k: v.clone() for k, v in transformer(nlp).state_dict().items()}


def switch_dropout_off(nlp: Language) -> None:
    for module in transformer(nlp).modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0


# Parity with plain transformers


def plain_ids(encoder: str, folder, doc: Doc):
    """What a tutorial would feed to the model."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    words = [token.text for token in doc]
    if encoder == "xphonebert":
        phonemes = " ▁ ".join(" ".join(token._.phonemes) for token in doc).split()
        return tokenizer.convert_tokens_to_ids(["<s>", *phonemes, "</s>"])
    if encoder == "canine":
        return tokenizer(" ".join(words))["input_ids"]
    return tokenizer(words, is_split_into_words=True)["input_ids"]


def plain_scores(nlp: Language, folder, ids, length: int = 0):
    """transformers' forward pass, then a linear layer."""
    model = AutoModel.from_pretrained(folder).eval()
    pads = max(0, length - len(ids))
    with torch.no_grad():
        hidden = model(
            input_ids=torch.tensor([ids + [shim(nlp).input_format.padding] * pads]),
            attention_mask=torch.tensor([[1] * len(ids) + [0] * pads]),
        ).last_hidden_state[0, : len(ids)]
    linear = nlp.get_pipe("phonener").model.get_ref("output_layer").layers[0]
    return hidden.numpy() @ linear.get_param("W").T + linear.get_param("b")


def test_scores_are_those_of_plain_transformers(encoder, make, checkpoints):
    nlp, folder = make(encoder), checkpoints[encoder]
    docs = [read(nlp, text) for text in SENTENCES]
    units = scores(nlp, docs)  # in batches, padded
    for doc, rows in zip(docs, units.rows):
        plain = plain_scores(nlp, folder, plain_ids(encoder, folder, doc), MIN_LENGTH)
        numpy.testing.assert_allclose(rows, plain, atol=1e-5)


def test_a_batch_changes_nothing(encoder, make):
    nlp = make(encoder)
    docs = [read(nlp, text) for text in [*SENTENCES, *TEXTS]]
    together = scores(nlp, docs)
    for doc, rows in zip(docs, together.rows):
        numpy.testing.assert_allclose(rows, scores(nlp, [doc]).rows[0], atol=1e-5)
    few = make(encoder, batch_units=8)
    for rows, other in zip(together.rows, scores(few, docs).rows):
        numpy.testing.assert_allclose(rows, other, atol=1e-5)


def test_windows_are_read_as_sentences_of_their_own(encoder, make, checkpoints):
    nlp, folder = make(encoder, window=34, stride=16), checkpoints[encoder]
    doc = read(nlp, " ".join(["Mandela visited London"] * 20))
    ids = plain_ids(encoder, folder, doc)
    start, units, end = ids[:1], ids[1:-1], ids[-1:]
    rows = scores(nlp, [doc]).rows[0]
    assert len(rows) == len(ids)
    # The second window reads units 16 to 48, and keeps what is nearer to its centre
    # than to those of the first (0 to 32) and the third (32 to 64).
    second = plain_scores(nlp, folder, start + units[16:48] + end, MIN_LENGTH)
    numpy.testing.assert_allclose(
        rows[1 + 24 : 1 + 40], second[1 + 8 : 1 + 24], atol=1e-5
    )


def test_every_token_has_units(encoder, make):
    nlp = make(encoder)
    docs = [*map(nlp.make_doc, TEXTS), Doc(nlp.vocab, words=["a", "\u200d", " ", "🙂"])]
    docs = [doc for doc in docs if len(doc)]
    if encoder == "xphonebert":
        docs = list(map(nlp.get_pipe("phonemizer"), docs))
    for doc, tokens in zip(docs, scores(nlp, docs).tokens):
        assert sorted(set(tokens.tolist()) - {-1}) == list(range(len(doc)))


def test_byte_level_tokenizers_read_words_as_after_a_blank(tmp_path):
    from tokenizers import ByteLevelBPETokenizer
    from transformers import RobertaConfig, RobertaModel, RobertaTokenizerFast

    from ..checkpoints import SIZE, sample_lines

    bpe = ByteLevelBPETokenizer()
    bpe.train_from_iterator(
        sample_lines(),
        vocab_size=400,
        show_progress=False,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
    )
    bpe.save_model(str(tmp_path))
    RobertaTokenizerFast.from_pretrained(tmp_path).save_pretrained(tmp_path)
    config = RobertaConfig(vocab_size=400, max_position_embeddings=66, **SIZE)
    RobertaModel(config).save_pretrained(tmp_path)
    nlp = make_pipeline("roberta", str(tmp_path))
    nlp.initialize(lambda: [example(nlp)])
    input_format = shim(nlp).input_format
    [ids] = input_format.unit_ids([nlp("They played in Hamburg")])
    plain = AutoTokenizer.from_pretrained(tmp_path)(" They played in Hamburg")
    ids = [i for token in ids for i in token]
    assert input_format.prefix + ids + input_format.suffix == plain["input_ids"]
    assert input_format.separator == [] and input_format.max_length == 64


# Long input


def test_the_longest_window_is_the_models(make):
    lengths = {
        name: make(name)
        .get_pipe("phonener")
        .model.get_ref("encoder")
        .layers[0]
        .shims[0]
        for name in ENCODERS
    }
    assert {name: shim.input_format.max_length for name, shim in lengths.items()} == {
        "xphonebert": 512,  # 514 positions, of which RoBERTa does not use two
        "mbert": 512,
        "canine": 1024,
        "xlmr": 512,
    }


def test_a_window_beyond_the_models_maximum_is_an_error(make):
    nlp = make("xphonebert", window=600)
    with pytest.raises(ValueError, match="at most 512 units together, not 600"):
        nlp("London")


def test_a_long_document_is_read_whole(encoder, make):
    nlp = make(encoder)
    doc = nlp.make_doc("Nelson Mandela visited London. " * 300)
    doc = nlp(doc)
    assert len(doc) == 1500
    assert {ent.label_ for ent in doc.ents} <= {"PER", "LOC"}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_a_document_of_50000_units_in_bounded_memory(checkpoints):
    code = f"""
import re, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.ml.test_transformers import make_pipeline, example

def peak():
    status = open("/proc/self/status").read()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024

nlp = make_pipeline("xphonebert", {str(checkpoints["xphonebert"])!r})
nlp.initialize(lambda: [example(nlp)])
nlp("Nelson Mandela visited London. " * 200)
before = peak()
doc = nlp("Nelson Mandela visited London. " * 2000)
units = nlp.get_pipe("phonener").model.predict([doc]).tokens[0]
print(len(units), peak() - before)
"""
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    units, megabytes = map(float, out.split())
    assert units > 50_000
    assert megabytes < 200


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=30),
    st.integers(1, 200),
    st.booleans(),
)
def test_batches(lengths, batch_units, padded):
    inputs = [EncoderInput([5] * length, 0, length) for length in lengths]
    batches = batch_inputs(inputs, batch_units, padded=padded)
    assert sorted(i for batch in batches for i in batch) == list(range(len(inputs)))
    for batch in batches:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or len(batch) * longest <= batch_units
        assert padded or {lengths[i] for i in batch} == {longest}
        arrays = pad([inputs[i] for i in batch], padding=1)
        assert arrays.input_ids.shape == (len(batch), max(longest, MIN_LENGTH))
        assert arrays.attention_mask.sum() == sum(lengths[i] for i in batch)
        assert (arrays.input_ids.ravel()[arrays.kept] == 5).all()


# Training


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
    about = tmp_path / "about.json"
    data = {"wikiann": False, "source": "sample", "converted": 160}
    srsly.write_json(about, {"eng/train": data})
    model = trained_by_spacy / "xphonebert" / "model-best"
    package = [*"-m spacy phonener package".split(), str(model), str(tmp_path)]
    subprocess.run(
        [sys.executable, *package, "--about", str(about)],
        check=True,
        capture_output=True,
    )
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


# Saving and loading


def test_a_trained_pipeline_needs_no_network(encoder, make, tmp_path, monkeypatch):
    nlp = make(encoder)
    update(nlp, sgd=nlp.create_optimizer())
    nlp.config["components"]["phonener"]["model"]["encoder"]["name"] = "no/such-model"
    nlp.to_disk(tmp_path / "model")

    def connect(*args):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    loaded = spacy.load(tmp_path / "model")
    for name, value in weights(loaded).items():
        assert value.equal(weights(nlp)[name]), name
    expected = scores(nlp, [read(nlp, SENTENCE)]).rows[0]
    found = scores(loaded, [read(loaded, SENTENCE)]).rows[0]
    numpy.testing.assert_array_equal(found, expected)


def test_saved_as_a_checkpoint_once(encoder, make, checkpoints, tmp_path):
    nlp = make(encoder)
    nlp.to_disk(tmp_path / "model")
    folder = tmp_path / "model" / "phonener" / "shim0"
    size = (folder / "model.safetensors").stat().st_size
    total = sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file())
    assert total < 1.2 * size + 1_000_000
    # transformers itself can read it, and nothing of the configuration was rounded.
    AutoTokenizer.from_pretrained(folder)
    assert AutoModel.from_pretrained(folder).config.layer_norm_eps == 1e-12 or (
        encoder == "xlmr"
    )
    original = json.loads((checkpoints[encoder] / "config.json").read_text())
    assert json.loads((folder / "config.json").read_text()) == original
    assert load_file(folder / "model.safetensors").keys() == weights(nlp).keys()
    # Others may read it, where they may read the rest.
    modes = {p.stat().st_mode for p in folder.iterdir()}
    assert len(modes) == 1


def test_saved_to_where_it_was_loaded_from(encoder, make, tmp_path):
    path = tmp_path / "model"
    make(encoder).to_disk(path)
    nlp = spacy.load(path)  # its weights are mapped to memory
    before = weights(nlp)
    update(nlp, sgd=nlp.create_optimizer())
    after = weights(nlp)
    nlp.to_disk(path)
    assert any(not after[name].equal(before[name]) for name in before)
    loaded = weights(spacy.load(path))
    assert all(loaded[name].equal(after[name]) for name in after)
    assert [p.name for p in (path / "phonener").iterdir() if "tmp" in p.name] == []


def test_bytes_pickle_and_processes(encoder, make, checkpoints):
    nlp = make(encoder)
    expected = [nlp(text).to_bytes() for text in SENTENCES]
    data = nlp.to_bytes()
    assert b"torch._utils" not in data
    other = make(encoder, initialize=False).from_bytes(data)
    pickled = pickle.loads(pickle.dumps(nlp))
    for copy in (other, pickled):
        assert [doc.to_bytes() for doc in copy.pipe(SENTENCES)] == expected
    assert [d.to_bytes() for d in nlp.pipe(SENTENCES, n_process=2, batch_size=2)] == (
        expected
    )


def test_before_it_is_initialized(make, tmp_path):
    nlp = make("xphonebert", initialize=False)
    nlp.to_disk(tmp_path / "model")
    nlp = spacy.load(tmp_path / "model")
    with pytest.raises(ValueError, match="call nlp.initialize"):
        nlp("London")
    nlp.initialize(lambda: [example(nlp)])
    assert nlp("London").has_annotation("ENT_IOB")


def test_exclude_model(make, tmp_path):
    nlp = make("xphonebert")
    nlp.get_pipe("phonener").to_disk(tmp_path / "phonener", exclude=["model"])
    assert {p.name for p in (tmp_path / "phonener").iterdir()} == {"cfg", "vocab"}
    nlp.get_pipe("phonener").from_disk(tmp_path / "phonener", exclude=["model"])


def test_sourced_and_trained_on(make, tmp_path):
    trained = make("xphonebert")
    nlp = spacy.blank("en")
    nlp.add_pipe("phonemizer", source=trained)
    nlp.add_pipe("phonener", source=trained)
    before = weights(nlp)
    optimizer = nlp.resume_training()
    update(nlp, sgd=optimizer)
    assert not all(w.equal(before[name]) for name, w in weights(nlp).items())


# The hub


@pytest.mark.parametrize("name", ["vinai/xphonebert-base", "no/such/folder"])
def test_where_there_is_no_hub_it_says_what_to_do(name, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    nlp = make_pipeline("xphonebert", name)
    with pytest.raises(OSError, match=f"'{name}' cannot be loaded.*--local-dir FOLDER"):
        nlp.initialize(lambda: [example(nlp)])


def test_a_revision_can_be_pinned(monkeypatch, checkpoints):
    asked = []

    def from_pretrained(cls, name, **kwargs):
        asked.append((cls.__name__, name, kwargs.get("revision")))
        return original[cls.__name__](checkpoints["xphonebert"], **kwargs)

    from transformers import AutoConfig

    classes = (AutoConfig, AutoTokenizer, AutoModel)
    original = {cls.__name__: cls.from_pretrained for cls in classes}
    for cls in classes:
        monkeypatch.setattr(cls, "from_pretrained", classmethod(from_pretrained))
    nlp = make_pipeline("xphonebert", "vinai/xphonebert-base", revision="cf2bc63")
    nlp.initialize(lambda: [example(nlp)])
    assert {(name, revision) for _, name, revision in asked} == {
        ("vinai/xphonebert-base", "cf2bc63")
    }
    assert len(asked) == 3
