"""Evaluate a pipeline on every language of a corpus."""

from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterable, List, Optional, Sequence

import numpy
from spacy.language import Language
from spacy.training import Example

from ..languages import get_language
from ..sentences import sentence_bounds
from .annotating import provenance, read_languages
from .argmax import annotate_both
from .capitals import capitals_f1
from .errors import Recall, count_errors, first_words, recall_by_place
from .metrics import (
    entity_f1,
    get_entities,
    macro_f1,
    mean_std,
    span_f1,
    tag_f1,
)

CASED, CASELESS = "with case", "without case"


@dataclass(frozen=True)
class LanguageScores:
    """The scores on one language.

    sentences (int): How many were scored.
    tag_f1_argmax (float): The paper's metric by the paper's decoding: each unit's best tag.
    tag_f1 (float): The same of the entities that the pipeline answers.
    ents_f, ents_p, ents_r (float): F1, precision and recall of entities.
    ents_per_type (Dict[str, Dict[str, float]]): The same ("f", "p", "r") by label.
    span_f1 (float): F1 of exact spans, whatever their types.
    capitals_f1 (Optional[float]): The same of the capitals baseline; None where a script
        has no case.
    errors (Dict[str, int]): How many there are of each kind.
    first_words, elsewhere (Recall): Of entities that begin a sentence, and of others.
    """

    sentences: int
    tag_f1_argmax: float
    tag_f1: float
    ents_f: float
    ents_p: float
    ents_r: float
    ents_per_type: Dict[str, Dict[str, float]]
    span_f1: float
    capitals_f1: Optional[float]
    errors: Dict[str, int]
    first_words: Recall
    elsewhere: Recall


@dataclass(frozen=True)
class MeanStd:
    """A mean, and the sample standard deviation: None if it is of one value."""

    mean: float
    std: Optional[float]


@dataclass(frozen=True)
class GroupAverage:
    """The averages over the languages of a group.

    languages (List[str]): Their codes.
    tag_f1_argmax, tag_f1, ents_f, span_f1 (MeanStd): Over languages.
    capitals_f1 (Optional[MeanStd]): Over those with case; None if there are none.
    """

    languages: List[str]
    tag_f1_argmax: MeanStd
    tag_f1: MeanStd
    ents_f: MeanStd
    span_f1: MeanStd
    capitals_f1: Optional[MeanStd]


@dataclass(frozen=True)
class Evaluation:
    """What a pipeline scores on the languages of a corpus.

    description (str): The pipeline's, in its meta.
    split (str): The split that was scored.
    limit (int): The most sentences of each language; 0: all.
    languages (Dict[str, LanguageScores]): By code.
    averages (Dict[str, GroupAverage]): For each of the paper's cases, and the others; over
        all languages with case, and all without.
    date, machine, spacy_phonener (str): See `Provenance`.
    """

    description: str
    split: str
    limit: int
    languages: Dict[str, LanguageScores]
    averages: Dict[str, GroupAverage]
    date: str
    machine: str
    spacy_phonener: str


def evaluate(
    nlp: Language,
    corpus: Path,
    *,
    split: str = "test",
    langs: Sequence[str] = (),
    exclude: Sequence[str] = (),
    limit: int = 0,
) -> Evaluation:
    """Score a pipeline on `LANGUAGE/SPLIT.spacy` files.

    corpus, split, langs, exclude: See `choose_languages`.
    limit (int): The most sentences of each language; 0: all.
    """
    read = read_languages(
        nlp, corpus, split=split, langs=langs, exclude=exclude, limit=limit
    )
    scores = {
        code: score_language(*annotate_both(nlp, examples)) for code, examples in read
    }
    description = nlp.meta.get("description", "")
    return Evaluation(
        description, split, limit, scores, average_groups(scores), *provenance()
    )


def score_language(
    examples: List[Example], best_tags: Optional[numpy.ndarray]
) -> LanguageScores:
    """Score what a pipeline made of the sentences of one language by all metrics.

    best_tags (Optional[numpy.ndarray]): See `argmax.annotate_both`; None: the pipeline
        answers entities and no more, whose tags are the best that it has.
    """
    tags = tag_f1(examples)
    if best_tags is None:
        argmax = tags
    else:
        argmax = float(macro_f1(best_tags.sum(axis=0)))
    gold = [get_entities(eg.reference) for eg in examples]
    found = [get_entities(eg.predicted) for eg in examples]
    words = [[token.text for token in eg.reference] for eg in examples]
    bounds = [sentence_bounds(eg.reference) for eg in examples]
    first, other = recall_by_place(gold, found, map(first_words, words, bounds))
    return LanguageScores(
        sentences=len(examples),
        tag_f1_argmax=argmax,
        tag_f1=tags,
        **entity_f1(examples)._asdict(),
        span_f1=span_f1(examples),
        capitals_f1=capitals_f1(words, gold),
        errors=count_errors(gold, found),
        first_words=first,
        elsewhere=other,
    )


def average_groups(scores: Dict[str, LanguageScores]) -> Dict[str, GroupAverage]:
    """Average all metrics over the languages of each group."""
    groups: Dict[str, List[str]] = {}
    for code in scores:
        groups.setdefault(group_of(code), []).append(code)
    groups = dict(sorted(groups.items()))
    for code, own in scores.items():
        group = CASELESS if own.capitals_f1 is None else CASED
        groups.setdefault(group, []).append(code)
    return {
        group: _average([scores[code] for code in codes], codes)
        for group, codes in groups.items()
    }


def _average(scores: List[LanguageScores], codes: List[str]) -> GroupAverage:
    def mean(values: Iterable[float]) -> MeanStd:
        return MeanStd(*mean_std(list(values)))

    capitals = [s.capitals_f1 for s in scores if s.capitals_f1 is not None]
    return GroupAverage(
        codes,
        mean(s.tag_f1_argmax for s in scores),
        mean(s.tag_f1 for s in scores),
        mean(s.ents_f for s in scores),
        mean(s.span_f1 for s in scores),
        mean(capitals) if capitals else None,
    )


def group_of(code: str) -> str:
    """Name the group of a language: the paper's case, or "other"."""
    case = get_language(code).case
    return f"case {case}" if case else "other"
