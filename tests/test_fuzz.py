"""Hostile texts: a small part of what benchmarks/fuzz.py reads, and whether it sees faults."""

import random

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.fuzz import check, fuzz, read
from benchmarks.hostile import ALL_KINDS, FORMS, Case, draw_case
from benchmarks.token_classes import (
    LIMIT,
    compare,
    measure_all,
    stages,
    token_classes,
)
from benchmarks.with_names import KEY, add_names
from spacy_phonener.languages import languages

DOCS = 20_000
LETTERS = 3_000


@pytest.mark.slow
def test_no_text_is_too_strange(lite_path):
    counts, failures = fuzz(str(lite_path), DOCS, seed=20)
    assert not failures
    assert counts.total() == DOCS


@pytest.mark.slow
def test_no_class_of_tokens_is_slow(trained):
    classes = token_classes()
    # Kinds of texts; one language in so many.
    chosen = classes[: len(ALL_KINDS)] + classes[len(ALL_KINDS) :: 15]
    found = compare(measure_all(trained, trained, chosen, LETTERS))
    # Twice the benchmark's limit, for busy machines.
    assert {cls: times for cls, times in found.items() if times > 2 * LIMIT} == {}


def test_all_of_a_pipeline_is_measured_in_the_language_of_a_class(trained):
    doc = Doc(trained.vocab, words=["Muqdisho.Xamar"])
    doc._.phonener_lang = "som"
    assert list(stages(trained)) == ["phonemizer", "all"]
    found = stages(trained)["all"](doc)
    assert found is not doc and len(found) > 1
    assert found._.phonener_lang == "som" and found.has_annotation("ENT_IOB")


def test_all_kinds_of_texts_in_all_languages_and_forms():
    rng = random.Random(0)
    cases = [draw_case(rng) for _ in range(2000)]
    assert {case.kind for case in cases} == set(ALL_KINDS)
    assert {case.lang for case in cases} == {None, *languages()}
    assert {case.form for case in cases} == set(FORMS)
    assert cases == [draw_case(rng) for rng in [random.Random(0)] for _ in range(2000)]


def test_names_of_a_list_are_looked_for(blank):
    add_names(blank)
    rng = random.Random(0)
    cases = [draw_case(rng) for _ in range(300)]
    assert sum(bool(found.names) for found in read(blank, cases, 64)) > 30
    assert not list(check(blank, cases))


@Language.component("test_overlaps")
def make_overlaps(doc: Doc) -> Doc:
    doc.spans[KEY] = [doc[:1], doc[:2]]
    return doc


def test_names_that_overlap_are_seen(blank):
    blank.add_pipe("test_overlaps")
    [failure] = check(blank, [Case("", None, "words", ["Nelson", "Mandela"])])
    assert failure.problem == "names overlap or are not in the doc"


@Language.component("test_faults")
def make_faults(doc: Doc) -> Doc:
    """Raise on X, lose Y."""
    if "X" in doc.text:
        raise ValueError("no X")
    return Doc(doc.vocab, words=[t.text for t in doc if "Y" not in t.text])


@pytest.mark.parametrize(
    "letter,problem",
    [("X", "ValueError: no X"), ("Y", "the text or its tokens changed")],
)
def test_faults_are_found_and_cut_down(letter, problem):
    nlp = spacy.blank("xx")
    nlp.add_pipe("test_faults")
    nlp.add_pipe("phonemizer")
    cases = [
        Case("", None, "words", ["Nelson", "Mandela"]),
        Case("", None, "words", ["abc", "def", f"abcd{letter}efg", "hij"]),
    ]
    [failure] = check(nlp, cases)
    assert failure.problem == problem
    assert failure.case.words == [letter]
