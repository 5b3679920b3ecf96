import pytest
import spacy
import srsly
from spacy.tokens import Doc, Span


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
    assert blank.get_pipe("phonemizer")(doc)[0]._.ipa == "nuːjɔːrk"


def test_the_ipa_of_merged_tokens_stays(trained):
    trained.add_pipe("merge_entities")
    doc = trained("Nelson Mandela visited London .")
    assert [(e.text, len(e), e._.ipa) for e in doc.ents] == [
        ("Nelson Mandela", 1, "nɛlsən mændɛlə"),
        ("London", 1, "lʌndən"),
    ]
    assert doc[0]._.ipa == "nɛlsən mændɛlə"


def test_tokens_merged_between_the_components_are_read(trained):
    doc = trained.make_doc("Nelson Mandela visited London .")
    doc = trained.get_pipe("phonemizer")(doc)
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[:2])
    assert [e.text for e in trained.get_pipe("phonener")(doc).ents][-1] == "London"
    # Merged again, with what has none.
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[:2])
    assert doc[0]._.ipa == "nɛlsən mændɛlə vɪzɪtɨd"


def test_split_tokens_say_what_to_do(trained):
    doc = trained.make_doc("NelsonMandela visited London .")
    doc = trained.get_pipe("phonemizer")(doc)
    with doc.retokenize() as retokenizer:
        retokenizer.split(doc[0], ["Nelson", "Mandela"], heads=[doc[0], doc[0]])
    assert doc[0]._.ipa == ""
    with pytest.raises(ValueError, match="behind those that split tokens"):
        trained.get_pipe("phonener")(doc)


def test_json(trained):
    doc = trained("Nelson Mandela visited London .")
    doc._.phonener_lang = "eng"
    data = doc.to_json(underscore=["phonemes", "score", "phonener_lang"])
    data = srsly.json_loads(srsly.json_dumps(data))
    copy = Doc(spacy.blank("xx").vocab).from_json(data)
    assert [t._.phonemes for t in copy] == [t._.phonemes for t in doc]
    assert [(e.text, e._.ipa, e._.score) for e in copy.ents] == [
        (e.text, e._.ipa, pytest.approx(e._.score)) for e in doc.ents
    ]
    assert copy._.phonener_lang == "eng"


def test_docs_put_together_and_parts_of_docs(trained):
    docs = list(trained.pipe(["Nelson Mandela visited London .", "Paris"]))
    expected = [(e.text, e._.ipa, e._.score) for doc in docs for e in doc.ents]
    joined = Doc.from_docs(docs)
    assert [(e.text, e._.ipa, e._.score) for e in joined.ents] == expected
    entity = docs[0].ents[0]
    [part] = entity.as_doc(copy_user_data=True).ents
    assert (part.text, part._.ipa, part._.score) == expected[0]


def test_phonemes_of_a_span(blank):
    doc = blank("New York")
    assert doc[:]._.phonemes == doc[0]._.phonemes + doc[1]._.phonemes
    doc[1:]._.phonemes = ["j", "o"]
    assert doc[1]._.phonemes == ("j", "o")
    with pytest.raises(ValueError, match="of a span's tokens"):
        doc[:]._.phonemes = ["j", "o"]


def test_scores_are_normalized_for_length(trained_path):
    config = {"components": {"phonener": {"annotate": "spans"}}}
    doc = spacy.load(trained_path, config=config)("Nelson Mandela visited London .")
    spans = doc.spans["phonener"]
    together = spans.attrs["scores"]
    assert len(spans[0]) == 2 and len(spans[1]) == 1
    assert spans[0]._.score == pytest.approx(together[0])
    assert spans[1]._.score == pytest.approx(together[1])
    ents = spacy.load(trained_path)("Nelson Mandela visited London .").ents
    assert [ent._.score for ent in ents] == [
        pytest.approx(span._.score) for span in spans
    ]


def test_entities_of_others_have_no_score(trained):
    doc = trained.make_doc("Nelson Mandela visited London .")
    doc.set_ents([Span(doc, 3, 4, label="CITY")])
    assert [(e.label_, bool(e._.score)) for e in trained(doc).ents] == [
        ("PER", True),
        ("CITY", False),
    ]


def test_a_doc_is_running_text_unless_it_says_otherwise(blank):
    doc = blank("Colombo")
    assert (doc._.phonener_kind, doc._.phonener_source) == ("text", None)
    doc._.phonener_kind = "fragment"
    doc._.phonener_source = "wikiann"
    for copy in (Doc(blank.vocab).from_bytes(doc.to_bytes()), doc.copy()):
        assert copy._.phonener_kind == "fragment"
        assert copy._.phonener_source == "wikiann"
    with pytest.raises(ValueError, match="is text or fragment, not 'title'"):
        doc._.phonener_kind = "title"
