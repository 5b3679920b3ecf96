"""Names without sentences: files of GeoNames', Wikidata's, Unicode CLDR's and Faker's.

Each has a name a line, with columns between tabs:

- places_geonames.tsv: script, name, Latin name, country, population;
- persons_wikidata.tsv: script, name, Latin name, whether it is full or one of its words;
- places_cldr.tsv: LOC, locale, script, name, kind ("territory" or "tzcity"), code;
- names_faker.tsv: PER, LOC or ORG, locale, script, name, kind.
"""

from collections import Counter
from pathlib import Path
from typing import Callable, Dict, Iterator, Mapping, NamedTuple, Optional, TypeVar

from ..languages import default_scripts, resolve_language
from ..name_table import PERSON, PLACE
from ..scripts import main_script
from ..word_lists import read_lines

LATIN = "Latn"
# Of a city whose name is known far away.
POPULATION = 3_000_000
T = TypeVar("T")
KINDS = {"PER": PERSON, "LOC": PLACE}


class Name(NamedTuple):
    """A person's or a place's name.

    text (str): The name.
    kind (int): PERSON or PLACE.
    code (Optional[str]): Of the language that it is spelled in. Without: it is in Latin
        script, in whatever spelling.
    is_famous (bool): Whether it is of a country or a large city.
    """

    text: str
    kind: int
    code: Optional[str]
    is_famous: bool = False


def read_names(folder: Path) -> Iterator[Name]:
    """Read the names of those files that there are.

    RAISES (ValueError): If there are none, or a line is of another form.
    """
    return read_files(folder, FILES)


def read_files(
    folder: Path, files: Mapping[str, Callable[..., Iterator[T]]]
) -> Iterator[T]:
    """Read those files of names that there are.

    files (Mapping[str, Callable]): For each file, what takes a line's columns.
    RAISES (ValueError): If there are none, or a line is of another form.
    """
    paths = [path for name in files if (path := folder / name).exists()]
    if not paths:
        raise ValueError(f"{folder} has none of these files: {', '.join(files)}.")
    for path in paths:
        for number, line in enumerate(read_lines(path), start=1):
            try:
                yield from files[path.name](*line.split("\t"))
            except TypeError as err:
                raise ValueError(
                    f"{path}, line {number}: it has {line.count(chr(9)) + 1} columns, "
                    "which are too few or too many."
                ) from err


def _read_geonames(
    script: str, name: str, latin: str, country: str, population: str
) -> Iterator[Name]:
    is_famous = population.isdecimal() and int(population) >= POPULATION
    yield from _in_script(name, PLACE)
    yield Name(latin, PLACE, None, is_famous)


def _read_wikidata(script: str, name: str, latin: str, extent: str) -> Iterator[Name]:
    yield from _in_script(name, PERSON)
    yield Name(latin, PERSON, None)


def _read_cldr(
    label: str, locale: str, script: str, name: str, kind: str, code: str
) -> Iterator[Name]:
    is_famous = kind == "territory"
    if locale == "en":
        # As they are known all over the world.
        yield Name(name, PLACE, None, is_famous)
    yield from _in_locale(name, PLACE, locale, is_famous)


def _read_faker(
    label: str, locale: str, script: str, name: str, kind: str
) -> Iterator[Name]:
    if label in KINDS:
        yield from _in_locale(name, KINDS[label], locale)


def _in_script(name: str, kind: int) -> Iterator[Name]:
    if code := script_language(name):
        yield Name(name, kind, code)


def _in_locale(
    name: str, kind: int, locale: str, is_famous: bool = False
) -> Iterator[Name]:
    if code := locale_language(name, locale):
        yield Name(name, kind, code, is_famous)


def script_language(name: str) -> Optional[str]:
    """Take a name to be in the default language of its script, if it is not in Latin.

    RETURNS (Optional[str]): The language's code.
    """
    script = main_script(Counter(name))
    return None if script == LATIN else default_scripts().get(script)


def locale_language(name: str, locale: str) -> Optional[str]:
    """Take a name to be in a locale's language, if that is written in its script.

    RETURNS (Optional[str]): The language's code.
    """
    lang = resolve_language(locale.replace("_", "-"))
    is_own = lang and main_script(Counter(name)) in lang.scripts
    return lang.code if lang and is_own else None


FILES: Dict[str, Callable[..., Iterator[Name]]] = {
    "places_geonames.tsv": _read_geonames,
    "persons_wikidata.tsv": _read_wikidata,
    "places_cldr.tsv": _read_cldr,
    "names_faker.tsv": _read_faker,
}
