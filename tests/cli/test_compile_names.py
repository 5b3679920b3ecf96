"""Names and common words are compiled to a table of how they sound."""

import pytest

from spacy_phonener.languages import get_language
from spacy_phonener.name_table import (
    N_LENGTHS,
    N_ODDS,
    name_classes,
    restore_name_table,
)
from spacy_phonener.pipeline.phonemizer import Phonemizer

from .conftest import invoke

PLACES = """\
LOC	en	LATIN	Nepal	territory	NP
LOC	am	ETHIOPIC	ኢትዮጵያ	territory	ET
LOC	hi	DEVANAGARI	काठमांडू	tzcity	Asia/Kathmandu
LOC	hy	ARMENIAN	Հնդկաստան	territory	IN
"""
PERSONS = "PER	it_IT	LATIN	Giovanni	first_names\n" * 2
WORDS = "casa\t7.00\n1960\t6.00\nhai\t5.00\n"


@pytest.fixture
def folders(tmp_path):
    names, lists = tmp_path / "names", tmp_path / "lists"
    names.mkdir()
    lists.mkdir()
    (names / "places_cldr.tsv").write_text(PLACES, encoding="utf-8")
    (names / "names_faker.tsv").write_text(PERSONS, encoding="utf-8")
    (lists / "ita.tsv").write_text(WORDS, encoding="utf-8")
    (lists / "fin.tsv").write_text("nepal\t7.00\nniepal\t7.00\nneepal\t7.00\n")
    return names, lists


def compile_names(*args):
    result = invoke("compile-names", *args)
    assert result.exit_code == 0, result.output
    return result.output, restore_name_table(args[2].read_bytes())


def classes(table, lang, *words):
    segments = Phonemizer().phonemize(words, get_language(lang))
    # As in the table, however long the key.
    return (name_classes(table, segments) // N_LENGTHS).tolist()


def is_famous(cls):
    return cls > 0 and (cls - 1) % 2 == 1


def test_table(folders, tmp_path):
    output, table = compile_names(*folders, tmp_path / "names.table")
    assert "6 names" in output and f"{len(table) * 4} bytes" in output
    (whole, *_), (_, ending, _) = classes(table, "nep", "नेपाल", "नेपालमा")
    assert whole == ending and is_famous(whole)
    assert is_famous(classes(table, "tir", "ኢትዮጵያ")[0][0])
    assert classes(table, "hye", "Հնդկաստան")[0][0]
    city, person = classes(table, "hin", "काठमांडू") + classes(table, "ita", "Giovanni")
    assert city[0] and person[0] and city[0] != person[0] and not is_famous(city[0])
    assert classes(table, "ita", "casa") == [[0, 0, 0]]


def test_languages_are_left_out(folders, tmp_path):
    path = tmp_path / "names.table"
    _, table = compile_names(*folders, path)
    common = classes(table, "ita", "Nepal")[0][0]
    _, table = compile_names(*folders, path, "--exclude", "hy", "--exclude", "fin")
    assert classes(table, "hye", "Հնդկաստան") == [[0, 0, 0]]
    # Fewer common words sound like it.
    assert _place_odds(classes(table, "ita", "Nepal")[0][0]) > _place_odds(common)


def _place_odds(cls):
    return (cls - 1) // 2 % N_ODDS


def test_nothing_is_written_of_wrong_files(folders, tmp_path):
    path = tmp_path / "names.table"
    result = invoke("compile-names", *folders, path, "--exclude", "xyzzy")
    assert result.exit_code == 1 and "xyzzy" in result.output
    result = invoke("compile-names", folders[1], folders[1], path)
    assert result.exit_code == 1 and "places_cldr.tsv" in result.output
    assert not path.exists()
