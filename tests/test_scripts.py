from collections import Counter

import pytest

from spacy_phonener.scripts import is_rtl, split_scripts


def test_words_of_many_marks_are_cut_at_once():
    word = "ක්" * 1000
    assert list(split_scripts(word + "1")) == [("Sinh", word), (None, "1")]
    assert list(split_scripts("à" * 1000 + "ක")) == [
        ("Latn", "à" * 1000),
        ("Sinh", "ක"),
    ]


@pytest.mark.parametrize(
    "text,pieces",
    [
        ("London", [("Latn", "London")]),
        ("ශ්‍රී", [("Sinh", "ශ්‍රී")]),
        ("Beijing2008", [("Latn", "Beijing"), (None, "2008")]),
        ("ܒ29", [("Syrc", "ܒ"), (None, "29")]),
        ("Tokyo東京", [("Latn", "Tokyo"), (None, "東京")]),
        ("rikch'aq", [("Latn", "rikch'aq")]),
        ("''East", [(None, "''"), ("Latn", "East")]),
        ("१२५", [(None, "१२५")]),
        ("Lǝndón", [("Latn", "Lǝndón")]),
        ("ལྷ་ས།", [("Tibt", "ལྷ་ས"), (None, "།")]),
        ("ལྷ་ས་2", [("Tibt", "ལྷ་ས"), (None, "་2")]),
        ("", []),
    ],
)
def test_a_token_is_cut_where_its_script_changes(text, pieces):
    assert list(split_scripts(text)) == pieces


def test_direction():
    assert is_rtl(Counter("نیلسن منڈیلا London 1994")) and is_rtl(Counter("שלום."))
    assert not is_rtl(Counter("London, سلام")) and not is_rtl(Counter("١٢"))
