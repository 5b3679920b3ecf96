"""The published scores: tag F1 in percent, Tables 3 (whose Case 1 is Table 2) and 4 of
Sohn et al. 2024 (EMNLP, CC BY 4.0).
"""

import csv
import statistics
from functools import cache
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Tuple

PATH = Path(__file__).parent / "published.csv"
# Which case of a table a system's pretraining covers (section 4.1 and appendix D).
SEEN = {
    (3, "mBERT"): 3,
    (3, "CANINE"): 3,
    (3, "XPhoneBERT"): 2,
    (4, "XLM-R"): 3,
    (4, "XPhoneBERT"): 2,
}


class Row(NamedTuple):
    """A system's scores on the languages of one case.

    table (int): 3 or 4.
    case (int): 1: in nobody's pretraining; 2: in XPhoneBERT's; 3: in that of the models
        beside it.
    scores (Dict[str, float]): Tag F1 in percent by language.
    mean, std (float): Of them, as printed.
    """

    table: int
    case: int
    system: str
    scores: Dict[str, float]
    mean: float
    std: float

    @property
    def seen(self) -> bool:
        """Whether the system's pretraining had these languages."""
        return SEEN[self.table, self.system] == self.case


@cache
def published() -> List[Row]:
    """RETURNS (List[Row]): The rows of the paper's tables, in their order."""
    rows: Dict[Tuple[int, int, str], Dict[str, float]] = {}
    with PATH.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = (int(row["table"]), int(row["case"]), row["system"])
            rows.setdefault(key, {})[row["language"]] = float(row["f1"])
    return [
        Row(table, case, system, scores, scores.pop("mean"), scores.pop("std"))
        for (table, case, system), scores in rows.items()
    ]


def misprints() -> List[Dict[str, Any]]:
    """RETURNS (List[Dict[str, Any]]): The printed means and (sample) standard
    deviations that do not follow from the printed scores, to their two decimals."""
    found = []
    for row in published():
        values = list(row.scores.values())
        computed = {"mean": statistics.mean(values), "std": statistics.stdev(values)}
        for name, value in computed.items():
            printed = getattr(row, name)
            if abs(value - printed) > 0.0051:
                found.append(
                    {
                        "table": row.table,
                        "case": row.case,
                        "system": row.system,
                        "statistic": name,
                        "printed": printed,
                        "computed": round(value, 2),
                    }
                )
    return found
