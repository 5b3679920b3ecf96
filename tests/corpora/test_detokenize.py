import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.corpora.detokenize import detokenize


@pytest.mark.parametrize(
    "tokens,text",
    [
        ('He said : " Oslo ( Norway ) . "', 'He said: "Oslo (Norway)."'),
        ("ባህር ዳር ።", "ባህር ዳር።"),
        ("« Paris » , 50 %", "«Paris», 50%"),
        ("ไทย รัก เมือง Oslo", "ไทยรักเมือง Oslo"),
        ("'' Paris '' is", "''Paris'' is"),
    ],
)
def test_a_text_as_people_write_it(tokens, text):
    assert detokenize(tokens.split())[0] == text


@given(st.lists(st.text("ab.,(\"' ไ。", min_size=1)))
def test_each_token_is_where_it_is_said_to_be(tokens):
    text, starts = detokenize(tokens)
    assert [text[s : s + len(t)] for s, t in zip(starts, tokens)] == tokens
    ends = [s + len(t) for s, t in zip(starts, tokens)]
    assert all(a <= b for a, b in zip(ends, starts[1:]))
