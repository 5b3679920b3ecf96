from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.lru import LRUCache


def test_what_was_used_last_is_remembered():
    recent = LRUCache(4)
    for word in ["Colombo", "Kandy", "Galle", "Jaffna"]:
        recent[word] = len(word)
        assert recent.get("Colombo") == 7
    assert recent.get("Jaffna") == 6


@given(st.integers(2, 7), st.lists(st.integers(0, 9)))
def test_never_more_than_its_size(size, keys):
    recent = LRUCache(size)
    for key in keys:
        assert recent.get(key) in (None, str(key))
        recent[key] = str(key)
        assert len(recent) <= size
