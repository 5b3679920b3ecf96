"""Pretrained encoders: the paper's four, as small checkpoints with random weights."""

import numpy
from transformers import AutoTokenizer

from spacy_phonener.ml.encoder_input import MIN_LENGTH

from ..conftest import TEXTS
from .encoders import (
    SENTENCES,
    example,
    make_pipeline,
    plain_ids,
    plain_scores,
    read,
    scores,
    shim,
)


def test_scores_are_those_of_plain_transformers(encoder, make, checkpoints):
    nlp, folder = make(encoder), checkpoints[encoder]
    docs = [read(nlp, text) for text in SENTENCES]
    units = scores(nlp, docs)  # in batches, padded
    for doc, rows in zip(docs, units.rows):
        plain = plain_scores(nlp, folder, plain_ids(encoder, folder, doc), MIN_LENGTH)
        numpy.testing.assert_allclose(rows, plain, atol=1e-5)


def test_a_batch_changes_nothing(encoder, make):
    nlp = make(encoder)
    docs = [read(nlp, text) for text in [*SENTENCES, *TEXTS]]
    together = scores(nlp, docs)
    for doc, rows in zip(docs, together.rows):
        numpy.testing.assert_allclose(rows, scores(nlp, [doc]).rows[0], atol=1e-5)
    few = make(encoder, batch_units=8)
    for rows, other in zip(together.rows, scores(few, docs).rows):
        numpy.testing.assert_allclose(rows, other, atol=1e-5)


def test_byte_level_tokenizers_read_words_as_after_a_blank(tmp_path):
    from transformers import RobertaConfig, RobertaModel, RobertaTokenizerFast

    from ..checkpoints import SIZE, sample_lines, save_byte_pairs

    save_byte_pairs(tmp_path, sample_lines())
    RobertaTokenizerFast.from_pretrained(tmp_path).save_pretrained(tmp_path)
    config = RobertaConfig(vocab_size=400, max_position_embeddings=66, **SIZE)
    RobertaModel(config).save_pretrained(tmp_path)
    nlp = make_pipeline("roberta", str(tmp_path))
    nlp.initialize(lambda: [example(nlp)])
    input_format = shim(nlp).input_format
    [ids] = input_format.unit_ids([nlp("They played in Hamburg")])
    plain = AutoTokenizer.from_pretrained(tmp_path)(" They played in Hamburg")
    ids = [i for token in ids for i in token]
    assert input_format.prefix + ids + input_format.suffix == plain["input_ids"]
    assert input_format.separator == [] and input_format.max_length == 64
