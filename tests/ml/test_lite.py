from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
import spacy
import torch
from spacy.util import registry
from thinc.api import Config
from thinc.util import has_torch_cuda_gpu

from spacy_phonener.ml.lite import build_lite_encoder
from spacy_phonener.ml.tagger import Units
from spacy_phonener.pipeline.shims import model_shims

from ..conftest import TEXTS


@pytest.fixture
def encoder():
    torch.manual_seed(0)
    model = build_lite_encoder(width=16, word_width=24, hidden_width=8)
    model.initialize()
    return model


def rows(encoder, docs):
    return encoder.predict(docs).rows


def test_one_row_a_token(blank, encoder):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)]
    units = encoder.predict(docs)
    for doc, doc_rows, tokens in zip(docs, units.rows, units.tokens):
        assert doc_rows.shape == (len(doc), encoder.get_dim("nO"))
        assert tokens.tolist() == list(range(len(doc)))


def test_a_batch_changes_nothing(blank, encoder):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)]
    together = rows(encoder, docs)
    alone = [rows(encoder, [doc])[0] for doc in docs]
    for a, b in zip(together, alone):
        numpy.testing.assert_allclose(a, b, atol=1e-6)


def test_a_sentence_does_not_see_the_next(blank, encoder):
    doc = blank("Paris is big. London is bigger.")
    starts = [token.i in (0, 4) for token in doc]
    for token, start in zip(doc, starts):
        token.is_sent_start = start
    alone = blank("Paris is big.")
    numpy.testing.assert_allclose(
        rows(encoder, [doc])[0][:4], rows(encoder, [alone])[0], atol=1e-6
    )


def test_a_token_sees_its_whole_sentence(blank, encoder):
    docs = [blank("Paris " * 20 + last) for last in ("London", "Colombo")]
    one, other = rows(encoder, docs)
    assert not numpy.allclose(one[0], other[0], atol=1e-6)


def test_long_texts_are_read_whole(blank, encoder):
    doc = blank("Colombo " * 500)
    assert rows(encoder, [doc])[0].shape[0] == 500


def test_threads_share_a_pipeline(blank, encoder):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)] * 20
    expected = rows(encoder, docs)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda doc: rows(encoder, [doc])[0], docs))
    for a, b in zip(found, expected):
        numpy.testing.assert_allclose(a, b, atol=1e-6)


def test_long_texts_are_read_in_parts(blank, encoder, monkeypatch):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)]
    expected = rows(encoder, docs)
    encoder.layers[0].layers[0].shims[0].known.clear()
    monkeypatch.setattr("spacy_phonener.ml.modules.CONVOLVED_UNITS", 3)
    monkeypatch.setattr("spacy_phonener.ml.lite.CONVOLVED_UNITS", 3)
    monkeypatch.setattr("spacy_phonener.ml.words.NEW_WORDS", 3)
    for a, b in zip(rows(encoder, docs), expected):
        numpy.testing.assert_allclose(a, b, atol=1e-6)


def test_without_shape_case_makes_no_difference(blank):
    doc, upper = blank("pretoria"), blank("Pretoria")
    upper[0]._.phonemes = doc[0]._.phonemes
    for shape, same in [(True, False), (False, True)]:
        encoder = build_lite_encoder(shape=shape)
        encoder.initialize()
        a, b = rows(encoder, [doc])[0], rows(encoder, [upper])[0]
        assert numpy.allclose(a, b) == same


def test_gradients_reach_every_parameter(blank):
    encoder = build_lite_encoder(hidden_width=8, ngram_dropout=0.0)
    encoder.initialize()
    units, backprop = encoder.begin_update([blank("Nelson Mandela visited Colombo")])
    backprop(Units([numpy.ones_like(units.rows[0])], units.tokens))
    for shim in model_shims(encoder):
        for name, parameter in shim._model.named_parameters():
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_bytes_hold_tensors_only(encoder):
    copy = build_lite_encoder(width=16, word_width=24, hidden_width=8)
    data = encoder.to_bytes()
    assert b"pickle" not in data and b"torch._utils" not in data
    copy.from_bytes(data)
    for shim, copied in zip(model_shims(encoder), model_shims(copy)):
        state = shim._model.state_dict()
        for name, tensor in copied._model.state_dict().items():
            assert torch.equal(tensor, state[name])


def test_missing_phonemes_say_what_to_do(encoder):
    doc = spacy.blank("en")("London calling")
    with pytest.raises(ValueError, match="'London' has no phonemes.*annotating_comp"):
        encoder.predict([doc])


def test_registered():
    config = Config().from_str(
        '[model]\n@architectures = "spacy_phonener.LiteEncoder.v1"\nhidden_width = 8'
    )
    assert registry.resolve(config)["model"].get_dim("nO") == 8


@pytest.mark.skipif(not has_torch_cuda_gpu, reason="needs a GPU")
def test_gpu(blank):
    from thinc.api import use_ops

    with use_ops("cupy"):
        encoder = build_lite_encoder()
        encoder.initialize()
        assert encoder.predict([blank("London")]).rows[0].shape[0] == 1
