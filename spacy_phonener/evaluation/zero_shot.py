"""Evaluate a pipeline on every language of a corpus, and put the scores in a table."""

import os
import platform
from datetime import date
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence

from spacy.language import Language
from tqdm import tqdm

from .. import __version__
from ..corpora.corpus import PhoneCorpus
from ..languages import get_language, languages
from .metrics import entity_f1, mean_std, tag_f1


def evaluate(
    nlp: Language,
    corpus: Path,
    *,
    split: str = "test",
    langs: Optional[Sequence[str]] = None,
    exclude: Sequence[str] = (),
    limit: int = 0,
) -> Dict[str, Any]:
    """Score a pipeline on `LANGUAGE/SPLIT.spacy` files.

    corpus (Path): The folder that `convert` wrote.
    split (str): The split to score.
    langs (Optional[Sequence[str]]): The languages to score. Defaults to all there are.
    exclude (Sequence[str]): Languages to leave out.
    limit (int): The most sentences of each language; 0: all.
    RETURNS (Dict[str, Any]): "languages": scores by code; "averages": their mean and
        sample standard deviation for each of the paper's cases and the others; and
        what was scored where and when.
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
    return {
        "description": nlp.meta.get("description", ""),
        "split": split,
        "limit": limit,
        "languages": scores,
        "averages": averages(scores),
        **describe_run(),
    }


def describe_run() -> Dict[str, str]:
    """RETURNS (Dict[str, str]): What was measured with, where and when."""
    return {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "spacy_phonener": __version__,
    }


def score_file(nlp: Language, path: Path, *, limit: int = 0) -> Dict[str, Any]:
    """Score a pipeline on one .spacy file by both metrics."""
    examples = list(PhoneCorpus(path, limit=limit)(nlp))
    for eg, doc in zip(examples, nlp.pipe([eg.predicted for eg in examples])):
        eg.predicted = doc
    entities = entity_f1(examples)
    return {
        "sentences": len(examples),
        "tag_f1": tag_f1(examples),
        **{key: entities[key] for key in ("ents_f", "ents_p", "ents_r")},
        "ents_per_type": entities["ents_per_type"],
    }


def averages(scores: Dict[str, Dict[str, Any]]) -> Dict[str, Dict[str, Any]]:
    """RETURNS (Dict[str, Dict[str, Any]]): For each group of languages the mean and the
    sample standard deviation of both metrics over its languages."""
    groups: Dict[str, List[str]] = {}
    for code in scores:
        groups.setdefault(group_of(code), []).append(code)
    return {
        group: {
            "languages": codes,
            **{
                metric: mean_std([scores[code][metric] for code in codes])
                for metric in ("tag_f1", "ents_f")
            },
        }
        for group, codes in sorted(groups.items())
    }


def group_of(code: str) -> str:
    case = get_language(code).case
    return f"case {case}" if case else "other"


def table_rows(results: Dict[str, Any]) -> Iterator[List[str]]:
    """YIELDS (List[str]): A row for each language, and one for each group's average."""
    scores = results["languages"]
    for group, average in results["averages"].items():
        for code in average["languages"]:
            score = scores[code]
            values = [score[key] for key in ("tag_f1", "ents_f", "ents_p", "ents_r")]
            name = get_language(code).name
            percent = [f"{value:.1%}".rstrip("%") for value in values]
            yield [group, code, name, str(score["sentences"]), *percent]
        if len(average["languages"]) > 1:
            yield [
                group,
                "mean ± std",
                f"{len(average['languages'])} languages",
                "",
                *(_mean_std(average[metric]) for metric in ("tag_f1", "ents_f")),
                "",
                "",
            ]


def _mean_std(average: Dict[str, float]) -> str:
    return f"{average['mean'] * 100:.1f} ± {average['std'] * 100:.1f}"


HEADER = (
    "Group",
    "Language",
    "Name",
    "Sentences",
    "Tag F1 (paper)",
    "Entity F1",
    "Precision",
    "Recall",
)


def markdown(results: Dict[str, Any]) -> str:
    """RETURNS (str): The results as a Markdown table."""
    lines = [
        f"# {results['pipeline']}: WikiANN, {results['split']} splits",
        "",
        *([results["description"], ""] if results["description"] else []),
        f"Scores in percent, {results['date']}, {results['machine']}, spacy-phonener "
        f"{results['spacy_phonener']}. Tag F1 (paper): macro average over the tags, "
        "phoneme by phoneme, as in Sohn et al. 2024, Tables 2 to 4. Entity F1: exact "
        "span and type, micro average. std: sample standard deviation over languages.",
        "",
        "| " + " | ".join(HEADER) + " |",
        "|---" * 3 + "|---:" * 5 + "|",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in table_rows(results)]
    return "\n".join(lines) + "\n"
