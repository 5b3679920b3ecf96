import pytest

from spacy_phonener.casing import has_case, is_capitalized, lower_case


@pytest.mark.parametrize(
    "word, lang, lower",
    [
        ("London", "eng", "london"),
        ("ISTANBUL", "eng", "istanbul"),
        ("Iğdır", "tur", "ığdır"),
        ("İstanbul", "tur", "istanbul"),
        ("I\u0307stanbul", "tur", "istanbul"),
        ("İstanbul", "deu", "istanbul"),
        ("Qırım", "crh", "qırım"),
        ("ΟΔΟΣ", "ell", "οδος"),
        ("नेपाल", "npi", "नेपाल"),
    ],
)
def test_lower_case_is_a_languages_own(word, lang, lower):
    assert lower_case(word, lang) == lower


def test_capitalized_words():
    for word in ("London", "«London", "'Abdul", "Ĳssel", "ǅungla", "BBC", "Ҷ"):
        assert is_capitalized(word)
    for word in (
        "london",
        "uThembinkosi",
        "iPhone",
        "नेपाल",
        "თბილისი",
        "2008",
        "?",
        "",
    ):
        assert not is_capitalized(word)


def test_letters_with_case():
    assert all(map(has_case, "aAжЖϕǅ"))
    assert not any(map(has_case, "ნनا東1"))
