"""Lists of names, and the languages that their spellings are in."""

import pytest

from spacy_phonener.corpora.name_lists import read_names
from spacy_phonener.name_table import PERSON, PLACE

FILES = {
    "places_geonames.tsv": """\
CYRILLIC	Торонто	Toronto	CA	12731571
ARMENIAN	Գյումրի	Gyumri	AM	121976
LATIN	Zürich	Zurich	CH	""",
    "persons_wikidata.tsv": "hebrew	דאגלס אדמס	Douglas Adams	full\n",
    "places_cldr.tsv": """\
LOC	en	LATIN	Nepal	territory	NP
LOC	hi	DEVANAGARI	नेपाल	territory	NP
LOC	hi	DEVANAGARI	काबुल	tzcity	Asia/Kabul
LOC	uz_Arab	ARABIC	افغانستان	territory	AF
LOC	zh	CJK	尼泊尔	territory	NP
""",
    "names_faker.tsv": """\
PER	hy_AM	ARMENIAN	Արամ	first_names
PER	ru_RU	LATIN	Ivan	first_names
LOC	de_AT	LATIN	Graz	cities
ORG	ru_RU	CYRILLIC	Газпром	large_companies
""",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_names(folder):
    assert list(map(tuple, read_names(folder))) == [
        ("Торонто", PLACE, "rus", False),
        ("Toronto", PLACE, None, True),
        ("Գյումրի", PLACE, "hye", False),
        ("Gyumri", PLACE, None, False),
        # A name in Latin script says nothing of its language.
        ("Zurich", PLACE, None, False),
        ("דאגלס אדמס", PERSON, "heb", False),
        ("Douglas Adams", PERSON, None, False),
        ("Nepal", PLACE, None, True),
        ("Nepal", PLACE, "eng", True),
        ("नेपाल", PLACE, "hin", True),
        ("काबुल", PLACE, "hin", False),
        ("Արամ", PERSON, "hye", False),
        ("Graz", PLACE, "deu", False),
    ]


def test_files_may_be_lacking(folder):
    for name in list(FILES)[:-1]:
        (folder / name).unlink()
    assert [name.text for name in read_names(folder)] == ["Արամ", "Graz"]


def test_wrong_files_are_named(folder, tmp_path_factory):
    (folder / "persons_wikidata.tsv").write_text(
        "korean	유키	kitai\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"wikidata\.tsv, line 1: .* 3 columns"):
        list(read_names(folder))
    with pytest.raises(ValueError, match=r"none of these files: places_geonames\.tsv"):
        list(read_names(tmp_path_factory.mktemp("empty")))
