import pytest

from spacy_phonener.corpora.convert import write_docbin

from ..conftest import SENTENCE, SENTENCE_TAGS


@pytest.fixture
def corpus(tmp_path):
    """One sentence, said to be in three languages."""
    sentence = (SENTENCE.split(), SENTENCE_TAGS)
    for lang in ("eng", "sin", "som"):
        write_docbin([sentence], lang, tmp_path / lang / "test.spacy")
    return tmp_path
