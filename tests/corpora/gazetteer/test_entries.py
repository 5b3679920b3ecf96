"""Names as they are in texts."""

import pytest

from spacy_phonener.corpora.gazetteer.entries import Entry, clean_name
from spacy_phonener.corpora.gazetteer.patterns import choose_names, make_patterns


@pytest.mark.parametrize(
    "text, name",
    [
        ("Nelson Mandela", "Nelson Mandela"),
        ("  São  Paulo\u00a0", "São Paulo"),
        ("Myanmar (Burma)", "Myanmar"),
        ("Cocos (Keeling) Islands", "Cocos Islands"),
        ("Washington, D.C.", "Washington"),
        ("Martin Luther King, Jr.", "Martin Luther King"),
        ("Xi’an", "Xi’an"),
        ("J. R. R. Tolkien", "J. R. R. Tolkien"),
        ("AT&T", "AT&T"),
        ("බ්\u200dරසීලය", "බ්\u200dරසීලය"),
        ("カルロス・ゴーン", "カルロス・ゴーン"),
        ("Congo - Kinshasa", None),
        ("Biel/Bienne", None),
        ("<b>Paris</b>", None),
        ("R&amp;D", None),
        ("{{PAGENAME}}", None),
        ("Paris (Texas", None),
        ("\u200fParis\u200e", "Paris"),
        ("Zuid\u00adholland", "Zuidholland"),
        ("1984", None),
        ("(Texas)", None),
        ("", None),
        ("a" * 101, None),
        # In no time.
        ("(" * 1_000_000, None),
        ("a" + " " * 1_000_000 + "b", None),
    ],
)
def test_a_name_as_it_is_in_texts_or_none(text, name):
    assert clean_name(text) == name


def test_names_in_the_languages_that_are_wanted():
    names = [
        ("en", "Moscow"),
        ("mul", "Moskva"),
        ("", "Maskva"),
        ("ru", "Москва"),
        ("fr", "Moscou"),
        ("pt-br", "Moscovo"),
        # Not in the script of its language.
        ("si", "Moscow"),
        ("iata", "MOW"),
    ]
    everywhere = [("", "Moskva"), ("", "Maskva")]
    assert choose_names(names, {"fra"}) == [*everywhere, ("fra", "Moscou")]
    assert choose_names(names, {"eng", "sin"}) == [("", "Moscow"), *everywhere]
    assert choose_names(names, {"por"})[-1] == ("por", "Moscovo")


def test_the_most_important_names_come_first_and_are_kept():
    cities = [
        Entry("LOC", "geonames:1", [("", "Paris")], 100),
        Entry("LOC", "geonames:2", [("", "Paris"), ("fra", "Paris")], 900),
        Entry("LOC", "geonames:3", [("", "Lyon")], 500),
    ]
    persons = [Entry("PER", "Q1", [("", "Paris"), ("", "PARIS")], 3)]
    found = make_patterns(
        {"cities": cities, "persons": persons}, {"geonames:3": "Q456"}
    )
    assert list(found) == [
        ("cities", {"label": "LOC", "pattern": "Paris", "id": "geonames:2"}),
        (
            "cities",
            {"label": "LOC", "pattern": "Paris", "id": "geonames:2", "lang": "fra"},
        ),
        ("persons", {"label": "PER", "pattern": "Paris", "id": "Q1"}),
        ("cities", {"label": "LOC", "pattern": "Lyon", "id": "Q456"}),
    ]
