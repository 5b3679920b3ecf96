"""The language table (languages.json) and its look-ups.

A language is data: adding one means adding a row.
"""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Tuple

import srsly

TABLE_PATH = Path(__file__).parent / "languages.json"


@dataclass(frozen=True)
class Language:
    """One row of the language table.

    code (str): ISO 639-3, with a script ("uzb-Cyrl") where only one of the
        language's several scripts is meant.
    name (str): English name.
    codes (Tuple[str, ...]): Other codes that mean this language: ISO 639-1,
        spaCy's, WikiANN's.
    scripts (Mapping[str, Tuple[str, ...]]): For each ISO 15924 script that the
        language is written in, its G2P sources in order of preference, as
        "source:voice".
    case (Optional[int]): The paper's case (Table 1), if it is one of its 33.
    """

    code: str
    name: str
    codes: Tuple[str, ...]
    scripts: Mapping[str, Tuple[str, ...]]
    case: Optional[int] = None


@cache
def _table() -> dict:
    return srsly.read_json(TABLE_PATH)


@cache
def languages() -> Dict[str, Language]:
    """RETURNS (Dict[str, Language]): The rows of the table by ISO 639-3 code."""
    return {
        row["code"]: Language(
            code=row["code"],
            name=row["name"],
            codes=tuple(row["codes"]),
            scripts={script: tuple(src) for script, src in row["scripts"].items()},
            case=row.get("case"),
        )
        for row in _table()["languages"]
    }


def default_scripts() -> Dict[str, str]:
    """RETURNS (Dict[str, str]): The language that reads a script (ISO 15924)
    where the language of a text is unknown or is not written in that script.
    """
    return dict(_table()["scripts"])


@cache
def _index() -> Dict[str, Language]:
    """Everything that names a language, lower-cased."""
    index = {}
    for lang in languages().values():
        for code in (lang.code, *lang.codes):
            index[code.lower()] = lang
            for script, sources in lang.scripts.items():
                several = len(lang.scripts) > 1
                index[f"{code}-{script}".lower()] = (
                    replace(
                        lang, code=f"{lang.code}-{script}", scripts={script: sources}
                    )
                    if several
                    else lang
                )
        index[lang.name.lower()] = lang
    return index


def find_language(name: str) -> Optional[Language]:
    """Look a language up by code or name, or answer None.

    name (str): "sin", "si", "sin-Sinh" or "Sinhala"; case does not matter.
    RETURNS (Optional[Language]): The row. For one script of several
        ("uzb-Cyrl") a row with that script alone.
    """
    return _index().get(name.strip().replace("_", "-").lower())


def get_language(name: str) -> Language:
    """Look a language up by code or name, like `find_language`.

    RAISES (ValueError): If there is none; the message names the nearest ones.
    """
    lang = find_language(name)
    if lang is None:
        raise ValueError(
            f"Unknown language '{name}'. {_nearest(name)} A language is named by "
            "ISO 639-3 code ('sin'), ISO 639-1 code ('si'), code and script "
            "('uzb-Cyrl') or English name ('Sinhala')."
        )
    return lang


def _nearest(name: str) -> str:
    keys = get_close_matches(name.lower(), _index(), n=5, cutoff=0.5)
    found: List[str] = []
    for lang in (_index()[key] for key in keys):
        label = f"{lang.code} ({lang.name})"
        if label not in found:
            found.append(label)
    if found:
        return f"The nearest known languages: {', '.join(found[:3])}."
    return f"Known languages: {', '.join(languages())}."
