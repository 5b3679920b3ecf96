from collections import Counter

import pytest
from spacy.util import fix_random_seed, registry

from spacy_phonener.corpora.convert import write_docbin


def test_a_sample_of_several_languages(tmp_path, blank):
    """Another one each time: so many sentences of each language, in any order."""
    for lang, n in [("eng", 10), ("tur", 30), ("hin", 5)]:
        rows = [([f"{lang}{i}"], ["O"]) for i in range(n)]
        write_docbin(rows, lang, tmp_path / lang / "train.spacy")
    reader = registry.readers.get("spacy_phonener.MultilingualCorpus.v1")
    corpus = reader(tmp_path, {"English": 0, "tr": 8, "hin": 8})
    fix_random_seed(0)
    epochs = [[eg.predicted for eg in corpus(blank)] for _ in range(2)]
    for docs in epochs:
        langs = Counter(doc._.phonener_lang for doc in docs)
        assert langs == {"eng": 10, "tur": 8, "hin": 5}
    first, second = ([doc[0].text for doc in docs] for docs in epochs)
    assert set(first) != set(second) and [x[:3] for x in first] != sorted(
        x[:3] for x in first
    )


def test_a_language_without_data_is_an_error(tmp_path):
    reader = registry.readers.get("spacy_phonener.MultilingualCorpus.v1")
    with pytest.raises(ValueError, match="sentences from: convert data of 'tur'"):
        reader(tmp_path, {"tur": 10})
    with pytest.raises(ValueError, match="--paths.train corpus"):
        reader(None, {"tur": 10})


def test_running_text_is_drawn_beside_fragments(tmp_path, blank):
    for lang, split, n in [("eng", "train", 10), ("eng", "text-train", 20)]:
        rows = [([f"{split}{i}"], ["O"]) for i in range(n)]
        kind = "text" if "text" in split else "fragment"
        write_docbin(rows, lang, tmp_path / lang / f"{split}.spacy", kind=kind)
    reader = registry.readers.get("spacy_phonener.MultilingualCorpus.v1")
    corpus = reader(tmp_path, {"eng": 4}, texts={"English": 8})
    docs = [eg.predicted for eg in corpus(blank)]
    assert Counter(doc._.phonener_kind for doc in docs) == {"fragment": 4, "text": 8}
    with pytest.raises(ValueError, match=r"running text of 'tur' .*--texts FOLDER"):
        reader(tmp_path, {"eng": 4}, texts={"tur": 8})


def test_some_of_every_other_language(tmp_path, blank):
    for lang, n in [("npi", 3), ("eng", 10), ("tur", 30)]:
        rows = [([f"{lang}{i}"], ["O"]) for i in range(n)]
        write_docbin(rows, lang, tmp_path / lang / "text-train.spacy", kind="text")
    write_docbin(rows, "hin", tmp_path / "hin" / "train.spacy")
    reader = registry.readers.get("spacy_phonener.MultilingualCorpus.v1")
    corpus = reader(tmp_path, {}, texts={"ne": 0}, other_texts=2)
    langs = Counter(eg.predicted._.phonener_lang for eg in corpus(blank))
    assert langs == {"npi": 3, "eng": 2, "tur": 2}


def test_the_same_sample_each_time(tmp_path, blank):
    """So that the scores of a training can be compared."""
    rows = [([str(i)], ["O"]) for i in range(100)]
    write_docbin(rows, "eng", tmp_path / "eng" / "validation.spacy")
    reader = registry.readers.get("spacy_phonener.MultilingualCorpus.v1")

    def read(seed):
        corpus = reader(tmp_path, {"eng": 10}, split="validation", seed=seed)
        return [[eg.predicted[0].text for eg in corpus(blank)] for _ in range(2)]

    first, second = read(0)
    assert first == second and len(set(first)) == 10
    assert read(0)[0] == first != read(1)[0]
