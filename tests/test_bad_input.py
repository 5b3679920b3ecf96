"""Whatever comes in: nothing is lost, nothing hangs, one bad doc spoils no other."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

BAD = {
    "empty": "",
    "whitespace": " \n\t  ",
    "emoji": "🙂👩‍👩‍👧 🇱🇰",
    "zero-width joiners": "ශ්‍රී ක්‌ෂ \u200d \u200c",
    "right-to-left marks": "\u200fسلام\u200e \u202eabc\u202c",
    "a lone combining mark": "\u0301",
    "a word that begins with a combining mark": "\u0301abc",
    "byte order mark": "\ufeffLondon",
    "surrogate escapes": "\ud800 London".encode("utf-8", "replace").decode(),
    "null": "a\x00b",
    "mixed scripts": "Лonдon東京ලංකාව123",
    "a script that nobody reads": "ᚁᚔᚃᚐᚔᚇᚑᚅᚐᚄ ᚋᚐᚊᚔ",
    "hieroglyphs": "𓀀𓂀",
    "tie bars": "͡ a͡ ͡b",
    "IPA": "ˈlʌndən t͡ʃ",
}


def check(doc, text):
    assert doc.text == text
    for token in doc:
        assert token._.phonemes and all(token._.phonemes)
    for ent in doc.ents:
        assert ent.text.strip()


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_bad_text(trained, text):
    check(trained(text), text)


def test_a_stream_of_bad_texts(trained):
    texts = [*BAD.values(), "Nelson Mandela visited London ."]
    docs = list(trained.pipe(texts, batch_size=4))
    for doc, text in zip(docs, texts):
        check(doc, text)
    assert [e.text for e in docs[-1].ents] == ["Nelson Mandela", "London"]


def test_tokens_of_zero_width_characters_only(trained):
    doc = trained(Doc(trained.vocab, words=["\u200b", "\u200d\u200c", "London"]))
    assert doc[0]._.phonemes == ("\u200b",)
    assert doc[1]._.phonemes == ("\u200d", "\u200c")


@pytest.mark.parametrize(
    "letters", ["abcdefgh", "मिकुरसती", "ሀለሐመሠረ", "គម្ពុជា", "a1", "aи", "1"]
)
def test_a_token_of_20_000_characters(trained, letters):
    word = (letters * 20_000)[:20_000]
    trained("warm up " + letters)
    start = time.perf_counter()
    doc = trained(Doc(trained.vocab, words=["a", word, "b"]))
    assert time.perf_counter() - start <= 1.0
    assert len(doc) == 3 and len(doc[1]._.phonemes) > 4_000


def test_5000_tokens(trained):
    doc = trained("Nelson Mandela visited London . " * 1000)
    assert len(doc) == 5000
    # Every sentence is like the others.
    assert sum(ent.text == "London" for ent in doc.ents) > 900


def test_one_bad_doc_in_a_stream(trained):
    bad = trained.make_doc("London")
    bad._.phonener_lang = "nonsense"
    failed = []
    trained.set_error_handler(lambda name, proc, docs, error: failed.extend(docs))
    docs = [trained.make_doc("London calling"), bad, trained.make_doc("Paris")]
    assert [d.text for d in trained.pipe(docs)] == ["London calling", "Paris"]
    assert failed == [bad]


@settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=60))
def test_any_text(trained, text):
    check(trained(text), text)
