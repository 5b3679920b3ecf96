from collections import Counter

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.util import fix_random_seed

from spacy_phonener.corpora.augmenters.casing import create_casing
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.corpus import create_corpus, make_example
from spacy_phonener.extensions import set_lang

from ..sentences import lines

NLP = spacy.blank("xx")


def write_corpus(folder, text, lang, kind="text"):
    """A corpus of one sentence; names are joined by underscores."""
    path = folder / f"{lang}-{kind}.spacy"
    tokens = [word for part in text.split() for word in part.split("_")]
    tags = []
    for part in text.split():
        n = part.count("_")
        tags += ["B-LOC"] + ["I-LOC"] * n if n else ["O"]
    write_docbin([(tokens, tags)], lang, path, kind=kind, sources=["uner"])
    return path


@pytest.mark.parametrize(
    "text, lang, lower, upper, title",
    [
        (
            "Dün İç_Iğdır 'da idi .",
            "tur",
            "dün iç ığdır 'da idi .",
            "DÜN İÇ IĞDIR 'DA İDİ .",
            "Dün İç Iğdır 'Da İdi .",
        ),
        (
            "Die Große_Straße im 3. »älteren« McDonald",
            "deu",
            "die große straße im 3. »älteren« mcdonald",
            "DIE GROSSE STRASSE IM 3. »ÄLTEREN« MCDONALD",
            "Die Große Straße Im 3. »Älteren« McDonald",
        ),
        (
            "Στην Νέα_Υόρκη , ο δρόμος του 1990s",
            "ell",
            "στην νέα υόρκη , ο δρόμος του 1990s",
            "ΣΤΗΝ ΝΈΑ ΥΌΡΚΗ , Ο ΔΡΌΜΟΣ ΤΟΥ 1990S",
            "Στην Νέα Υόρκη , Ο Δρόμος Του 1990s",
        ),
        (
            "თბილისში NATO 2008 -ში",
            "kat",
            "თბილისში nato 2008 -ში",
            "თბილისში NATO 2008 -ში",
            "თბილისში NATO 2008 -ში",
        ),
    ],
)
def test_sentences_in_another_case(tmp_path, blank, text, lang, lower, upper, title):
    path = write_corpus(tmp_path, text, lang)
    [as_is] = create_corpus(path)(blank)
    for casing, expected in [("lower", lower), ("upper", upper), ("title", title)]:
        augmenter = create_casing(**{casing: 1.0})
        [eg] = create_corpus(path, augmenter=augmenter)(blank)
        assert [token.text for token in eg.predicted] == expected.split()
        assert [token.text for token in eg.reference] == expected.split()
        spans = [
            [(e.start, e.end, e.label_) for e in x.reference.ents] for x in (eg, as_is)
        ]
        assert spans[0] == spans[1]
        for doc in (eg.predicted, eg.reference):
            origin = (doc._.phonener_lang, doc._.phonener_kind, doc._.phonener_source)
            assert origin == (lang, "text", "uner")


def test_a_share_of_the_sentences_in_each_case(tmp_path, blank):
    path = write_corpus(tmp_path, "We saw New_York today", "eng")
    augmenter = create_casing(lower=0.4, upper=0.2, title=0.1)
    corpus = create_corpus(path, augmenter=augmenter)

    def read():
        fix_random_seed(0)
        return [line for _ in range(200) for line in lines(corpus, blank)]

    n = Counter(line.replace("[", "").replace("]", "") for line in read())
    assert sum(n.values()) == 200 and len(n) == 4
    assert n["we saw new york today"] in range(60, 100)
    assert n["WE SAW NEW YORK TODAY"] in range(25, 57)
    assert n["We Saw New York Today"] in range(8, 34)
    assert n["We saw New York today"] in range(40, 80)
    assert read() == read()


def test_fragments_and_scripts_without_case_stay(tmp_path, blank):
    augmenter = create_casing(upper=1.0)
    for text, lang, kind in [
        ("Isle_of_Man", "eng", "fragment"),
        ("वह नई_दिल्ली में रहते हैं ।", "hin", "text"),
    ]:
        path = write_corpus(tmp_path, text, lang, kind)
        [eg] = create_corpus(path, augmenter=augmenter)(blank)
        assert [t.text for t in eg.predicted] == text.replace("_", " ").split()


@given(st.lists(st.text("aZßéiİıǆŉΣ中क1.' ", min_size=1), min_size=1), st.data())
def test_any_text_in_another_case(words, data):
    doc = Doc(NLP.vocab, words=words, ents=["B-PER"] + ["O"] * (len(words) - 1))
    set_lang(doc, data.draw(st.sampled_from(["tur", "eng", "Klingon", None])))
    casing = data.draw(st.sampled_from(["lower", "upper", "title"]))
    augmenter = create_casing(**{casing: 1.0})
    [eg] = augmenter(NLP, make_example(NLP.vocab, doc))
    assert len(eg.predicted) == len(doc) and all(t.text for t in eg.predicted)
    assert [ent.end for ent in eg.reference.ents] == [1]


def test_shares_are_of_one_whole():
    create_casing(lower=0.7, upper=0.2, title=0.1)
    for shares in ({"lower": 0.7, "upper": 0.4}, {"title": -0.1}):
        with pytest.raises(ValueError, match="no more than 1 together"):
            create_casing(**shares)
