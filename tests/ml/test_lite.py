from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
import spacy
import torch
from spacy.util import registry
from thinc.api import Adam, Config
from thinc.util import has_torch_cuda_gpu

from spacy_phonener.hashed_table import dump_hashed_table
from spacy_phonener.ml.lite import build_lite_encoder
from spacy_phonener.ml.tagger import Units
from spacy_phonener.name_table import make_name_table, sound_key
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


def build_with_all_inputs(names=None, **settings):
    """Build one that sees all there is to see."""
    lite_encoder = build_lite_encoder(
        hidden_width=8,
        prefixes=True,
        kind=True,
        commonness=True,
        names=names,
        names_width=4,
        languages=["en", "tr"],
        exact_width=8,
        exact_rows=500,
        **settings,
    )
    lite_encoder.initialize()
    return lite_encoder


@pytest.fixture
def names_file(tmp_path, blank):
    counts = {sound_key(blank("Nepal")[0]._.phonemes): (0, 9, 0, 1)}
    path = tmp_path / "names.table"
    path.write_bytes(dump_hashed_table(make_name_table(counts)))
    return path


def test_gradients_reach_every_parameter(blank):
    never = dict.fromkeys(
        ("ngram_dropout", "language_dropout", "commonness_dropout", "names_dropout"),
        0.0,
    )
    lite_encoder = build_with_all_inputs(dropout=0.0, **never)
    doc = blank.make_doc("Nelson Mandela visited Colombo")
    doc._.phonener_lang = "en"
    units, backprop = lite_encoder.begin_update([blank(doc)])
    backprop(Units([numpy.ones_like(units.rows[0])], units.tokens))
    for shim in model_shims(lite_encoder):
        for name, parameter in shim._model.named_parameters():
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_sees_the_kind_of_text_and_how_common_words_are(blank):
    lite_encoder = build_with_all_inputs()
    doc, fragment, common = (blank("Nepal") for _ in range(3))
    fragment._.phonener_kind = "fragment"
    common[0]._.commonness = 6
    [row] = rows(lite_encoder, [doc])
    for other in rows(lite_encoder, [fragment, common]):
        assert not numpy.allclose(row, other)


def test_sees_upper_case_behind_a_prefix(blank):
    prefix, title = blank("emzantsi"), blank("eMzantsi")
    title[0]._.phonemes = prefix[0]._.phonemes
    for lite_encoder, same in [
        (build_lite_encoder(), True),
        (build_with_all_inputs(), False),
    ]:
        lite_encoder.initialize()
        a, b = rows(lite_encoder, [prefix, title])
        assert numpy.allclose(a, b, atol=1e-5) == same


def test_knows_the_words_of_its_languages_only(blank):
    """One that it does not know is read as if it had no table of words."""
    lite_encoder = build_with_all_inputs()
    texts = {lang: blank.make_doc("Nepal") for lang in ("tr", "en", "fi", "et")}
    for lang, doc in texts.items():
        doc._.phonener_lang = lang
    docs = list(blank.pipe(texts.values()))
    for doc in docs:
        doc[0]._.phonemes = ("n", "e", "p", "a", "l")
    turkish, english, finnish, estonian = rows(lite_encoder, docs)
    assert numpy.allclose(finnish, estonian, atol=1e-5)
    assert not numpy.allclose(turkish, english)
    module = lite_encoder.layers[0].layers[0].shims[0]._model
    torch.nn.init.zeros_(module.exact.weight)
    lite_encoder.layers[0].layers[0].shims[0].known.clear()
    without = rows(lite_encoder, docs)
    assert numpy.allclose(without[2], finnish, atol=1e-5)
    assert not numpy.allclose(without[0], turkish)


def test_names_are_read_once_and_saved(blank, names_file):
    lite_encoder = build_with_all_inputs(names=names_file)
    doc = blank("Nepal")
    with_names = rows(lite_encoder, [doc])[0]
    # A saved pipeline is loaded where there is no such file.
    loaded = build_with_all_inputs().from_bytes(lite_encoder.to_bytes())
    numpy.testing.assert_allclose(rows(loaded, [doc])[0], with_names, atol=1e-6)
    loaded.layers[0].attrs["names"] = loaded.layers[0].attrs["names"][:0]
    loaded.layers[0].layers[0].shims[0].known.clear()
    assert not numpy.allclose(rows(loaded, [doc])[0], with_names)


def test_a_wrong_file_of_names_is_named(tmp_path):
    file = tmp_path / "names.table"
    for data in (None, b"\xff" * 8):
        if data:
            file.write_bytes(data)
        with pytest.raises(ValueError, match="names.table.*compile-names"):
            build_with_all_inputs(names=file)


def test_mixed_precision_is_of_training_only(blank, monkeypatch):
    monkeypatch.setattr("spacy_phonener.ml.modules.has_bfloat16", lambda device: True)
    docs = [blank("Nelson Mandela visited Colombo")]
    exact, mixed = (
        build_lite_encoder(
            mixed_precision=on,
            dropout=0.0,
            segment_dropout=0.0,
            context_dropout=0.0,
            ngram_dropout=0.0,
            shape_dropout=0.0,
        )
        for on in (False, True)
    )
    mixed.from_bytes(exact.to_bytes())
    expected = exact.predict(docs).rows[0]
    numpy.testing.assert_array_equal(mixed.predict(docs).rows[0], expected)
    units, backprop = mixed.begin_update(docs)
    backprop(units)
    trained = units.rows[0]
    assert trained.dtype == numpy.float32
    assert not numpy.array_equal(trained, expected)
    numpy.testing.assert_allclose(trained, expected, atol=0.1)


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


def test_training_takes_no_memory_with_each_step(lite_encoder, blank):
    """Thinc would put one array more around each tensor of weights."""
    optimizer = Adam(0.001)

    def step():
        units, backprop = lite_encoder.begin_update([blank("Nelson Mandela")])
        backprop(units)
        lite_encoder.finish_update(optimizer)

    step()
    weights = [p for s in model_shims(lite_encoder) for p in s._model.parameters()]
    before = [(p.untyped_storage()._cdata, p.clone()) for p in weights]
    step()
    assert [p.untyped_storage()._cdata for p in weights] == [s for s, _ in before]
    assert any(not p.equal(old) for p, (_, old) in zip(weights, before))
