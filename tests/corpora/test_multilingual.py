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
