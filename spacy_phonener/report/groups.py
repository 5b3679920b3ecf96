"""The groups of languages that scores are averaged over: by case, script and pretraining."""

from typing import Dict, List, Mapping, Optional

from .published import PublishedScores, published
from .results import LanguageData

# Codes by the name of the group.
Groups = Dict[str, List[str]]


def case_of(row: PublishedScores) -> str:
    """Name the group of languages that a row of the paper's tables is about."""
    return f"Table {row.table}, Case {row.case}"


def case_groups() -> Groups:
    """Group the languages of the paper's tables, whether at hand or not, by case."""
    return {case_of(row): list(row.scores) for row in published()}


def script_groups(languages: Mapping[str, LanguageData]) -> Groups:
    """Group the languages of Table 3 that are at hand by case and script.

    (These are those of Figures 4 and 5.)
    """
    groups: Groups = {}
    for code in (code for row in published() if row.table == 3 for code in row.scores):
        if code in languages:
            data = languages[code]
            script = "Latin" if data.script == "Latn" else "non-Latin"
            for group in (f"Case {data.case}, {script}", script):
                if code not in groups.setdefault(group, []):
                    groups[group].append(code)
    return groups


def seen_groups(pretrained: Optional[str]) -> Groups:
    """Group the paper's languages by whether an encoder has seen them in pretraining.

    pretrained (Optional[str]): The published system whose checkpoint the encoder is.
    """
    if pretrained is None:
        rows = [row for row in published() if row.table == 3]
    else:
        rows = published_rows(pretrained)
    groups: Groups = {}
    for row in rows:
        own = groups.setdefault("seen" if pretrained and row.seen else "unseen", [])
        own += [code for code in row.scores if code not in own]
    return groups


def published_rows(system: str) -> List[PublishedScores]:
    """Get a system's rows of the first table that it stands in.

    XPhoneBERT stands in both: Table 3 has more languages.
    """
    rows = [row for row in published() if row.system == system]
    return [row for row in rows if row.table == rows[0].table]
