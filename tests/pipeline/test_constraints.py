import numpy
import pytest
import spacy
from spacy.tokens import Doc

from spacy_phonener.pipeline.bio import bio_tags, decode
from spacy_phonener.pipeline.constraints import constrain, is_blocked

LABELS = ["LOC", "ORG", "PER"]
TAGS = bio_tags(LABELS)
VOCAB = spacy.blank("xx").vocab


def find(words, tags, *, plausible=True, **kwargs):
    """The entities where a tagger is nearly sure of some tags."""
    doc = Doc(VOCAB, words=words.split(), **kwargs)
    rows = [[0.94 if t == tag else 0.01 for t in TAGS] for tag in tags.split()]
    scores = numpy.log(numpy.asarray(rows, dtype="f"))
    allowed, edges = constrain([doc], [scores], [is_blocked(doc)], plausible=plausible)
    [spans] = decode(allowed, edges, LABELS)
    return [(doc[s.start : s.end].text, s.label) for s in spans]


@pytest.mark.parametrize(
    "words,tags,found",
    [
        ("ባህር ዳር ።", "B-LOC I-LOC I-LOC", ["ባህር ዳር"]),
        ("« ሰላም", "B-ORG I-ORG", ["ሰላም"]),
        ("AC / DC sings", "B-ORG I-ORG I-ORG O", ["AC / DC"]),
        ("Apollo 11 flies", "B-ORG I-ORG O", ["Apollo"]),
        ("1860 Munich plays", "B-ORG I-ORG O", ["Munich"]),
        ("\u200b is nothing", "B-ORG O O", []),
        ("👍🏽 !", "B-PER I-PER", []),
        ("see https://example.com/Paris now", "O B-LOC O", []),
        ("mail a.b@example.org Bob", "O B-PER I-PER", ["Bob"]),
        ("@user Paris </b", "B-PER B-LOC I-LOC", ["Paris"]),
        ("see #Paris #1 Rome", "O B-LOC I-LOC I-LOC", ["Rome"]),
        ("Amazon.com sells", "B-ORG O", ["Amazon.com"]),
        ("M. 2 3", "B-PER I-PER I-PER", ["M."]),
    ],
)
def test_a_span_can_be_a_name(words, tags, found):
    assert [text for text, _ in find(words, tags)] == found


def test_it_can_be_switched_off():
    assert find("ዳር ።", "B-LOC I-LOC", plausible=False) == [("ዳር ።", "LOC")]


def test_no_entity_goes_over_the_end_of_a_sentence():
    args = ("met Bob Rome won", "O B-PER I-PER O")
    assert find(*args) == [("Bob Rome", "PER")]
    starts = [True, False, True, False]
    found = find(*args, sent_starts=starts)
    assert [text for text, _ in found] in (["Bob", "Rome"], ["Bob"])


def test_the_phonener_keeps_to_it(trained):
    doc = trained("Nelson Mandela visited London . https://example.com/London @Mandela")
    assert all(token.is_alpha for ent in doc.ents for token in (ent[0], ent[-1]))
