"""Words counted from the texts at hand, and wordfreq's lists."""

import sys
from types import SimpleNamespace

import pytest
import spacy
from spacy.tokens import Doc

from spacy_phonener import stream_counts
from spacy_phonener.extensions import word_classes
from spacy_phonener.pipeline.commonness import Commonness
from spacy_phonener.stream_counts import StreamCounts

SENTENCE = "waa magaalada ugu weyn ee".split()


def make_pipeline(lang="som"):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": lang})
    nlp.add_pipe("commonness", config={"count_batch": True})
    return nlp


def make_docs(nlp, n):
    names = [f"Magac{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(n)]
    return [Doc(nlp.vocab, words=[*SENTENCE, name, "."]) for name in names]


def test_words_of_the_stream_are_counted():
    nlp = make_pipeline()
    docs = [word_classes(doc) for doc in nlp.pipe(make_docs(nlp, 400), batch_size=100)]
    # Too few words until the fourth batch; a name comes once, a full stop is no word.
    assert docs[0] == docs[299] == [0] * 7
    assert docs[300] == docs[-1] == [6] * 5 + [1, 1]
    # The next stream begins anew, and so does each doc that is read alone.
    [alone] = make_docs(nlp, 1)
    assert word_classes(nlp(alone)) == [0] * 7
    docs = list(nlp.pipe(make_docs(nlp, 400), batch_size=400))
    assert word_classes(docs[0]) == [6] * 5 + [1, 1]


def test_languages_are_counted_apart():
    nlp = make_pipeline()
    docs = make_docs(nlp, 900)
    for doc in docs[::2]:
        doc._.phonener_lang = "swa"
    docs[1]._.phonener_lang = "hau"
    found = [word_classes(doc) for doc in nlp.pipe(docs, batch_size=900)]
    assert found[0] == found[3] == [6] * 5 + [1, 1] and found[1] == [0] * 7


def test_enough_texts_count_more_than_a_list(tmp_path):
    """In which a name is as common as any other word."""
    (tmp_path / "som.tsv").write_text("waa\t5.0\nmagacaa\t7.0\n")
    nlp = make_pipeline()
    nlp.get_pipe("commonness").initialize(lambda: [], lists=tmp_path)
    docs = list(nlp.pipe(make_docs(nlp, 500), batch_size=100))
    assert word_classes(docs[0]) == [3, 1, 1, 1, 1, 6, 1]
    assert word_classes(docs[-1]) == [6] * 5 + [1, 1]
    # The names that fragments are made of are no words to count.
    fragments = make_docs(nlp, 500)
    for doc in fragments:
        doc._.phonener_kind = "fragment"
    docs = list(nlp.pipe(fragments, batch_size=100))
    assert word_classes(docs[-1])[:5] == [3, 1, 1, 1, 1]


def test_how_often_a_word_occurs_elsewhere():
    counts = StreamCounts()
    counts.add("som", ["waa"] * 1_000 + ["Xamar"] * 9 + ["magaalo", "guri", "guri"])
    counts.add("som", ["ee"] * 1_000)
    words = ["Waa", "guri", "Xamar", "magaalo", "Kismaayo", "a" * 99]
    found = counts.classes("som", words)
    # One in 2,002 is half a million in a billion.
    assert list(found.values()) == [6, 4, 1, 1, 1, 1]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(stream_counts, "MAX_DIFFERENT", 1_000)
    counts = StreamCounts()
    for start in range(0, 20_000, 100):
        words = [f"w{chr(97 + n % 26)}{n}" for n in range(start, start + 100)]
        counts.add("som", [*words, "waa", "waa"])
        assert len(counts._counts) <= 1_000
    assert counts.classes("som", ["waa"]) == {"waa": 6}


@pytest.fixture
def wordfreq(monkeypatch):
    """A module that answers like wordfreq 3: words by rank, in centibels."""
    ranks = [[]] * 130 + [["the", "ve", "je"]] + [[]] * 300 + [["isthmus", "grad"]]
    fake = SimpleNamespace(
        available_languages=lambda wordlist: {c: f"{c}.gz" for c in ("en", "tr", "sh")},
        read_cBpack=lambda path: ranks,
    )
    monkeypatch.setitem(sys.modules, "wordfreq", fake)


@pytest.mark.parametrize(
    "lang, words, expected",
    [
        ("eng", "The isthmus Kampala", [6, 3, 1]),
        ("tur", "VE", [6]),
        ("hrv", "Grad je", [3, 6]),
        # wordfreq's own fallback would be English, and its Serbian is Latin.
        ("swa", "the", [0]),
        ("srp-Cyrl", "је", [0]),
    ],
)
def test_wordfreq(wordfreq, lang, words, expected):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": lang})
    nlp.add_pipe("commonness")
    assert word_classes(nlp(words)) == expected


def test_wordfreq_comes_after_lists(wordfreq, tmp_path):
    (tmp_path / "eng.tsv").write_text("kampala\t5.0\n")
    component = Commonness(lists=tmp_path)
    doc = spacy.blank("en")("the Kampala")
    assert word_classes(component(doc)) == [1, 3]
    assert word_classes(component(spacy.blank("tr")("ve"))) == [6]
    # It is not saved.
    assert Commonness().from_bytes(component.to_bytes()).languages == ["eng"]


def test_wordfreq_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    assert word_classes(Commonness()(spacy.blank("en")("the"))) == [0]
