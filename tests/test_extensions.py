import pytest
from spacy.tokens import Doc


def test_phonemes_that_are_set_are_kept(blank):
    doc = blank.make_doc("Nguyen smiled")
    doc[0]._.phonemes = ["ŋ", "w", "i", "ə", "n"]
    doc = blank(doc)
    assert doc[0]._.phonemes == ("ŋ", "w", "i", "ə", "n")
    assert doc[1]._.phonemes


@pytest.mark.parametrize("value", ["ŋwiən", [], ["a", ""], None])
def test_phonemes_are_segments(blank, value):
    doc = blank.make_doc("Nguyen")
    with pytest.raises(ValueError, match="non-empty segments"):
        doc[0]._.phonemes = value


def test_phonemes_survive_serialization(blank):
    doc = blank("Colombo ශ්‍රී")
    copy = Doc(blank.vocab).from_bytes(doc.to_bytes())
    assert [t._.phonemes for t in copy] == [t._.phonemes for t in doc]
    assert isinstance(copy[0]._.phonemes, tuple)
    part = doc[1:].as_doc(copy_user_data=True)
    assert part[0]._.phonemes == doc[1]._.phonemes
    joined = Doc.from_docs([doc, doc])
    assert [t._.ipa for t in joined] == [t._.ipa for t in doc] * 2


def test_a_merged_token_has_no_stale_phonemes(blank):
    doc = blank("New York is big")
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[:2])
    assert doc[0]._.phonemes is None
    assert doc[1]._.ipa == "ɪz"
    assert blank.get_pipe("phonemizer")(doc)[0]._.ipa == "nuːjɔːɹk"
