import pytest

from spacy_phonener.g2p.notation import notation
from spacy_phonener.g2p.source import load_source
from spacy_phonener.languages import languages
from spacy_phonener.segments import is_ipa, nfd, segment_ipa

from .conftest import read


def test_rows_are_sources_of_thenotation():
    specs = {
        spec
        for lang in languages().values()
        for script in lang.scripts.values()
        for spec in script
    }
    assert set(notation()) - specs <= {"espeak:hr"}


def test_sounds_become_sounds():
    sounds = [s for row in notation().values() for pair in row.items() for s in pair]
    assert all(map(is_ipa, map(nfd, sounds)))


@pytest.mark.parametrize(
    "first,second",
    [
        (("epitran:hin-Deva", "भारत"), ("epitran:mar-Deva", "भारत")),
        (("epitran:hin-Deva", "भारत"), ("epitran:bho-Deva", "भारत")),
        (("epitran:hin-Deva", "दिन"), ("epitran:pan-Guru", "ਦਿਨ")),
        (("epitran:ukr-Cyrl", "шапка"), ("epitran:rus-Cyrl", "шапка")),
        (("epitran:aze-Latn", "baba"), ("epitran:tur-Latn", "baba")),
        (("epitran:kat-Geor", "ანა"), ("epitran:ita-Latn", "ana")),
        (("espeak:ur", "جاپان"), ("epitran:hin-Deva", "जापान")),
    ],
)
def test_near_languages_are_written_alike(first, second):
    (one, word), (other, cognate) = first, second
    assert read(one, word) == read(other, cognate)


@pytest.mark.parametrize(
    "spec,words",
    [
        ("epitran:ben-Beng", "টাকা তাকা"),
        ("epitran:nld-Latn", "wat vat"),
        ("espeak:hy", "ռա րա ղա"),
        ("epitran:pan-Guru", "ਬਲ ਬਾਲ ਦਿਨ ਦੀਨ"),
        ("espeak:en-us", "latter lather ladder larder"),
        ("espeak:ur", "چ چھ ج جھ ک کھ گ گھ"),
    ],
)
def test_no_contrast_is_lost(spec, words):
    heard = [tuple(segment_ipa(ipa)) for ipa in load_source(spec)(words.split())]
    assert len(set(heard)) == len(heard)
