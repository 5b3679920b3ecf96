import pytest

from spacy_phonener.corpora.corpus import PhoneCorpus
from spacy_phonener.evaluation.scorer import make_scorer


def test_tag_f1_in_spacys_own_evaluation(trained, corpus):
    examples = list(PhoneCorpus(corpus / "eng" / "test.spacy")(trained))
    assert "tag_f" not in trained.evaluate(examples)
    trained.get_pipe("phonener").scorer = make_scorer(tag_f=True)
    scores = trained.evaluate(examples)
    # All right: five of the seven tags occur.
    assert scores["tag_f"] == pytest.approx(5 / 7)
    assert scores["ents_f"] == 1.0
