"""Names of a list, as texts write them."""

import pytest
import spacy

from spacy_phonener.pipeline import phonemizer, sound_ruler  # noqa: F401


def find(text, *names, **pattern):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    ruler = nlp.add_pipe("sound_ruler", config={"threshold": 0.5})
    ruler.add_patterns(
        [{"label": "NAME", "pattern": name, **pattern} for name in names]
    )
    return [ent.text for ent in nlp(text).ents]


@pytest.mark.parametrize(
    "name, lang", [("Москва", "rus"), ("Москва", ""), ("नेपाल", "hin"), ("Nepal", "")]
)
def test_a_list_may_be_of_one_name_in_any_script(name, lang):
    assert find(name, name, lang=lang) == [name]


@pytest.mark.parametrize(
    "name, texts",
    [
        ("George W. Bush", ["George W. Bush", "George Bush", "G. W. Bush", "G. Bush"]),
        ("George Bush", ["George W. Bush", "Джордж У. Буш", "Джордж Буш"]),
        ("J. K. Rowling", ["J. K. Rowling", "J.K. Rowling", "J. Rowling"]),
        ("J. Edgar Hoover", ["J. Edgar Hoover", "Edgar Hoover"]),
        ("B. R. Ambedkar", ["B.R. Ambedkar", "बी. आर. अंबेडकर"]),
        ("T. S. Eliot", ["Т. С. Элиот"]),
        ("Malcolm X", ["Malcolm X", "Malcolm X."]),
    ],
)
def test_initials(name, texts):
    for text in texts:
        assert find(text, name) == [text]


def test_another_initial_is_another_person():
    assert find("M. Rowling", "J. K. Rowling") == []
    # However many there are.
    assert find("J. " * 50 + "Smith", "Rowling", "J. K. Rowling") == []


@pytest.mark.parametrize(
    "name, text",
    [
        ("Osama bin Laden", "Osama bin Laden"),
        ("Osama bin Laden", "Усама бен Ладен"),
        ("Kim Jong-un", "Kim Jong-un"),
        ("Ursula von der Leyen", "Урсула фон дер Ляйен"),
        ("al-Qaeda", "al-Qaeda"),
    ],
)
def test_what_a_name_has_in_lower_case_may_be_so(name, text):
    assert find(text, name) == [text]


def test_other_words_in_lower_case_are_in_doubt():
    assert find("Then Ali Said left", "Ali Said") == ["Ali Said"]
    assert find("Then Ali said nothing", "Ali Said") == []
    assert find("Then kim jong un", "Kim Jong-un") == []


def test_numbers_of_names_are_themselves():
    assert find("the Boeing 747", "Boeing 747") == ["Boeing 747"]
    assert find("Боинг 747", "Boeing 747") == ["Боинг 747"]
    assert find("the Boeing 737 and 2024", "Boeing 747", "2025") == []
    assert find("Area 5 and Area 51", "Area 51") == ["Area 51"]
