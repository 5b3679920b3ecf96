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


def rows(lite_encoder, docs):
    return lite_encoder.predict(docs).rows


def test_one_row_a_token(blank, lite_encoder):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)]
    units = lite_encoder.predict(docs)
    for doc, doc_rows, tokens in zip(docs, units.rows, units.tokens):
        assert doc_rows.shape == (len(doc), lite_encoder.get_dim("nO"))
        assert tokens.tolist() == list(range(len(doc)))


def test_a_batch_changes_nothing(blank, lite_encoder):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)]
    together = rows(lite_encoder, docs)
    alone = [rows(lite_encoder, [doc])[0] for doc in docs]
    for a, b in zip(together, alone):
        numpy.testing.assert_allclose(a, b, atol=1e-6)


def test_a_sentence_does_not_see_the_next(blank, lite_encoder):
    doc = blank("Paris is big. London is bigger.")
    starts = [token.i in (0, 4) for token in doc]
    for token, start in zip(doc, starts):
        token.is_sent_start = start
    alone = blank("Paris is big.")
    numpy.testing.assert_allclose(
        rows(lite_encoder, [doc])[0][:4], rows(lite_encoder, [alone])[0], atol=1e-6
    )


def test_a_token_sees_its_whole_sentence(blank, lite_encoder):
    docs = [blank("Paris " * 20 + last) for last in ("London", "Colombo")]
    one, other = rows(lite_encoder, docs)
    assert not numpy.allclose(one[0], other[0], atol=1e-6)


def test_long_texts_are_read_whole(blank, lite_encoder):
    doc = blank("Colombo " * 500)
    assert rows(lite_encoder, [doc])[0].shape[0] == 500


def test_threads_share_a_pipeline(blank, lite_encoder):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)] * 20
    expected = rows(lite_encoder, docs)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda doc: rows(lite_encoder, [doc])[0], docs))
    for a, b in zip(found, expected):
        numpy.testing.assert_allclose(a, b, atol=1e-6)


def test_long_texts_are_read_in_parts(blank, lite_encoder, monkeypatch):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)]
    expected = rows(lite_encoder, docs)
    lite_encoder.layers[0].layers[0].shims[0].known.clear()
    monkeypatch.setattr("spacy_phonener.ml.modules.CONVOLVED_UNITS", 3)
    monkeypatch.setattr("spacy_phonener.ml.lite.CONVOLVED_UNITS", 3)
    monkeypatch.setattr("spacy_phonener.ml.words.NEW_WORDS", 3)
    for a, b in zip(rows(lite_encoder, docs), expected):
        numpy.testing.assert_allclose(a, b, atol=1e-6)


def test_without_shape_case_makes_no_difference(blank):
    doc, upper = blank("pretoria"), blank("Pretoria")
    upper[0]._.phonemes = doc[0]._.phonemes
    for shape, same in [(True, False), (False, True)]:
        lite_encoder = build_lite_encoder(shape=shape)
        lite_encoder.initialize()
        a, b = rows(lite_encoder, [doc])[0], rows(lite_encoder, [upper])[0]
        assert numpy.allclose(a, b) == same


def test_gradients_reach_every_parameter(blank):
    lite_encoder = build_lite_encoder(hidden_width=8, ngram_dropout=0.0)
    lite_encoder.initialize()
    units, backprop = lite_encoder.begin_update(
        [blank("Nelson Mandela visited Colombo")]
    )
    backprop(Units([numpy.ones_like(units.rows[0])], units.tokens))
    for shim in model_shims(lite_encoder):
        for name, parameter in shim._model.named_parameters():
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_bytes_hold_tensors_only(lite_encoder):
    copy = build_lite_encoder(width=16, word_width=24, hidden_width=8)
    data = lite_encoder.to_bytes()
    assert b"pickle" not in data and b"torch._utils" not in data
    copy.from_bytes(data)
    for shim, copied in zip(model_shims(lite_encoder), model_shims(copy)):
        state = shim._model.state_dict()
        for name, tensor in copied._model.state_dict().items():
            assert torch.equal(tensor, state[name])


def test_missing_phonemes_say_what_to_do(lite_encoder):
    doc = spacy.blank("en")("London calling")
    with pytest.raises(ValueError, match="'London' has no phonemes.*annotating_comp"):
        lite_encoder.predict([doc])


def test_registered():
    config = Config().from_str(
        '[model]\n@architectures = "spacy_phonener.LiteEncoder.v1"\nhidden_width = 8'
    )
    assert registry.resolve(config)["model"].get_dim("nO") == 8


@pytest.mark.skipif(not has_torch_cuda_gpu, reason="needs a GPU")
def test_gpu(blank):
    from thinc.api import use_ops

    with use_ops("cupy"):
        lite_encoder = build_lite_encoder()
        lite_encoder.initialize()
        assert lite_encoder.predict([blank("London")]).rows[0].shape[0] == 1
