import pickle
from copy import deepcopy

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.util import fix_random_seed

from spacy_phonener.corpora.augmenters.mentions import N_MENTIONS, create_mentions
from spacy_phonener.corpora.corpus import make_example
from spacy_phonener.extensions import set_kind, set_lang, set_source

NLP = spacy.blank("xx")


def make_doc(marked, lang, kind="text", source=None):
    """A doc of words, with names as `LOC:New_York`; `~` joins words without a blank."""
    words, spaces, tags = [], [], []
    for part in marked.split():
        label, _, name = part.rpartition(":") if part[:3].isupper() else ("", "", part)
        for i, word in enumerate(name.split("_")):
            words.append(word.strip("~"))
            spaces.append(not word.endswith("~"))
            tags.append(f"{'I' if i else 'B'}-{label}" if label else "O")
    doc = Doc(NLP.vocab, words=words, spaces=spaces, ents=tags)
    set_lang(doc, lang)
    set_kind(doc, kind)
    set_source(doc, source)
    return doc


def marked(doc):
    """What `make_doc` makes a doc of."""
    text = " ".join(t.text + "~" * (not t.whitespace_) for t in doc)
    parts, words = [], text.split()
    done = 0
    for ent in doc.ents:
        parts += words[done : ent.start]
        parts.append(f"{ent.label_}:" + "_".join(words[ent.start : ent.end]))
        done = ent.end
    return " ".join(parts + words[done:])


def read(mentions, *args):
    """How a sentence is read."""
    doc = make_doc(*args)
    [eg] = mentions(NLP, make_example(NLP.vocab, doc))
    assert [t.text for t in eg.predicted] == [t.text for t in eg.reference]
    return marked(eg.reference)


def ways_to_read(mentions, *args, times=100):
    """How it may be read, with no other names than those that were read before."""
    return [read(deepcopy(mentions), *args) for _ in range(times)]


@pytest.mark.parametrize(
    "fragment, sentence, lang, new",
    [
        (
            "LOC:Aşağı_Ayrancı",
            "Dün LOC:Iğdır 'a gitti",
            "tur",
            "Dün LOC:Aşağı_Ayrancı 'a gitti",
        ),
        ("LOC:Wien", "Er sah LOC:Bad_Ischl~ .~", "deu", "Er sah LOC:Wien~ .~"),
        ("PER:नरेन्द्र_मोदी", "PER:राहुल ने कहा ।", "hin", "PER:नरेन्द्र_मोदी ने कहा ।"),
        ("ORG:BBC_News", "वह ORG:आकाशवाणी में है ।", "hin", "वह ORG:BBC_News में है ।"),
        (
            "LOC:St~_._Pölten",
            "LOC:Graz LOC:Linz",
            "deu",
            "LOC:St~_._Pölten LOC:St~_._Pölten",
        ),
    ],
)
def test_names_of_fragments_in_sentences(fragment, sentence, lang, new):
    fix_random_seed(0)
    mentions = create_mentions(level=1.0)
    read(mentions, fragment, lang, "fragment")
    assert new in ways_to_read(mentions, sentence, lang)


def test_half_of_the_names_in_a_share_of_the_sentences():
    """Drawn anew each time, and the same by the same seed."""

    def read_anew():
        fix_random_seed(0)
        mentions = create_mentions(level=0.5)
        read(mentions, "PER:Olga LOC:Kyiv", "eng", "fragment")
        mentions = pickle.loads(pickle.dumps(mentions))
        sentence = "PER:Ada left LOC:Rome"
        return ways_to_read(mentions, sentence, "eng", times=400)

    drawn = read_anew()
    ways = [
        "PER:Ada left LOC:Rome",
        "PER:Olga left LOC:Rome",
        "PER:Ada left LOC:Kyiv",
        "PER:Olga left LOC:Kyiv",
    ]
    assert set(drawn) == set(ways)
    assert drawn.count(ways[0]) in range(210, 290)
    assert all(drawn.count(way) in range(30, 70) for way in ways[1:])
    assert drawn == read_anew()


def test_no_names_of_another_language_or_type_or_of_many_words():
    fix_random_seed(0)
    mentions = create_mentions(level=1.0)
    read(mentions, "LOC:Wien ORG:Rom", "deu", "fragment")
    read(mentions, "LOC:Paris PER:Kyiv LOC:A_b_c_d_e_f", "English", "fragment")
    ways = ways_to_read(mentions, "to LOC:Rome from PER:Ada", "eng")
    assert {name for way in ways for name in way.split()} == {
        *("to", "from", "LOC:Rome", "LOC:Paris", "PER:Ada", "PER:Kyiv")
    }


def test_the_first_sentences_and_fragments_stay():
    mentions = create_mentions(level=1.0)
    for lang, kind in [("eng", "text"), ("deu", "fragment"), (None, "text")]:
        sentences = [("LOC:Rome", lang, kind), ("no PER:Ada", lang, kind)]
        for sentence in sentences:
            assert read(mentions, *sentence) == sentence[0]
    ways = ways_to_read(mentions, "LOC:Wien", "deu", "fragment")
    assert set(ways) == {"LOC:Wien"}


def test_names_have_the_case_of_the_sentence():
    fix_random_seed(0)
    mentions = create_mentions(level=1.0)
    read(mentions, "LOC:eMzantsi", "zul", "fragment")
    ways = ways_to_read(mentions, "LOC:Durban no LOC:Durban", "zul")
    names = {(way.split()[0], way.split()[2]) for way in ways}
    assert ("LOC:EMzantsi", "LOC:eMzantsi") in names
    read(mentions, "LOC:İç_Iğdır", "tur", "fragment")
    ways = ways_to_read(mentions, "LOC:ankara ve izmir", "tur")
    assert set(ways) == {"LOC:ankara ve izmir", "LOC:iç_ığdır ve izmir"}
    # Names of lower-cased text are not for other sentences.
    read(mentions, "LOC:ankara ve izmir", "tur")
    ways = ways_to_read(mentions, "LOC:Bursa 2008", "tur")
    assert "LOC:İç_Iğdır 2008" in ways and "LOC:ankara 2008" not in ways


def test_memory_is_bounded():
    fix_random_seed(0)
    mentions = create_mentions(level=1.0)
    read(mentions, "LOC:Rome", "eng", "fragment")
    read(mentions, " ".join(["LOC:Paris"] * N_MENTIONS), "eng", "fragment")
    way = read(mentions, " ".join(["LOC:Oslo"] * 5000), "eng")
    assert set(way.split()) == {"LOC:Oslo", "LOC:Paris"}


WORDS = st.text("aZéİı中क1.' ", min_size=1)
TAGGED = st.lists(
    st.tuples(WORDS, st.sampled_from(["O", "B-PER", "B-LOC"]), st.booleans())
)


@given(st.lists(TAGGED, min_size=1, max_size=5), st.sampled_from(["tur", "nobody's"]))
def test_any_text_with_other_names(sentences, lang):
    mentions = create_mentions(level=1.0)
    for sentence in sentences:
        words, tags, spaces = map(list, zip(*sentence)) if sentence else ([], [], [])
        doc = Doc(NLP.vocab, words=words, ents=tags, spaces=spaces)
        set_lang(doc, lang)
        set_source(doc, "uner")
        [eg] = mentions(NLP, make_example(NLP.vocab, doc))
        for new in (eg.predicted, eg.reference):
            assert len(new) == len(doc) and all(token.text for token in new)
            assert (new._.phonener_lang, new._.phonener_source) == (lang, "uner")
        labels = [[ent.label_ for ent in x.ents] for x in (doc, eg.reference)]
        assert labels[0] == labels[1]
