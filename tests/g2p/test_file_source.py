import pytest

from spacy_phonener.g2p import G2P, load_source
from spacy_phonener.g2p.dictionary import DictionarySource
from spacy_phonener.g2p.mapping import MappingSource


@pytest.mark.parametrize("source", [DictionarySource, MappingSource])
def test_a_file_that_is_not_there(source, tmp_path):
    """Its contents may come from a saved pipeline; else it is an error to read a word."""
    g2p = G2P([source(tmp_path / "none.csv"), load_source("espeak:en-us")])
    with pytest.raises(FileNotFoundError, match="There is no G2P file '.*none.csv'"):
        g2p(["London"])
