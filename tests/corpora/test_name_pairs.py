"""Pairs of names to pretrain on."""

import random

import pytest
import spacy
from thinc.api import ConfigValidationError

from spacy_phonener.corpora.name_pairs import create_name_pairs, read_name_pairs

from ..names import FILES, write_names


@pytest.fixture
def folder(tmp_path):
    return write_names(tmp_path)


def test_an_english_name_and_the_same_elsewhere(folder):
    assert read_name_pairs(folder, ["rus", "hin", "tur"]) == {
        # By the script: which language a name is in is not said.
        "rus": [("Moscow", "Москва"), ("Toronto", "Торонто"), ("mandela", "мандела")],
        # By the place: Kabul has no English name here.
        "hin": [("Nepal", "नेपाल")],
        "tur": [("Moscow", "Moskova"), ("Nepal", "Nepal")],
    }


def test_a_language_without_pairs_is_named(folder):
    with pytest.raises(
        ValueError, match="no names of one word in both English and: swa"
    ):
        read_name_pairs(folder, ["rus", "swa"])


@pytest.fixture
def nlp():
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    nlp.config["training"]["annotating_components"] = ["phonemizer"]
    return nlp


def test_both_are_read_each_in_its_language(folder, nlp):
    docs = list(create_name_pairs(folder, ["hi"])(nlp))
    assert [(doc.text, doc._.phonener_lang) for doc in docs] == [
        ("Nepal", "eng"),
        ("नेपाल", "hin"),
    ]
    assert ["".join(token._.phonemes) for doc in docs for token in doc] == [
        "nɛpɔːl",
        "nepaːl",
    ]


def test_each_epoch_draws_anew(folder, nlp):
    random.seed(0)
    read = create_name_pairs(folder, ["rus", "tur"], limit=1)
    epochs = [[doc.text for doc in read(nlp)] for _ in range(20)]
    assert {len(epoch) for epoch in epochs} == {4}
    assert {name for epoch in epochs for name in epoch[0::2]} == {
        "Moscow",
        "Toronto",
        "mandela",
        "Nepal",
    }


def test_names_are_asked_for_when_they_are_needed(nlp):
    """Configs name this reader also where nobody pretrains."""
    read = create_name_pairs(None, ["rus"])
    with pytest.raises(ConfigValidationError, match="--paths.pairs assets/names"):
        next(read(nlp))


def test_names_without_counterparts_are_not_read(folder, tmp_path_factory):
    faker = tmp_path_factory.mktemp("faker")
    (faker / "names_faker.tsv").write_text(
        "PER	ru_RU	CYRILLIC	Иван	first_names\n"
    )
    assert "names_faker.tsv" not in FILES
    with pytest.raises(ValueError, match="none of these files: places_geonames"):
        read_name_pairs(faker, ["rus"])
