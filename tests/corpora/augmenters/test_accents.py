from collections import Counter

import pytest
from spacy.util import fix_random_seed, registry

from spacy_phonener.corpora.augmenters.accents import create_accents
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.corpus import create_corpus
from spacy_phonener.extensions import noted_language


def test_accents(tmp_path, blank):
    """English as others read it: another reading each time, and the same entities."""
    path = tmp_path / "train.spacy"
    write_docbin(
        [(["Julia", "visited", "Chicago"], ["B-PER", "O", "B-LOC"])], "eng", path
    )
    fix_random_seed(0)
    accents = registry.augmenters.get("spacy_phonener.accents.v1")
    corpus = create_corpus(path, augmenter=accents(["spa", "tur"], level=0.7))
    read = Counter()
    for _ in range(60):
        [eg] = corpus(blank)
        doc = blank.get_pipe("phonemizer")(eg.predicted)
        read[doc[0]._.ipa, doc[2]._.ipa] += 1
        assert [ent.label_ for ent in eg.reference.ents] == ["PER", "LOC"]
        assert eg.reference._.phonener_lang == "eng"
    assert set(read) == {
        ("d͡ʒuːliə", "ʃɨkɑːɡoʊ"),
        ("xulja", "t͡ʃikaɡo"),
        ("ʒulia", "d͡ʒhid͡ʒaɡo"),
    }
    assert read["d͡ʒuːliə", "ʃɨkɑːɡoʊ"] in range(10, 28)


def test_accents_of_one_language(tmp_path, blank):
    write_docbin([(["Julia"], ["B-PER"])], "spa", tmp_path / "train.spacy")
    read = []
    for of in ("English", None):
        accents = create_accents(["deu"], level=1.0, of=of)
        [eg] = create_corpus(tmp_path / "train.spacy", augmenter=accents)(blank)
        read.append(eg.predicted._.phonener_lang)
    assert read == ["spa", "deu"]


def test_how_common_words_are_is_asked_of_their_own_language(tmp_path, blank):
    write_docbin([(["Julia"], ["B-PER"])], "en", tmp_path / "train.spacy")
    accents = create_accents(["deu"], level=1.0)
    [eg] = create_corpus(tmp_path / "train.spacy", augmenter=accents)(blank)
    doc = blank.get_pipe("phonemizer")(eg.predicted)
    assert (doc._.phonener_lang, noted_language(doc)) == ("deu", "eng")


def test_accents_are_languages():
    with pytest.raises(ValueError, match="Unknown language 'spanish accent'"):
        create_accents(["spanish accent"], level=0.5)
