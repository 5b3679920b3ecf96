import numpy
import pytest
import spacy
from spacy.tokens import Doc, Span

from spacy_phonener.pipeline.bio import best_paths
from spacy_phonener.pipeline.constraints import constrain, is_blocked

from ..conftest import SENTENCE, entities


@pytest.mark.parametrize("overwrite", [False, True])
def test_blocked_tokens_are_in_no_entity(trained_path, overwrite):
    nlp = spacy.load(
        trained_path, config={"components": {"phonener": {"overwrite": overwrite}}}
    )
    assert entities(nlp(SENTENCE)) == [(0, 2, "PER"), (3, 4, "LOC")]
    doc = nlp.make_doc(SENTENCE)
    doc.set_ents([], blocked=[Span(doc, 3, 4)], default="unmodified")
    doc = nlp(doc)
    assert entities(doc) == [(0, 2, "PER")]
    assert (doc[3].ent_iob_, doc[3].ent_type_) == ("B", "")


def test_an_entity_goes_around_a_blocked_token(trained):
    doc = trained.make_doc(SENTENCE)
    doc.set_ents([], blocked=[Span(doc, 0, 1)], default="unmodified")
    assert all(start > 0 for start, _, _ in entities(trained(doc)))


@pytest.mark.filterwarnings("error")
def test_paths_are_searched_around_blocked_tokens():
    doc = Doc(spacy.blank("xx").vocab, words=list("abcd"))
    doc.set_ents([], blocked=[doc[1:2], doc[2:3]], default="unmodified")
    # I, which cannot come first, is the best of each.
    scores = numpy.log(numpy.asarray([[0.1, 0.3, 0.6]] * 4, dtype="f"))
    allowed, edges = constrain([doc], [scores], [is_blocked(doc)], plausible=True)
    [path] = best_paths(allowed, edges)
    assert path.tolist() == [1, 0, 0, 1]
