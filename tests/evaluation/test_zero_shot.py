import numpy
import pytest
import spacy
from spacy.language import Language

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.evaluation.errors import Recall
from spacy_phonener.evaluation.tables import to_markdown
from spacy_phonener.evaluation.zero_shot import evaluate


def test_evaluation_of_all_languages(trained, corpus):
    results = evaluate(trained, corpus)
    assert list(results.languages) == ["eng", "sin", "som"]
    english = results.languages["eng"]
    assert english.ents_f == 1.0 and english.sentences == 1
    case1 = results.averages["case 1"]
    assert case1.languages == ["sin", "som"]
    scores = [results.languages[code].tag_f1 for code in ("sin", "som")]
    assert case1.tag_f1.mean == pytest.approx(numpy.mean(scores))
    assert case1.tag_f1.std == pytest.approx(numpy.std(scores, ddof=1))


def test_spans_and_capitals_and_what_is_wrong(trained, corpus):
    # Nothing but capitalized words are names there.
    write_docbin([(["ලන්ඩනය"], ["B-LOC"])], "sin", corpus / "sin" / "test.spacy")
    results = evaluate(trained, corpus)
    english = results.languages["eng"]
    assert english.span_f1 == english.capitals_f1 == 1.0
    assert set(english.errors.values()) == {0}
    assert english.first_words == english.elsewhere == Recall(1, 1.0)
    sinhala = results.languages["sin"]
    assert sinhala.capitals_f1 is None and sinhala.elsewhere == Recall(0, None)
    assert results.averages["with case"].languages == ["eng", "som"]
    assert results.averages["with case"].capitals_f1.mean == 1.0
    assert results.averages["without case"].capitals_f1 is None


def test_languages_are_read_in_their_own_way(trained, corpus):
    # Somali reads Latin script; Sinhala does not, so its Latin words are English.
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    read = {}

    class Spy:
        def __call__(self, doc):
            read[doc._.phonener_lang] = doc[3]._.ipa
            return doc

    Language.component("spy", func=Spy())
    nlp.add_pipe("spy")
    evaluate(nlp, corpus)
    assert read["eng"] == read["sin"] != read["som"]


def test_choice_of_languages(trained, corpus):
    assert list(evaluate(trained, corpus, langs=["so"]).languages) == ["som"]
    scored = evaluate(trained, corpus, exclude=["English"]).languages
    assert list(scored) == ["sin", "som"]
    with pytest.raises(ValueError, match="no LANGUAGE/validation.spacy"):
        evaluate(trained, corpus, split="validation")


def test_table(trained, corpus):
    table = to_markdown("phonener_xphone", evaluate(trained, corpus))
    assert "| case 1 | sin | Sinhala | 1 |" in table
    assert "| case 1 | mean ± std | 2 languages |" in table
    assert "| other | eng | English | 1 |" in table
    assert "| with case | mean ± std | 3 languages |" in table
    assert "| eng | English | 2 | 0 | 0 | 0 | 0 | 1 | 100.0 | 100.0 |" in table
