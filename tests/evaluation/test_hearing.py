import pytest
from spacy.language import Language
from spacy.tokens import Span

from spacy_phonener.casing import is_capitalized
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.evaluation.hearing import hear
from spacy_phonener.evaluation.hearing_table import to_markdown

ENGLISH = [
    ("We saw London today .".split(), ["O", "O", "B-LOC", "O", "O"]),
    ("They met Dakar before .".split(), ["O", "O", "B-LOC", "O", "O"]),
]
NEPALI = [("म नेपाल गएँ ।".split(), ["O", "B-LOC", "O", "O"])]


@pytest.fixture
def corpus(tmp_path):
    write_docbin(ENGLISH, "eng", tmp_path / "eng" / "test.spacy")
    write_docbin(NEPALI, "npi", tmp_path / "npi" / "test.spacy")
    return tmp_path


def finder(blank, name, is_name):
    """A pipeline that takes some tokens for places."""

    def find(doc):
        doc.ents = [Span(doc, t.i, t.i + 1, "LOC") for t in doc if is_name(t)]
        return doc

    Language.component(name, func=find)
    blank.add_pipe(name)
    return blank


def test_one_that_sees_capitals_loses_all_in_lower_case(blank, corpus):
    nlp = finder(blank, "sees", lambda t: t.i and is_capitalized(t.text))
    spans = hear(nlp, corpus, langs=["eng"]).languages["eng"].spans
    assert spans.as_is == 1.0 and spans.lower == spans.kept == 0.0
    # Other capitalized words are as good.
    assert spans.exchanged == 1.0 and spans.lost == 0.0


def test_one_that_knows_words_loses_them_where_they_are_exchanged(blank, corpus):
    known = ("london", "dakar", "नेपाल")
    nlp = finder(blank, "knows", lambda t: t.text.lower() in known)
    hearing = hear(nlp, corpus)
    entities = hearing.languages["eng"].entities
    assert entities.as_is == entities.lower == entities.kept == 1.0
    assert entities.lost == pytest.approx(1 - entities.exchanged) and entities.lost > 0
    # There is no lower case to test.
    nepali = hearing.languages["npi"].spans
    assert nepali.as_is == 1.0 and nepali.lower is None and nepali.kept is None
    assert hearing.averages["with case"] == hearing.languages["eng"]
    assert hearing.averages["without case"] == hearing.languages["npi"]


def test_the_seed_says_which_words(blank, corpus):
    nlp = finder(blank, "seeded", lambda t: t.text == "London")
    first, second = (hear(nlp, corpus, seed=1).languages for _ in range(2))
    assert first == second


def test_table(trained, corpus):
    table = to_markdown("lite", hear(trained, corpus))
    assert table.startswith("# lite: hearing test, test splits")
    assert table.count("| mean | with case |") == 2
    assert "| npi | " in table and "## Entity F1" in table
