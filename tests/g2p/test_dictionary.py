import pickle

import pytest

from spacy_phonener.g2p import G2P, load_source
from spacy_phonener.g2p.dictionary import DictionarySource


def test_a_pronunciation_dictionary(tmp_path):
    path = tmp_path / "khm.tsv"
    path.write_text("ភ្នំពេញ\tpʰnumpɨɲ,pnumpɨɲ\nLondon\t/lˈʌndən/\n\n", encoding="utf-8")
    source = DictionarySource(path)
    assert source(["ភ្នំពេញ", "london", "ទទួល"]) == ["pʰnumpɨɲ", "lˈʌndən", ""]
    # What it does not have, the next source reads.
    khmer = G2P([source, load_source("mapping:khm-Khmr")])
    assert khmer(["ភ្នំពេញ", "ទទួល"]) == [
        tuple("pʰ n u m p ɨ ɲ".split()),
        tuple("t ɔː t u ə l".split()),
    ]
    assert pickle.loads(pickle.dumps(source))(["London"]) == ["lˈʌndən"]


def test_malformed_dictionary(tmp_path):
    path = tmp_path / "bad.tsv"
    path.write_text("a\ta\nno tab\n", encoding="utf-8")
    with pytest.raises(ValueError, match="bad.tsv, line 2: expected 'word<TAB>IPA'"):
        DictionarySource(path)(["a"])
