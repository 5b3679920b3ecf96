"""Whose sources read a language's words, in which order."""

import warnings
from contextlib import suppress
from typing import Dict, List, Mapping, Optional, Tuple

from ..languages import LanguageEntry, general_readings
from .source import OptionalSource, Source, load_source


def load_chain(
    lang: LanguageEntry,
    script: str,
    default: Optional[LanguageEntry],
    first: Mapping[str, List[Source]],
    *,
    is_own: bool,
) -> List[Tuple[str, Source]]:
    """Load a language's sources, and those for words with letters that it lacks.

    They are of its script's default language, then those that know how a letter sounds
    in most languages.

    script (str): The script (ISO 15924).
    default (Optional[LanguageEntry]): Its default language. Where nobody is to read a
        script, nobody reads a part of a word either.
    first (Mapping[str, List[Source]]): Sources to ask first, by language code.
    is_own (bool): It is the text's language, not the default of a script in it.
    RETURNS (List[Tuple[str, Source]]): In order of preference, each behind the code of the
        language that it reads.
    RAISES (ImportError): If the library is not installed that a text's language needs.
    """
    chain: List[Tuple[str, Source]] = []
    try:
        chain += [(lang.code, src) for src in load_sources(lang, script, first)]
    except ImportError as err:
        if is_own:
            raise
        warnings.warn(
            f"The default language of the script {script}, {lang.code} ({lang.name}), "
            "cannot be read: its words are read by how letters sound in most languages, "
            f"or keep their characters. {err}",
            stacklevel=2,
        )
    if lang.partly:
        warnings.warn(
            f"{lang.name} ({lang.code}) is read in part only: {lang.partly}. Other words "
            "are read as foreign ones.",
            stacklevel=2,
        )
    for reader, other in readers(lang, script, default).items():
        if reader != "own":
            with suppress(ImportError):
                chain += [
                    (other.code, src) for src in load_sources(other, script, first)
                ]
    return chain


def readers(
    lang: LanguageEntry, script: str, default: Optional[LanguageEntry]
) -> Dict[str, LanguageEntry]:
    """List whose sources read a language's words in a script, in order.

    default (Optional[LanguageEntry]): As `load_chain`'s.
    RETURNS (Dict[str, LanguageEntry]): "own": itself; "default": the script's default
        language; "general": how letters sound in most languages. Only those that there
        are.
    """
    others = {"default": default, "general": default and general_readings().get(script)}
    return {
        "own": lang,
        **{
            reader: other
            for reader, other in others.items()
            if other and other.code != lang.code and script in other.scripts
        },
    }


def load_sources(
    lang: LanguageEntry, script: str, first: Mapping[str, List[Source]]
) -> List[Source]:
    """Load the sources of a language that can be had.

    RAISES (ImportError): If the libraries are not installed that they need.
    """
    given = [*first.get(f"{lang.code}-{script}", ()), *first.get(lang.code, ())]
    given = [
        src for src in given if not isinstance(src, OptionalSource) or src.is_there()
    ]
    loaded, missing = [], None
    for spec in lang.scripts[script]:
        try:
            loaded.append(load_source(spec))
        except ImportError as err:
            missing = err
    if missing and not loaded:
        if not given:
            raise missing
        warnings.warn(
            f"What the G2P sources that you have given for {lang.name} ({lang.code}) lack "
            f"is read as foreign words. {missing}",
            stacklevel=2,
        )
    return given + loaded
