from collections import Counter

import pytest
import srsly

from spacy_phonener.languages import (
    TABLE_PATH,
    default_scripts,
    find_language,
    get_language,
    languages,
    resolve_language,
)

PAPER = {1: 8, 2: 12, 3: 13}


@pytest.mark.parametrize("name", ["sin", "si", "sin-Sinh", "si-Sinh", "Sinhala", "SIN"])
def test_a_language_has_many_names(name):
    assert get_language(name).code == "sin"


def test_one_script_of_several():
    assert set(get_language("uzb").scripts) == {"Latn", "Cyrl"}
    cyrillic = get_language("uzb-Cyrl")
    assert cyrillic.code == "uzb-Cyrl"
    assert set(cyrillic.scripts) == {"Cyrl"}


@pytest.mark.parametrize(
    "tag,code",
    [
        ("pt-BR", "por"),
        ("pt_BR", "por"),
        ("en_US", "eng"),
        ("so_SO", "som"),
        ("zh-Hans", "cmn"),
        ("zh-Hant-TW", "cmn"),
        ("ja-Jpan", "jpn"),
        ("iw", "heb"),
        ("arb", "ara"),
        ("sr-Latn", "srp-Latn"),
        ("sr-Latn-RS", "srp-Latn"),
        ("uz_Cyrl_UZ", "uzb-Cyrl"),
        (" si-LK ", "sin"),
    ],
)
def test_bcp_47_tags(tag, code):
    assert get_language(tag).code == code


@pytest.mark.parametrize("name", ["", " ", "xx", "und", "uzb-Arab", "C.UTF-8", "x"])
def test_what_is_no_language_of_the_table(name):
    assert resolve_language(name) is None


def test_tags_of_other_wikipedias_are_not_folders_of_a_language():
    assert find_language("be-x-old") is None


@pytest.mark.parametrize("name", ["her", "hz", "hz-NA"])
def test_an_unknown_language_is_told_what_it_is(name):
    with pytest.raises(
        ValueError, match="It is Herero.*mapping table.*g2p.md.*'und'"
    ) as e:
        get_language(name)
    assert "Swedish" not in str(e.value)


def test_an_unknown_script_of_a_known_language():
    with pytest.raises(ValueError, match="Uzbek is read in.* Latn, Cyrl, not in Arab"):
        get_language("uz-Arab")


def test_a_name_like_no_other():
    with pytest.raises(ValueError, match="A language is named by ISO 639-3 code"):
        get_language("qqqqqq")


def test_unknown_language_names_the_nearest():
    with pytest.raises(ValueError, match=r"'sinhalese'.*sin \(Sinhala\)"):
        get_language("sinhalese")
    assert find_language("xx") is None


def test_no_name_means_two_languages():
    """A code or a name that is given twice would silently mean the later row."""
    rows = srsly.read_json(TABLE_PATH)["languages"]
    names = Counter(
        name
        for row in rows
        for name in set(map(str.lower, (row["code"], row["name"], *row["codes"])))
    )
    assert [name for name, n in names.items() if n > 1] == []


def test_rows():
    assert len(languages()) >= 240
    for case, count in PAPER.items():
        assert sum(lang.case == case for lang in languages().values()) == count


def test_every_row_can_be_looked_up():
    for lang in languages().values():
        for name in (lang.code, lang.name, *lang.codes):
            assert get_language(name) == lang
        assert all(lang.scripts.values())


def test_script_defaults_are_written_in_their_script():
    for script, code in default_scripts().items():
        assert script in get_language(code).scripts


def test_spacy_codes_are_known():
    # nlp.lang of every row's blank pipeline finds the row.
    for code in ("en", "si", "am", "ur", "te", "ml", "mr", "ky", "nb", "fa", "yo"):
        assert find_language(code) is not None
