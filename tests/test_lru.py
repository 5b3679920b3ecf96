from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.lru import LONGEST, LRUCache, remember_short


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


def test_what_is_long_is_not_remembered():
    calls = []

    @remember_short(2)
    def count(text, n=1):
        calls.append(text)
        return len(text) * n

    long = "a" * (LONGEST + 1)
    assert [count(text, 2) for text in ("ab", "ab", long, long)] == [4, 4, 130, 130]
    assert calls == ["ab", long, long]


def test_a_long_token_takes_no_memory_when_it_has_been_read(blank):
    phonemizer = blank.get_pipe("phonemizer")
    for letter in "abc":
        blank(letter * 20_000 + " Colombo")
    assert {word for (_, word), _ in phonemizer._cache.items()} == {"Colombo"}
