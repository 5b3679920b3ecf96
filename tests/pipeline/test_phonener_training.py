import numpy
import pytest
import spacy
from spacy.tokens import Doc
from spacy.training import Example

from ..conftest import (
    SENTENCE,
    TEXTS,
    TINY_MODEL,
    all_entities,
    make_pipeline,
    read_example,
    sample_examples,
    train,
)

LABELS = ("LOC", "ORG", "PER")


def test_initialize_needs_labels():
    nlp = make_pipeline()
    doc = Doc(nlp.vocab, words=["no", "names"], ents=["O", "O"])
    with pytest.raises(ValueError, match="has no labels"):
        nlp.initialize(lambda: [Example(doc.copy(), doc)])


def test_initialize_with_labels():
    nlp = make_pipeline()
    phonener = nlp.get_pipe("phonener")
    phonener.initialize(lambda: [], nlp=nlp, labels=["PER", "LOC"])
    assert phonener.labels == ("PER", "LOC")
    assert phonener.model.get_dim("nO") == 5


def test_add_label_to_a_trained_pipeline(trained):
    before = all_entities(trained)
    phonener = trained.get_pipe("phonener")
    assert phonener.add_label("SHIP") == 1
    assert phonener.add_label("SHIP") == 0
    # The new label's scores start at 0; the others are what they were.
    doc = trained.get_pipe("phonemizer")(trained.make_doc(SENTENCE))
    assert phonener.predict([doc])[0].shape == (5, 9)
    words = ["The", "Titanic", "sank"]
    gold = Doc(trained.vocab, words=words, ents=["O", "B-SHIP", "O"])
    examples = [Example(Doc(trained.vocab, words=words), gold)]
    optimizer = trained.resume_training()
    optimizer.learn_rate = 0.01
    for _ in range(20):
        trained.update(examples, sgd=optimizer, annotates=["phonemizer"])
    assert [(e.text, e.label_) for e in trained(" ".join(words)).ents] == [
        ("Titanic", "SHIP")
    ]
    assert len(before) == len(TEXTS)


def test_bad_labels():
    phonener = make_pipeline().get_pipe("phonener")
    for label in ("", 3, None):
        with pytest.raises(ValueError, match="non-empty string"):
            phonener.add_label(label)


def test_loss_falls():
    nlp = make_pipeline()
    examples = sample_examples(nlp, limit=20)
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.01
    losses = [
        nlp.get_pipe("phonener").update(examples, sgd=optimizer)["phonener"]
        for _ in range(40)
    ]
    assert losses[-1] < losses[0] / 2


def test_gradient_is_that_of_the_loss():
    nlp = make_pipeline()
    examples = [eg for eg in sample_examples(nlp, limit=9) if len(eg.predicted) > 4]
    nlp.initialize(lambda: examples)
    phonener = nlp.get_pipe("phonener")
    scores = phonener.model.predict([eg.predicted for eg in examples])
    loss, gradient = phonener.get_loss(examples, scores)
    n_units = sum(map(len, scores.rows))
    step = 1e-2
    for row, tag in [(0, 0), (2, 3), (4, 6)]:
        moved = [rows.copy() for rows in scores.rows]
        moved[1][row, tag] += step
        higher, _ = phonener.get_loss(examples, scores._replace(rows=moved))
        slope = (higher - loss) / step / n_units
        assert gradient.rows[1][row, tag] == pytest.approx(slope, abs=2e-3)


def test_unannotated_tokens_teach_nothing():
    nlp = make_pipeline()
    examples = sample_examples(nlp, limit=10)
    nlp.initialize(lambda: examples)
    phonener = nlp.get_pipe("phonener")
    words = ["Nelson", "Mandela"]
    unknown = Example(
        nlp.get_pipe("phonemizer")(Doc(nlp.vocab, words=words)),
        Doc(nlp.vocab, words=words),
    )
    scores = phonener.model.predict([unknown.predicted])
    loss, gradient = phonener.get_loss([unknown], scores)
    assert loss == 0 and not numpy.any(gradient.rows[0])


def test_a_label_that_was_not_there_at_the_start():
    nlp = make_pipeline()
    examples = sample_examples(nlp, limit=10)
    nlp.initialize(lambda: examples)
    words = ["RMS", "Titanic", "sank"]
    ship = read_example(nlp, words, ["B-SHIP", "I-SHIP", "O"])
    with pytest.raises(ValueError, match="has the label SHIP, which the component"):
        nlp.get_pipe("phonener").update([ship])


def test_empty_batches():
    nlp = make_pipeline()
    examples = sample_examples(nlp, limit=10)
    optimizer = nlp.initialize(lambda: examples)
    phonener = nlp.get_pipe("phonener")
    empty = Example(Doc(nlp.vocab), Doc(nlp.vocab))
    assert phonener.update([empty], sgd=optimizer) == {"phonener": 0.0}
    assert phonener.update([], sgd=optimizer) == {"phonener": 0.0}
    # An empty doc among others.
    assert phonener.update([empty, *examples], sgd=optimizer)["phonener"] > 0


def test_training_is_reproducible():
    from spacy.util import fix_random_seed

    found = []
    for _ in range(2):
        fix_random_seed(7)
        nlp = make_pipeline()
        train(nlp, sample_examples(nlp, limit=60), epochs=1)
        found.append(nlp.get_pipe("phonener").model.to_bytes())
    assert found[0] == found[1]


def test_frozen(trained, tmp_path):
    # spaCy's loop leaves frozen components out of nlp.update.
    examples = sample_examples(trained, limit=10)
    phonener = trained.get_pipe("phonener")
    before = phonener.model.to_bytes()
    optimizer = trained.resume_training()
    trained.update(examples, sgd=optimizer, exclude=["phonener"])
    assert phonener.model.to_bytes() == before


def test_tiny_model_is_what_the_default_config_builds():
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonener", config={"model": TINY_MODEL})
    config = nlp.config["components"]["phonener"]["model"]
    assert config["encoder"]["hidden_width"] == TINY_MODEL["encoder"]["hidden_width"]
