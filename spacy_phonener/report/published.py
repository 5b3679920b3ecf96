"""The published scores: tag F1 in percent.

Tables 3 (whose Case 1 is Table 2) and 4 of Sohn et al. 2024 (EMNLP, CC BY 4.0).
"""

import csv
import statistics
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Dict, List, Tuple

PATH = Path(__file__).parent / "published.csv"
# Which case of a table a system's pretraining covers (section 4.1 and appendix D).
SEEN = {
    (3, "mBERT"): 3,
    (3, "CANINE"): 3,
    (3, "XPhoneBERT"): 2,
    (4, "XLM-R"): 3,
    (4, "XPhoneBERT"): 2,
}


@dataclass(frozen=True)
class PublishedScores:
    """A system's scores on the languages of one case: a row of a table.

    table (int): 3 or 4.
    case (int): 1: in nobody's pretraining; 2: in XPhoneBERT's; 3: in that of the models
        beside it.
    system (str): Its name.
    scores (Dict[str, float]): Tag F1 in percent by language.
    mean, std (float): Of them, as printed.
    seen (bool): Whether the system's pretraining had these languages.
    """

    table: int
    case: int
    system: str
    scores: Dict[str, float]
    mean: float
    std: float
    seen: bool


@dataclass(frozen=True)
class Misprint:
    """A printed average that does not follow from the printed scores.

    table, case (int), system (str): The row.
    statistic (str): "mean" or "std" (of the sample).
    printed, computed (float): Its values.
    """

    table: int
    case: int
    system: str
    statistic: str
    printed: float
    computed: float


@cache
def published() -> List[PublishedScores]:
    """Read the rows of the paper's tables, in their order."""
    rows: Dict[Tuple[int, int, str], Dict[str, float]] = {}
    with PATH.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = (int(row["table"]), int(row["case"]), row["system"])
            rows.setdefault(key, {})[row["language"]] = float(row["f1"])
    return [
        PublishedScores(
            *(table, case, system, scores),
            mean=scores.pop("mean"),
            std=scores.pop("std"),
            seen=SEEN[table, system] == case,
        )
        for (table, case, system), scores in rows.items()
    ]


def misprints() -> List[Misprint]:
    """List the printed averages that are wrong in one of their two decimals."""
    found = []
    for row in published():
        values = list(row.scores.values())
        for name, printed, computed in (
            ("mean", row.mean, statistics.mean(values)),
            ("std", row.std, statistics.stdev(values)),
        ):
            if abs(computed - printed) > 0.0051:
                where = (row.table, row.case, row.system)
                found.append(Misprint(*where, name, printed, round(computed, 2)))
    return found
