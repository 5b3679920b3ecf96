"""A table answers the classes of the texts that it was made of, and of hardly any others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.hashed_table import (
    dump_hashed_table,
    find_hashes,
    hash_text,
    make_hashed_table,
    restore_hashed_table,
)

BITS = 3


def make(classes):
    return make_hashed_table(
        {hash_text(text, BITS): cls for text, cls in classes.items()}, BITS
    )


@given(st.dictionaries(st.text(max_size=9), st.integers(1, 7)))
def test_what_is_put_in_is_found(classes):
    table = make(classes)
    hashes = [hash_text(text, BITS) for text in classes]
    assert find_hashes(table, hashes, BITS).tolist() == list(classes.values())
    restored = restore_hashed_table(dump_hashed_table(table), range(1, 8), BITS)
    assert restored.dtype == table.dtype and (restored == table).all()


def test_what_is_not_there():
    hashes = [0, *(hash_text(text, BITS) for text in ("", "b", "nepal"))]
    for classes in ({}, {"a": 1}, {"a": 7, "": 7}):
        found = find_hashes(make(classes), hashes, BITS).tolist()
        assert found == [0, classes.get("", 0), 0, 0]
    assert not len(find_hashes(make({"a": 1}), [], BITS))


def test_hashes_fit_and_are_not_0():
    for bits in (1, 3, 6):
        hashes = [hash_text(str(i), bits) for i in range(1000)]
        assert 0 < min(hashes) and max(hashes) < 2 ** (32 - bits)


@pytest.mark.parametrize("classes", [range(1, 3), range(4, 8)])
def test_classes_of_something_else(classes):
    data = dump_hashed_table(make({"a": 2, "b": 3, "c": 4}))
    assert len(restore_hashed_table(data, range(2, 5), BITS)) == 3
    with pytest.raises(ValueError, match="damaged"):
        restore_hashed_table(data, classes, BITS)
