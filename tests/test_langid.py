"""The comparison of libraries that identify languages: how their answers are counted."""

import pytest

from benchmarks.langid import Text, accuracy, best, read_texts, scripts_of, written_in


def test_answers_are_read_as_languages_of_the_table():
    scores = {"so": 0.3, "swh": 0.2, "vo": 0.5}
    assert best(scores, None) == "vo"
    assert best(scores, written_in("Latn")) == "som"
    assert best(scores, {"swa", "rus"}) == "swa"
    assert best(scores, {"sin"}) == "sin"
    assert best(scores, {"rus", "bel"}) is None
    assert best({}, None) is None


def test_shares_by_kind_and_language():
    texts = [Text("fragments", "som", ""), Text("fragments", "som", "")]
    assert accuracy(texts, ["som", None]) == {("fragments", "som"): 0.5}


def test_texts(tmp_path):
    for name in ("wikiann/en/validation", "wikiann/en/test", "running/nep/source"):
        path = tmp_path / f"{name}.conll"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("नेपाल\tB-LOC\n.\tO\n\n" * 3, encoding="utf-8")
    texts = read_texts(tmp_path / "wikiann", tmp_path / "running", limit=2)
    assert texts == [
        *[Text("fragments", "eng", "नेपाल.")] * 2,
        *[Text("running text", "npi", "नेपाल.")] * 2,
    ]
    assert scripts_of(texts) == {"eng": "Deva", "npi": "Deva"}


@pytest.mark.parametrize("script, alone", [("Sinh", True), ("Latn", False)])
def test_languages_of_a_script(script, alone):
    assert (len(written_in(script)) == 1) == alone
