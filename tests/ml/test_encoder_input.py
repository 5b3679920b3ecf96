"""What the pretrained encoders read: units, windows, batches."""

import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from spacy_phonener.ml.encoder_input import MIN_LENGTH, EncoderInput, batch_inputs, pad

from ..conftest import ROOT, TEXTS
from .encoders import ENCODERS, plain_ids, plain_scores, read, scores


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
from tests.ml.encoders import make_pipeline, example

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
