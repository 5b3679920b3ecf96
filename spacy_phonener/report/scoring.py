"""Score every system on every file, and average over groups of languages."""

from collections import ChainMap
from typing import Dict, Iterator, List, Mapping, Sequence, Tuple

import numpy

from ..evaluation.capitals import capitals_f1
from ..evaluation.errors import count_errors, first_words, recall_by_place
from ..evaluation.metrics import (
    count_entities,
    count_tags,
    f1,
    macro_f1,
    mean_std,
    untyped,
)
from .groups import (
    case_groups,
    case_of,
    published_rows,
    script_groups,
    seen_groups,
)
from .published import published
from .resampling import bootstrap, interval, make_generator
from .results import (
    Average,
    FileScores,
    Key,
    LanguageData,
    MeanScore,
    Score,
    System,
)
from .runs import Answers

# How each metric follows from its counts.
F1_OF_COUNTS = {"tag_f1_argmax": macro_f1, "tag_f1": macro_f1, "ents_f": f1}
# For each file, by system and metric: what `metrics.count_…` give.
Counts = Dict[Key, Dict[Tuple[str, str], numpy.ndarray]]
# By system, metric and file: what the score is when sentences are resampled.
Replicates = Dict[Tuple[str, str, Key], numpy.ndarray]


def count(answers: Answers) -> Counts:
    """Count what the metrics follow from, sentence by sentence."""
    counts: Counts = {}
    for key, predictions in answers.predictions.items():
        reading, own = answers.readings[key], counts.setdefault(key, {})
        for name, prediction in predictions.items():
            found, best_tags = prediction.ents, prediction.best_tags
            tags = count_tags(reading.ents, found, reading.lengths)
            own[name, "tag_f1"] = tags
            # What answers entities and no more has no better tags than theirs.
            best = tags if best_tags is None else numpy.reshape(best_tags, tags.shape)
            own[name, "tag_f1_argmax"] = best
            own[name, "ents_f"] = count_entities(reading.ents, found)
    return counts


def resample(counts: Counts, resamples: int, seed: int) -> Replicates:
    """Resample the sentences of each file, all systems' alike."""
    return {
        (name, metric, key): F1_OF_COUNTS[metric](sums)
        for key, own in counts.items()
        for (name, metric), sums in bootstrap(
            own, resamples, make_generator(seed, "bootstrap", *key)
        ).items()
    }


def score_files(
    answers: Answers, counts: Counts, replicates: Replicates
) -> List[FileScores]:
    """Score every system on every file."""
    return [
        _score_file(name, key, answers, counts, replicates)
        for key, predictions in answers.predictions.items()
        for name in predictions
    ]


def _score_file(
    name: str, key: Key, answers: Answers, counts: Counts, replicates: Replicates
) -> FileScores:
    prediction = answers.predictions[key][name]

    def tag_score(metric: str) -> Score:
        value = float(macro_f1(counts[key][name, metric].sum(axis=0)))
        return Score(value, *interval(replicates[name, metric, key]))

    ents, known = prediction.scores, prediction.known
    reading = answers.readings[key]
    firsts = [first_words(words, [(0, len(words))]) for words in reading.tokens]
    first, other = recall_by_place(reading.ents, prediction.ents, firsts)
    sides = (map(untyped, side) for side in (reading.ents, prediction.ents))
    return FileScores(
        *(name, *key),
        sentences=len(prediction.ents),
        tag_f1_argmax=tag_score("tag_f1_argmax"),
        tag_f1=tag_score("tag_f1"),
        ents_f=Score(ents.ents_f, *interval(replicates[name, "ents_f", key])),
        ents_p=ents.ents_p,
        ents_r=ents.ents_r,
        ents_per_type=ents.ents_per_type,
        span_f1=float(f1(count_entities(*sides).sum(axis=0))),
        capitals_f1=capitals_f1(reading.tokens, reading.ents),
        errors=count_errors(reading.ents, prediction.ents),
        first_words=first,
        elsewhere=other,
        known=known[0] / max(known[1], 1) if known else None,
    )


def average(
    scores: Sequence[FileScores],
    replicates: Replicates,
    systems: Mapping[str, System],
    languages: Mapping[str, LanguageData],
) -> List[Average]:
    """Average over the languages of each group that are at hand.

    Of published systems too, so that all averages are over the same languages.
    """
    averages: List[Average] = []
    for split in dict.fromkeys(score.split for score in scores):
        present = {score.language for score in scores if score.split == split}
        by_name = {(s.system, s.language): s for s in scores if s.split == split}
        for name, system in systems.items():
            groups = case_groups() | script_groups(languages)
            groups |= seen_groups(system.pretrained)
            for group, codes in groups.items():
                if own := [by_name[name, code] for code in codes if code in present]:
                    averages.append(_average_files(group, own, replicates))
        for name, group, f1s in _published_groups(languages):
            if here := [code for code in f1s if code in present]:
                argmax = MeanScore(*mean_std([f1s[code] / 100 for code in here]))
                averages.append(Average(name, True, split, group, here, argmax))
    return averages


def _average_files(
    group: str, scores: List[FileScores], replicates: Replicates
) -> Average:
    """Average what one system scores over the files of one split."""

    def mean(metric: str) -> MeanScore:
        values = [getattr(score, metric).value for score in scores]
        resampled = [
            replicates[s.system, metric, (s.language, s.split)] for s in scores
        ]
        return MeanScore(*mean_std(values), *interval(numpy.mean(resampled, axis=0)))

    name, split = scores[0].system, scores[0].split
    codes = [score.language for score in scores]
    means = map(mean, ("tag_f1_argmax", "tag_f1", "ents_f"))
    return Average(name, False, split, group, codes, *means)


def _published_groups(
    languages: Mapping[str, LanguageData],
) -> Iterator[Tuple[str, str, Dict[str, float]]]:
    """Yield published systems, groups, and the system's scores (in percent) on them."""
    for row in published():
        yield row.system, case_of(row), row.scores
    for name in dict.fromkeys(row.system for row in published()):
        rows = published_rows(name)
        scores = dict(ChainMap(*(row.scores for row in rows)))
        groups = seen_groups(name)
        if rows[0].table == 3:
            groups |= script_groups(languages)
        for group, codes in groups.items():
            yield name, group, {code: scores[code] for code in codes}
