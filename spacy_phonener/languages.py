"""The language table (languages.json) and its look-ups.

A language is data: adding one means adding a row.
"""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Tuple

import regex
import srsly

TABLE_PATH = Path(__file__).parent / "languages.json"
OWN_CODE = re.compile(r"(?P<code>[a-z]{2,8})-(?P<script>[A-Z][a-z]{3})")


@dataclass(frozen=True)
class LanguageEntry:
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
    charsiu (Optional[str]): CharsiuG2P's tag for the language ("eng-us"), if it reads
        it.
    """

    code: str
    name: str
    codes: Tuple[str, ...]
    scripts: Mapping[str, Tuple[str, ...]]
    case: Optional[int] = None
    charsiu: Optional[str] = None


@cache
def _table() -> dict:
    return srsly.read_json(TABLE_PATH)


@cache
def languages() -> Dict[str, LanguageEntry]:
    """Read the rows of the table, by ISO 639-3 code."""
    return {
        row["code"]: LanguageEntry(
            code=row["code"],
            name=row["name"],
            codes=tuple(row["codes"]),
            scripts={script: tuple(src) for script, src in row["scripts"].items()},
            case=row.get("case"),
            charsiu=row.get("charsiu"),
        )
        for row in _table()["languages"]
    }


def default_scripts() -> Dict[str, str]:
    """Read which language reads a script (ISO 15924), by the script.

    It does where the language of a text is unknown or is not written in that script.
    """
    return dict(_table()["scripts"])


@cache
def _index() -> Dict[str, LanguageEntry]:
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


def find_language(name: str) -> Optional[LanguageEntry]:
    """Look a language up by code or name, or answer None.

    name (str): "sin", "si", "sin-Sinh" or "Sinhala"; case does not matter.
    RETURNS (Optional[LanguageEntry]): The row. For one script of several
        ("uzb-Cyrl") a row with that script alone.
    """
    return _index().get(name.strip().replace("_", "-").lower())


def define_language(code: str, own: Mapping[str, LanguageEntry]) -> LanguageEntry:
    """Define a language that the table lacks, or a further script for one it has.

    code (str): Code and script (ISO 15924), e.g. "gil-Latn".
    own (Mapping[str, LanguageEntry]): Languages that were so defined before, by code.
    RETURNS (LanguageEntry): Its row, with no sources for that script.
    RAISES (ValueError): If the code is not of that form; the message names the nearest
        known languages.
    """
    match = OWN_CODE.fullmatch(code)
    if match is None or not _is_script(match["script"]):
        raise ValueError(
            f"Unknown language '{code}'. {_nearest(code)} A language that the table "
            "does not have is named by code and script (ISO 15924): 'gil-Latn'."
        )
    lang = match["code"]
    known = own.get(lang) or find_language(lang) or LanguageEntry(lang, lang, (), {})
    return replace(known, scripts={**known.scripts, match["script"]: ()})


def _is_script(script: str) -> bool:
    try:
        return bool(regex.compile(rf"\p{{Script={script}}}"))
    except regex.error:
        return False


def get_language(name: str) -> LanguageEntry:
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
