"""Tag F1 by the paper's decoding, beside that of the entities that a pipeline answers."""

import numpy
import pytest
import spacy
from sklearn.metrics import f1_score
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Model

from spacy_phonener.evaluation.argmax import annotate_both
from spacy_phonener.evaluation.metrics import macro_f1
from spacy_phonener.evaluation.zero_shot import evaluate, score_language
from spacy_phonener.ml.tagger import Units
from spacy_phonener.pipeline import phonener as phonener_module

from ..conftest import SENTENCE, SENTENCE_TAGS, make_pipeline
from ..ml.encoders import make_pipeline as make_transformer_pipeline

LABELS = ["LOC", "ORG", "PER"]
TAGS = ["O", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-PER", "I-PER"]


def make_example(nlp, words, tags):
    return Example(Doc(nlp.vocab, words=words), Doc(nlp.vocab, words=words, ents=tags))


def scoring(tokens, tags, **config):
    """A pipeline whose model scores units so that these are their best tags."""
    nlp = spacy.blank("xx")
    phonener = nlp.add_pipe("phonener", config={"scorer": None, **config})
    for label in LABELS:
        phonener.add_label(label)
    rows = numpy.eye(7, dtype="f")[[TAGS.index(tag) for tag in tags]]

    def forward(model, docs, is_train):
        model.attrs["calls"] += 1
        return Units([rows] * len(docs), [numpy.array(tokens)] * len(docs)), None

    phonener.model = Model("fixed", forward, attrs={"calls": 0})
    return nlp


# A token of three units and one of two, between boundaries.
WORDS, GOLD = ["Sri", "is"], ["B-LOC", "O"]
TOKENS = [-1, 0, 0, 0, -1, 1, 1, -1]


def both_scores(nlp):
    examples, counts = annotate_both(nlp, [make_example(nlp, WORDS, GOLD)])
    scores = score_language(examples, counts)
    return scores.tag_f1_argmax, scores.ents_f


def test_every_unit_has_its_best_tag_boundaries_too():
    # The model is wrong about a unit of “Sri”, and about the boundary behind it.
    best = ["O", "B-LOC", "I-LOC", "O", "I-LOC", "O", "O", "O"]
    gold = ["O", "B-LOC", "I-LOC", "I-LOC", "O", "O", "O", "O"]
    argmax, ents_f = both_scores(scoring(TOKENS, best))
    assert argmax == pytest.approx(f1_score(gold, best, average="macro"))
    # The component pools the token's units, and knows that a boundary is O.
    assert argmax < 1 and ents_f == 1.0


def test_the_model_reads_once_for_both():
    nlp = scoring(TOKENS, ["O"] * 8)
    model = nlp.get_pipe("phonener").model
    annotate_both(nlp, [make_example(nlp, WORDS, GOLD)])
    assert model.attrs["calls"] == 1 and nlp.get_pipe("phonener").model is model


@pytest.mark.parametrize("units, tokens", [("all", [0, 1]), ("first", TOKENS)])
def test_a_token_that_is_one_unit_counts_for_its_segments(units, tokens):
    """Of LiteEncoder, or where first units alone are read."""
    best = ["B-PER", "O"] if units == "all" else ["O", "B-PER"] + ["O"] * 6
    nlp = scoring(tokens, best, units=units)
    examples = [make_example(nlp, WORDS, GOLD)]
    for token, segments in zip(examples[0].predicted, ["sri", "ɪz"]):
        token._.phonemes = list(segments)
    _, counts = annotate_both(nlp, examples)
    [by_tag] = counts.tolist()
    right, predicted, gold = zip(*by_tag)
    # O: start, end, the boundary and two segments of “is”.
    assert dict(zip(TAGS, right)) == {**dict.fromkeys(TAGS, 0), "O": 5}
    assert (predicted[TAGS.index("B-PER")], predicted[TAGS.index("I-PER")]) == (1, 2)
    assert (gold[TAGS.index("B-LOC")], gold[TAGS.index("I-LOC")]) == (1, 2)


def test_positions_after_the_128th_do_not_count():
    nlp = scoring([0] * 200, ["B-LOC"] + ["I-LOC"] * 127 + ["O"] * 72)
    _, counts = annotate_both(nlp, [make_example(nlp, ["Sri"], ["B-LOC"])])
    assert counts.sum(axis=1).tolist() == [[128, 128, 128]]


def test_long_docs_and_empty_ones(monkeypatch, trained):
    """A long doc is read in parts."""
    words, tags = SENTENCE.split(), SENTENCE_TAGS

    def count():
        docs = [(words, tags), ([], []), (words * 3, tags * 3), (words, tags)]
        return annotate_both(trained, [make_example(trained, *doc) for doc in docs])[1]

    whole = count()
    monkeypatch.setattr(phonener_module, "MAX_TOKENS", 5)
    # Cut where sentences end, all have the same tags, as LiteEncoder has learned them.
    assert count()[[0, 1, 3]].tolist() == whole[[0, 1, 3]].tolist()
    assert count()[2].sum(axis=0)[1:].tolist() == whole[2].sum(axis=0)[1:].tolist()


def test_it_is_what_the_papers_code_prints(checkpoints):
    """Of an encoder with random weights, which finds all sorts of tags."""
    nlp = make_transformer_pipeline("xphonebert", str(checkpoints["xphonebert"]))
    phonener = nlp.get_pipe("phonener")
    for label in LABELS:
        phonener.add_label(label)
    example = make_example(nlp, SENTENCE.split(), SENTENCE_TAGS)
    nlp.initialize(lambda: [example])
    _, counts = annotate_both(nlp, [example])

    doc = nlp(SENTENCE)
    best = phonener.model.predict([doc]).rows[0].argmax(axis=1)
    gold = [0]
    for token, tag in zip(doc, map(TAGS.index, SENTENCE_TAGS)):
        n_more = len(token._.phonemes) - 1
        gold += [tag] + [tag + 1 if tag % 2 else tag] * n_more + [0]
    expected = f1_score(gold, best, average="macro")
    assert macro_f1(counts.sum(axis=0)) == pytest.approx(expected) and expected < 0.5


def test_a_pipeline_without_a_phonener_has_its_entities_alone(corpus):
    english = evaluate(spacy.blank("xx"), corpus).languages["eng"]
    assert english.tag_f1_argmax == english.tag_f1


def test_other_tokens_than_the_references_are_not_compared():
    nlp = make_pipeline()
    phonener = nlp.get_pipe("phonener")
    phonener.add_label("LOC")

    @spacy.Language.component("joiner")
    def join(doc):
        with doc.retokenize() as retokenizer:
            retokenizer.merge(doc[:])
        return doc

    nlp.add_pipe("joiner", first=True)
    nlp.initialize(lambda: [make_example(nlp, ["Oslo"], ["B-LOC"])])
    assert annotate_both(nlp, [make_example(nlp, WORDS, GOLD)])[1] is None
