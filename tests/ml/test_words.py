import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from thinc.api import Adam

from spacy_phonener.ml.words import WordTable

WORDS = [("p", "a"), ("k", "a", "t")]


def test_a_word_is_read_once(lite_encoder, monkeypatch):
    words = lite_encoder.layers[0]
    expected = words.predict(WORDS)
    monkeypatch.setattr(words.layers[0].shims[0], "predict", None)
    numpy.testing.assert_array_equal(words.predict(WORDS), expected)
    numpy.testing.assert_array_equal(words.predict(WORDS[::-1]), expected[::-1])


def test_words_are_read_again_with_other_weights(lite_encoder):
    words = lite_encoder.layers[0]
    before = words.predict(WORDS)
    copy = lite_encoder.copy()
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


def test_words_are_read_again_with_averaged_weights(lite_encoder):
    words = lite_encoder.layers[0]
    shim = words.layers[0].shims[0]
    before = words.predict(WORDS)
    averages = {
        f"pytorch_{shim.id}_{name}": numpy.zeros_like(tensor.numpy())
        for name, tensor in shim._model.state_dict().items()
    }
    with words.use_params(averages):
        assert not words.predict(WORDS).any()
    assert numpy.array_equal(words.predict(WORDS), before)


def test_not_all_words_are_remembered(lite_encoder):
    words = lite_encoder.layers[0]
    shim = words.layers[0].shims[0]
    shim.known = WordTable(4, words.get_dim("nO"))
    many = [("p",) * n for n in range(1, 20)]
    expected = words.predict(many)
    for _ in range(2):
        for word, vector in zip(many, expected):
            numpy.testing.assert_allclose(words.predict([word])[0], vector, atol=1e-6)
            assert len(shim.known.rows) == len(shim.known.words) == 4


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
