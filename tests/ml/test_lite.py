import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
import spacy
import torch
from spacy.util import registry
from thinc.api import Adam, Config
from thinc.util import has_torch_cuda_gpu

from spacy_phonener.articulatory import articulatory_features, sound_class
from spacy_phonener.ml.features import (
    ALL_UPPER,
    CASELESS,
    HAS_DIGIT,
    HAS_LETTER,
    PUNCTUATION,
    UPPER_INITIAL,
    hash_ngrams,
    hash_rows,
    shape_features,
)
from spacy_phonener.ml.lite import build_lite_encoder
from spacy_phonener.ml.tagger import Units
from spacy_phonener.ml.words import WordTable
from spacy_phonener.pipeline.shims import model_shims

from ..conftest import TEXTS


def shape_names(text):
    names = ["UPPER_INITIAL", "ALL_UPPER", "CASELESS", "HAS_LETTER", "HAS_DIGIT"]
    index = [UPPER_INITIAL, ALL_UPPER, CASELESS, HAS_LETTER, HAS_DIGIT, PUNCTUATION]
    features = shape_features(text)
    return {n for n, i in zip([*names, "PUNCTUATION"], index) if features[i]}


@pytest.mark.parametrize(
    "text,names",
    [
        ("London", {"UPPER_INITIAL", "HAS_LETTER"}),
        ("Лондон", {"UPPER_INITIAL", "HAS_LETTER"}),
        ("NATO", {"UPPER_INITIAL", "ALL_UPPER", "HAS_LETTER"}),
        ("I", {"UPPER_INITIAL", "HAS_LETTER"}),
        ("city", {"HAS_LETTER"}),
        ("ලංකාව", {"CASELESS", "HAS_LETTER"}),
        ("თბილისი", {"CASELESS", "HAS_LETTER"}),
        ("3rd", {"HAS_LETTER", "HAS_DIGIT"}),
        ("१२५", {"HAS_DIGIT"}),
        ("!?", {"PUNCTUATION"}),
        ("🙂", {"PUNCTUATION"}),
    ],
)
def test_orthographic_shape(text, names):
    assert shape_names(text) == names


def test_no_phoneme_is_blank():
    # Clicks and ejectives do not occur in English.
    for segment in ["ǃ", "pʼ", "ɓ", "ʈ͡ʂ", "ɚ"]:
        features = articulatory_features(segment)
        assert features[-1] == 1 and any(features[:-1])
    assert not any(articulatory_features("8"))


def test_a_long_vowel_shares_a_row_with_the_short_one():
    assert hash_rows("aː", 2000)[2] == hash_rows("a", 2000)[2]
    assert hash_rows("aː", 2000)[:2] != hash_rows("a", 2000)[:2]


@pytest.mark.parametrize(
    "ipa,classes",
    [
        ("a r x e n t i n a", "RKNTN"),  # Spanish
        ("ʔ r ɡ n t i n h", "RKNTN"),  # Hebrew, which hardly writes vowels
        ("t͡ʃ a j n ə", "SJN"),
        ("w ɔ ʃ ɪ ŋ t ə n", "WSNTN"),
        ("v a ʃ i ŋ t o n", "WSNTN"),
        ("l ʌ n d ə n", "RNTN"),
        ("1 9 8 4", "1984"),
    ],
)
def test_sound_classes(ipa, classes):
    assert "".join(map(sound_class, ipa.split())) == classes


def test_names_share_their_consonants_across_scripts():
    spanish = hash_ngrams(("a", "r", "x", "e", "n", "t", "i", "n", "a"), 16000)
    hebrew = hash_ngrams(("ʔ", "r", "ɡ", "n", "t", "i", "n", "h"), 16000)
    assert spanish == hebrew
    assert hash_ngrams(("a", "o"), 16000), "no word is without a row"


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


WORDS = [("p", "a"), ("k", "a", "t")]


def test_a_word_is_read_once(encoder, monkeypatch):
    words = encoder.layers[0]
    expected = words.predict(WORDS)
    monkeypatch.setattr(words.layers[0].shims[0], "predict", None)
    numpy.testing.assert_array_equal(words.predict(WORDS), expected)
    numpy.testing.assert_array_equal(words.predict(WORDS[::-1]), expected[::-1])


def test_words_are_read_again_with_other_weights(encoder):
    words = encoder.layers[0]
    before = words.predict(WORDS)
    copy = encoder.copy()
    vectors, backprop = words.begin_update(WORDS)
    backprop(vectors)
    # Between the two, and before the weights change.
    assert numpy.array_equal(words.predict(WORDS), before)
    words.finish_update(Adam(0.1))
    after = words.predict(WORDS)
    assert not numpy.allclose(after, before)
    assert numpy.array_equal(copy.layers[0].predict(WORDS), before)
    words.from_bytes(copy.layers[0].to_bytes())
    assert numpy.array_equal(words.predict(WORDS), before)


def test_words_are_read_again_with_averaged_weights(encoder):
    words = encoder.layers[0]
    shim = words.layers[0].shims[0]
    before = words.predict(WORDS)
    averages = {
        f"pytorch_{shim.id}_{name}": numpy.zeros_like(tensor.numpy())
        for name, tensor in shim._model.state_dict().items()
    }
    with words.use_params(averages):
        assert not words.predict(WORDS).any()
    assert numpy.array_equal(words.predict(WORDS), before)


def test_not_all_words_are_remembered(encoder):
    words = encoder.layers[0]
    shim = words.layers[0].shims[0]
    shim.known = WordTable(4, words.get_dim("nO"))
    many = [("p",) * n for n in range(1, 20)]
    expected = words.predict(many)
    for _ in range(2):
        for word, vector in zip(many, expected):
            numpy.testing.assert_allclose(words.predict([word])[0], vector, atol=1e-6)
            assert len(shim.known.rows) == len(shim.known.words) == 4


def test_threads_share_a_pipeline(blank, encoder):
    docs = [doc for doc in blank.pipe(TEXTS) if len(doc)] * 20
    expected = rows(encoder, docs)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda doc: rows(encoder, [doc])[0], docs))
    for a, b in zip(found, expected):
        numpy.testing.assert_allclose(a, b, atol=1e-6)


@pytest.fixture
def busy_threads():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_threads_share_what_is_remembered(busy_threads):
    # Fewer words than there are: they are forgotten all the time.
    table = WordTable(8, 1)

    def read(words):
        return numpy.asarray([[len(word)] for word in words], dtype="f")

    def recall(start):
        words = [("p",) * n for n in range(start, start + 4)]
        return table.recall(words, read) == read(words)

    with ThreadPoolExecutor(4) as threads:
        assert all(found.all() for found in threads.map(recall, [*range(1, 20)] * 200))


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
