import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.ml.windows import windows


def test_what_fits_is_read_at_once():
    assert windows(0, 5, size=8, stride=6) == [(0, 5, 0, 5)]
    assert windows(3, 3, size=8, stride=6) == []


def test_overlaps_go_to_the_better_centred_window():
    assert windows(0, 10, size=6, stride=4) == [(0, 6, 0, 5), (4, 10, 5, 10)]


@given(st.integers(0, 50), st.integers(0, 300), st.integers(1, 40), st.data())
def test_windows_cover_each_unit_once(start, length, size, data):
    stride = data.draw(st.integers(1, size))
    found = windows(start, start + length, size=size, stride=stride)
    kept = [i for w in found for i in range(w.keep_start, w.keep_end)]
    assert kept == list(range(start, start + length))
    for w in found:
        assert w.start <= w.keep_start < w.keep_end <= w.end
        assert w.end - w.start <= size


def test_a_stride_beyond_the_window_would_lose_units():
    with pytest.raises(ValueError, match="0 < stride <= size"):
        windows(0, 10, size=4, stride=5)
