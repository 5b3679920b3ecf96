"""The language table (languages.json) and its look-ups.

A language is data: adding one means adding a row.
"""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Tuple

import regex
import srsly

TABLE_PATH = Path(__file__).parent / "languages.json"
SCRIPT_CODE = re.compile("[A-Z][a-z]{3}")
OWN_CODE = re.compile(rf"(?P<code>[a-z]{{2,8}})-(?P<script>{SCRIPT_CODE.pattern})")


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
    partly (Optional[str]): What its own sources lack, if they read less than 95 % of
        its running words.
    """

    code: str
    name: str
    codes: Tuple[str, ...]
    scripts: Mapping[str, Tuple[str, ...]]
    case: Optional[int] = None
    charsiu: Optional[str] = None
    partly: Optional[str] = None


# Of texts in an unknown language or in several: ISO 639's names and spaCy's. It has no
# script of its own: each is read by its default language.
UNDETERMINED = LanguageEntry("und", "undetermined", ("und", "mul", "xx"), {})


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
            partly=row.get("partly"),
        )
        for row in _table()["languages"]
    }


def default_scripts() -> Dict[str, str]:
    """Read which language reads a script (ISO 15924), by the script.

    It does where the language of a text is unknown or is not written in that script.
    """
    return dict(_table()["scripts"])


@cache
def general_readings() -> Dict[str, LanguageEntry]:
    """Read how scripts' letters sound in most orthographies, by script (ISO 15924).

    So languages that nobody knows are read, and letters that a language lacks.
    """
    return {
        script: LanguageEntry(
            f"und-{script}", f"any language in {script}", (), {script: tuple(src)}
        )
        for script, src in _table()["general"].items()
    }


@cache
def _index() -> Dict[str, LanguageEntry]:
    """Everything that names a language, lower-cased."""
    index = {lang.code.lower(): lang for lang in general_readings().values()}
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


# Texts may come with any number of wrong names.
@lru_cache(maxsize=2**12)
def resolve_language(name: str) -> Optional[LanguageEntry]:
    """Look a language up by code, name or BCP 47 tag ("pt-BR"), or answer None.

    For what says which language a text is in: as folders' names, tags are of different
    Wikipedias (`be` and `be-x-old`).
    """
    return find_language(name) or _find_tag(name.strip())


def _find_tag(name: str) -> Optional[LanguageEntry]:
    """Look a language up by a tag that has a region, is out of date or the like."""
    # spaCy's `xx` is no tag; most pipelines come by here with it.
    is_none = not name or name.lower() in UNDETERMINED.codes
    tag = None if is_none else _parse_tag(name)
    if tag is None or not tag.language:
        return None
    for code in (tag.language, tag.prefer_macrolanguage().language):
        if lang := _index().get(code):
            # The others are ways of writing a script (Hans), or several at once (Jpan).
            is_one = tag.script and is_script(tag.script)
            return _index().get(f"{code}-{tag.script}".lower()) if is_one else lang
    return None


def _parse_tag(name: str) -> Any:
    # Most names are the table's own.
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        return Language.get(name)
    except LanguageTagError:
        return None


def define_language(code: str, own: Mapping[str, LanguageEntry]) -> LanguageEntry:
    """Define a language that the table lacks, or a further script for one it has.

    code (str): Code and script (ISO 15924), e.g. "gil-Latn".
    own (Mapping[str, LanguageEntry]): Languages that were so defined before, by code.
    RETURNS (LanguageEntry): Its row, with no sources for that script.
    RAISES (ValueError): If the code is not of that form; the message says what it may
        mean.
    """
    match = OWN_CODE.fullmatch(code)
    if match is None or not is_script(match["script"]):
        raise ValueError(
            f"{_unknown(code)} A language that the table does not have is named by code "
            "and script (ISO 15924): 'gil-Latn'."
        )
    lang = match["code"]
    known = own.get(lang) or find_language(lang) or LanguageEntry(lang, lang, (), {})
    return replace(known, scripts={**known.scripts, match["script"]: ()})


def lacks_script(lang: LanguageEntry, code: str) -> bool:
    """Tell whether a code has a script that a language is not read in."""
    match = OWN_CODE.fullmatch(code)
    return match is not None and match["script"] not in lang.scripts


def is_script(name: str) -> bool:
    """Tell whether a name is a script's code (ISO 15924)."""
    if not SCRIPT_CODE.fullmatch(name):
        return False
    try:
        return bool(regex.compile(rf"\p{{Script={name}}}"))
    except regex.error:
        return False


def check_script(name: str) -> str:
    """Return a name that is a script's code.

    RAISES (ValueError): If it is not.
    """
    if not is_script(name):
        raise ValueError(
            f"{name!r} is no script. They are named by their ISO 15924 codes: 'Latn', "
            "'Cyrl', 'Arab'."
        )
    return name


def get_language(name: str) -> LanguageEntry:
    """Look a language up by code, name or BCP 47 tag, like `resolve_language`.

    RAISES (ValueError): If there is none; the message says what the name may mean, and
        what to do.
    """
    lang = resolve_language(name)
    if lang is None:
        raise ValueError(_unknown(name))
    return lang


def _unknown(name: str) -> str:
    """Say what a name that the table lacks may mean, and what to do."""
    unknown = f"Unknown language '{name}'."
    tag = _parse_tag(name.strip())
    code = (tag and tag.language) or ""
    if lang := _index().get(code):
        return (
            f"{unknown} {lang.name} is read in the scripts {', '.join(lang.scripts)}, "
            f"not in {tag.script}. A mapping table of its letters adds that: docs/g2p.md."
        )
    if label := _registered_name(code):
        return (
            f"{unknown} It is {label}, which no G2P here reads. A mapping table of its "
            "letters adds it: docs/g2p.md. Named 'und-Latn', a text is read by the "
            "usual sounds of Latin letters ('und-Cyrl': of Cyrillic); named 'und', by "
            "the default languages of its scripts."
        )
    names = {lang.name.lower(): lang for lang in languages().values()}
    near = [names[key] for key in get_close_matches(name.lower(), names, cutoff=0.7)]
    if near:
        found = ", ".join(f"{lang.code} ({lang.name})" for lang in near)
        return f"{unknown} Names like it: {found}."
    return (
        f"{unknown} A language is named by ISO 639-3 code ('sin'), ISO 639-1 code "
        "('si'), code and script ('uzb-Cyrl'), BCP 47 tag ('pt-BR') or English name "
        "('Sinhala'); `python -m spacy phonener languages` lists them."
    )


def _registered_name(code: str) -> Optional[str]:
    """Get a language's name in the registry of BCP 47's subtags, if it is there."""
    from language_tags import tags

    subtag = tags.language(code)
    return subtag.description[0] if subtag else None
