from spacy_phonener.corpora.corpus import PhoneCorpus
from spacy_phonener.evaluation.scorer import make_scorer


def test_tag_f1_in_spacys_own_evaluation(trained, corpus):
    examples = list(PhoneCorpus(corpus / "eng" / "test.spacy")(trained))
    assert "tag_f" not in trained.evaluate(examples)
    trained.get_pipe("phonener").scorer = make_scorer(tag_f=True)
    scores = trained.evaluate(examples)
    # All right; the two tags that do not occur are left out.
    assert scores["tag_f"] == 1.0
    assert scores["ents_f"] == 1.0
