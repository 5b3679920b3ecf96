import pytest

from benchmarks.cognates import (
    ENGLISH,
    agreement,
    by_script,
    distance,
    find_tongue,
    measure,
    read_names,
)


def test_the_distance_of_readings():
    assert distance(("p", "a"), ("p", "a")) == 0
    assert distance(("p", "a"), ("p", "a", "r")) == pytest.approx(1 / 3)
    assert 0 < distance(("p", "a"), ("b", "a")) < distance(("p", "a"), ("m", "a"))


def test_translated_names_are_no_cognates():
    nairobi = {
        ENGLISH: "Nairobi",
        ("deu", "Latn"): "Nairobi",
        ("rus", "Cyrl"): "Найроби",
    }
    germany = {ENGLISH: "Germany", ("deu", "Latn"): "Deutschland"}
    assert agreement(nairobi) == 1 > agreement(germany)


def test_locales_are_languages_in_a_script():
    assert find_tongue("az_Cyrl", "CYRILLIC") == ("aze", "Cyrl")
    assert find_tongue("hi", "LATIN") is None


def test_names_are_read_and_measured():
    names = {
        "Oman": {ENGLISH: "Oman", ("hin", "Deva"): "ओमान", ("ell", "Grek"): "Ομάν"}
    }
    readings, unread = read_names(names)
    assert not unread
    rows = {"-".join(tongue): row for tongue, row in measure(readings).items()}
    assert set(by_script(rows)) == {"Deva", "Grek"}
    assert all(0 < row["english"] < 0.5 for row in rows.values())
