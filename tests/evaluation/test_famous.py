import pytest
from spacy.language import Language
from spacy.tokens import Span

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.evaluation.famous import find_famous
from spacy_phonener.evaluation.famous_names import famous_names
from spacy_phonener.evaluation.famous_table import to_markdown

TAGS = ["O", "O", "B-LOC", "I-LOC", "O", "O", "O"]
LATVIAN = [("Viņš dzīvo Lielajā Rīgā jau gadu .".split(), TAGS)]
NEPALI = [("उनी अघि ठूलो काठमाडौं मा थिए ।".split(), TAGS)]


@pytest.fixture
def corpus(tmp_path):
    """Two languages, a list of names, and a language that CLDR lacks."""
    rows = {
        "lav": LATVIAN,
        "npi": NEPALI,
        "deu": [(["Rom", ",", "Bern", ",", "Ulm"], ["B-LOC", "O"] * 2 + ["B-LOC"])],
        "aii": LATVIAN,
    }
    for code, sentences in rows.items():
        write_docbin(sentences, code, tmp_path / code / "test.spacy")
    return tmp_path


def test_names_are_in_the_spelling_of_their_language():
    assert {"Brazīlija", "Londona"} <= set(famous_names("lav", "Latn"))
    assert "ब्राजिल" in famous_names("npi", "Deva")
    cyrillic, latin = (famous_names("srp", s) for s in ("Cyrl", "Latn"))
    assert "Бразил" in cyrillic and "Brazil" in latin
    for name in [*cyrillic, *latin, *famous_names("eng", "Latn")]:
        assert not set("()&") & set(name)
    assert famous_names("npi", "Latn") == famous_names("aii", "Syrc") == []


def test_recall_by_script(blank, corpus):
    seen = []

    def find(doc):
        seen.append(doc.text)
        label = "LOC" if doc._.phonener_lang == "lav" else "ORG"
        # All between the second token and what follows the place.
        doc.ents = [Span(doc, 2, len(doc) - 3, label)]
        return doc

    Language.component("between", func=find)
    blank.add_pipe("between")
    famous = find_famous(blank, corpus)
    assert any("dzīvo Londona jau gadu" in text for text in seen)
    latin, nagari = famous.scripts["Latn"], famous.scripts["Deva"]
    assert latin == famous.languages["lav"].found
    assert latin.recall == latin.span_recall == 1.0
    assert nagari.recall == 0.0 and nagari.span_recall == 1.0
    assert latin.names == latin.sentences > 50
    # A list is no sentence.
    assert famous.left_out["deu"] == "no sentence with a LOC"
    assert "CLDR has no names" in famous.left_out["aii"]
    table = to_markdown("lite", famous)
    assert "| Latn | lav | Latvian |" in table and "| Deva | together |" in table
    assert "- aii (Assyrian Neo-Aramaic): CLDR" in table


def test_the_seed_says_which_sentences(trained, corpus):
    found = [find_famous(trained, corpus, langs=["lav"], seed=2) for _ in range(2)]
    assert found[0].languages == found[1].languages
