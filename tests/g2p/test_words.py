"""Words of a language with the segments that its own sources read.

A file a language, words/CODE.tsv: a word, a tab and its segments with blanks between, as
its sources write them: `segments` brings both sides to one notation.
Lines that begin with # are comments, above all where the transcriptions are from.
"""

from itertools import chain
from pathlib import Path

import pytest

from spacy_phonener.g2p import G2P, load_source
from spacy_phonener.languages import get_language
from spacy_phonener.scripts import split_scripts
from spacy_phonener.segments import segment_ipa

FILES = sorted((Path(__file__).parent / "words").glob("*.tsv"))


def read_file(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words(path):
    rows = read_file(path)
    assert len({word for word, _ in rows}) == len(rows) >= 30
    scripts = get_language(path.stem).scripts
    wrong = {}
    for word, expected in rows:
        (script,) = {script for script, _ in split_scripts(word) if script}
        g2p = G2P([load_source(spec) for spec in scripts[script]])
        (segments,) = g2p([word])
        if segments != tuple(chain.from_iterable(map(segment_ipa, expected.split()))):
            wrong[word] = (" ".join(segments), expected)
    assert not wrong
