import random

from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.evaluation.exchange import (
    casing_of,
    exchange_words,
    is_exchangeable,
    pool_words,
)

TEXT = "London Dakar sees saw two men . NATO IATA 2008 B52 mcDonald नेपाल भारत".split()


def exchange(words, seed=0):
    return exchange_words(words, pool_words(TEXT), random.Random(seed))


@given(st.lists(st.sampled_from(TEXT)), st.integers())
def test_words_keep_their_casing_and_come_from_the_text(words, seed):
    for old, new in zip(words, exchange(words, seed), strict=True):
        assert new in TEXT
        if is_exchangeable(old):
            assert casing_of(new) == casing_of(old)
        else:
            assert new == old


def test_other_words_of_the_same_length_take_the_place():
    old = ["saw", "NATO", "men"]
    new = exchange(old)
    assert [len(word) for word in new] == [3, 4, 3]
    assert not [pair for pair in zip(old, new) if len(set(pair)) == 1]


def test_the_nearest_length_where_there_is_no_other():
    # Nothing else is mixed: it stays.
    assert exchange(["London", "mcDonald"]) == ["Dakar", "mcDonald"]


def test_a_seed_gives_the_same_words():
    assert exchange(TEXT, 1) == exchange(TEXT, 1)
    assert len({tuple(exchange(TEXT, seed)) for seed in range(9)}) > 1


def test_names_of_casings():
    words = ["sees", "London", "B", "NATO", "mcDonald", "नेपाल", "'Abdul"]
    casings = ["lower", "title", "title", "upper", "mixed", "none", "title"]
    assert list(map(casing_of, words)) == casings
