"""Evaluate a pipeline on every language of a corpus, and put the scores in a table."""

import os
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence

from spacy.language import Language
from spacy.training import Example
from tqdm import tqdm

from .. import __version__
from ..corpora.corpus import PhoneCorpus
from ..languages import get_language, languages
from ..markdown import escape_markdown, markdown_table, percent, percent_mean_std
from .metrics import entity_f1, mean_std, tag_f1

# The table: the names of columns, and how they are aligned.
HEADER = ["Group", "Language", "Name", "Sentences", "Tag F1 (paper)", "Entity F1"]
HEADER += ["Precision", "Recall"]
ALIGNS = tuple("lllrrrrr")


class Provenance(NamedTuple):
    """What was measured with, where and when.

    date (str): As in ISO 8601.
    machine (str): Its kind of processor, and its number of cores.
    spacy_phonener (str): The version of this package.
    """

    date: str
    machine: str
    spacy_phonener: str


@dataclass(frozen=True)
class LanguageScores:
    """The scores on one language.

    sentences (int): How many were scored.
    tag_f1 (float): The paper's metric.
    ents_f, ents_p, ents_r (float): F1, precision and recall of entities.
    ents_per_type (Dict[str, Dict[str, float]]): The same ("f", "p", "r") by label.
    """

    sentences: int
    tag_f1: float
    ents_f: float
    ents_p: float
    ents_r: float
    ents_per_type: Dict[str, Dict[str, float]]


@dataclass(frozen=True)
class MeanStd:
    """A mean, and the sample standard deviation: None if it is of one value."""

    mean: float
    std: Optional[float]


@dataclass(frozen=True)
class GroupAverage:
    """The averages over the languages of a group.

    languages (List[str]): Their codes.
    tag_f1, ents_f (MeanStd): Over languages.
    """

    languages: List[str]
    tag_f1: MeanStd
    ents_f: MeanStd


@dataclass(frozen=True)
class Evaluation:
    """What a pipeline scores on the languages of a corpus.

    description (str): The pipeline's, in its meta.
    split (str): The split that was scored.
    limit (int): The most sentences of each language; 0: all.
    languages (Dict[str, LanguageScores]): By code.
    averages (Dict[str, GroupAverage]): For each of the paper's cases, and the others.
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
    langs: Optional[Sequence[str]] = None,
    exclude: Sequence[str] = (),
    limit: int = 0,
) -> Evaluation:
    """Score a pipeline on `LANGUAGE/SPLIT.spacy` files.

    corpus (Path): The folder that `convert` wrote.
    split (str): The split to score.
    langs (Optional[Sequence[str]]): The languages to score. Defaults to all there are.
    exclude (Sequence[str]): Languages to leave out.
    limit (int): The most sentences of each language; 0: all.
    """
    left_out = {get_language(name).code for name in exclude}
    if langs:
        codes = [get_language(name).code for name in langs]
    else:
        found = {path.parent.name for path in corpus.glob(f"*/{split}.spacy")}
        codes = [code for code in languages() if code in found - left_out]
    if not codes:
        raise ValueError(f"There is no LANGUAGE/{split}.spacy in {corpus}.")
    scores = {
        code: score_file(nlp, corpus / code / f"{split}.spacy", limit=limit)
        for code in tqdm(codes, unit="language", leave=False, disable=None)
    }
    description = nlp.meta.get("description", "")
    return Evaluation(
        description, split, limit, scores, average_groups(scores), *provenance()
    )


def provenance() -> Provenance:
    """Say what is measured with, where and when."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    return Provenance(date.today().isoformat(), machine, __version__)


def score_file(nlp: Language, path: Path, *, limit: int = 0) -> LanguageScores:
    """Score a pipeline on one .spacy file by both metrics."""
    examples = annotate_file(nlp, path, limit=limit)
    ents = entity_f1(examples)._asdict()
    return LanguageScores(sentences=len(examples), tag_f1=tag_f1(examples), **ents)


def annotate_file(nlp: Language, path: Path, *, limit: int = 0) -> List[Example]:
    """Run a pipeline over a .spacy file.

    limit (int): The most sentences; 0: all.
    RETURNS (List[Example]): The gold docs, each with what the pipeline made of it.
    """
    examples = list(PhoneCorpus(path, limit=limit)(nlp))
    for eg, doc in zip(examples, nlp.pipe([eg.predicted for eg in examples])):
        eg.predicted = doc
    return examples


def average_groups(scores: Dict[str, LanguageScores]) -> Dict[str, GroupAverage]:
    """Average both metrics over the languages of each group."""
    groups: Dict[str, List[str]] = {}
    for code in scores:
        groups.setdefault(group_of(code), []).append(code)
    return {
        group: GroupAverage(
            codes,
            MeanStd(*mean_std([scores[code].tag_f1 for code in codes])),
            MeanStd(*mean_std([scores[code].ents_f for code in codes])),
        )
        for group, codes in sorted(groups.items())
    }


def group_of(code: str) -> str:
    """Name the group of a language: the paper's case, or "other"."""
    case = get_language(code).case
    return f"case {case}" if case else "other"


def table_rows(evaluation: Evaluation) -> Iterator[List[str]]:
    """Yield a row of cells for each language, and one for each group's average."""
    for group, average in evaluation.averages.items():
        for code in average.languages:
            own = evaluation.languages[code]
            values = (own.tag_f1, own.ents_f, own.ents_p, own.ents_r)
            cells = [get_language(code).name, str(own.sentences), *map(percent, values)]
            yield [group, code, *cells]
        if len(average.languages) > 1:
            means = [
                percent_mean_std(metric.mean, metric.std)
                for metric in (average.tag_f1, average.ents_f)
            ]
            name = f"{len(average.languages)} languages"
            yield [group, "mean ± std", name, "", *means, "", ""]


def to_markdown(pipeline: str, evaluation: Evaluation) -> str:
    """Write the scores of a pipeline as a Markdown page with a table."""
    parts = [
        f"# {escape_markdown(pipeline)}: WikiANN, {evaluation.split} splits",
        escape_markdown(evaluation.description),
        f"Scores in percent, {evaluation.date}, {evaluation.machine}, spacy-phonener "
        f"{evaluation.spacy_phonener}. Tag F1 (paper): macro average over the tags, "
        "phoneme by phoneme, as in Sohn et al. 2024, Tables 2 to 4. Entity F1: exact "
        "span and type, micro average. std: sample standard deviation over languages.",
        markdown_table(HEADER, table_rows(evaluation), ALIGNS),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"
