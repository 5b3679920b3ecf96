from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.util import fix_random_seed, registry
from spacy.vocab import Vocab

from spacy_phonener.corpora.augmenters.pseudowords import (
    create_pseudowords,
    with_pseudowords,
)
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.corpus import create_corpus


def test_names_among_pseudowords(tmp_path, blank):
    """Each time those of another language, which writes a word the same way each time."""
    path = tmp_path / "train.spacy"
    words = "In 1924 she led the Council of Paris , the Council of Śląsk".split()
    tags = ["O"] * 5 + ["B-ORG", "I-ORG", "I-ORG", "O", "O", "B-ORG", "I-ORG", "I-ORG"]
    write_docbin([(words, tags)], "eng", path)
    fix_random_seed(0)
    pseudowords = registry.augmenters.get("spacy_phonener.pseudowords.v1")
    corpus = create_corpus(path, augmenter=pseudowords(level=0.5))
    drawn = Counter()
    for _ in range(100):
        [eg] = corpus(blank)
        new = [token.text for token in eg.predicted]
        drawn[new == words] += 1
        spans = [(ent.start, ent.end, ent.label_) for ent in eg.reference.ents]
        assert spans == [(5, 8, "ORG"), (10, 13, "ORG")]
        assert all(new[i] == words[i] for i in (1, 5, 7, 8, 10, 12))
        if new != words:
            assert new[4] == new[9] and new[6] == new[11]
            assert new[0].istitle() and new[4].islower() and new[6].islower()
            drawn[new[4]] += 1
    assert 30 < drawn[True] < 70 and len(drawn) > 20


@given(st.lists(st.text("aZéا中1.' ", min_size=1), min_size=1))
def test_pseudowords_of_any_text(words):
    doc = Doc(Vocab(), words=words, ents=["B-PER"] + ["O"] * (len(words) - 1))
    new = with_pseudowords(doc)
    assert len(new) == len(doc) and all(token.text for token in new)
    assert [ent.end for ent in new.ents] == [ent.end for ent in doc.ents]


def test_pseudowords_of_one_language(tmp_path, blank):
    write_docbin([(["grande"], ["O"])], "spa", tmp_path / "train.spacy")
    for of, kept in [("English", True), ("spa", False)]:
        pseudowords = create_pseudowords(level=1.0, of=of)
        [eg] = create_corpus(tmp_path / "train.spacy", augmenter=pseudowords)(blank)
        assert (eg.reference[0].text == "grande") == kept
        assert eg.predicted._.phonener_lang == eg.reference._.phonener_lang == "spa"
