"""GeoNames' exports: places, and what they are called in which language.

Their readme tells the columns: https://download.geonames.org/export/dump/readme.txt
"""

from collections import Counter
from pathlib import Path
from typing import AbstractSet, Iterator, Tuple

from .entries import ITEM, PLACE, Entry, geonames_id
from .files import BROKEN, stream_lines, stream_rows

# Countries, provinces and the like; cities and villages.
CLASSES = ("A", "P")
# What there is no more: PPLH, ADM1H.
HISTORICAL = "H"
# In the place of a language: what Wikidata calls the place.
WIKIDATA = "wkdt"


def read_places(path: Path, population: int, broken: Counter) -> Iterator[Entry]:
    """Read countries, provinces and cities: cities15000.zip, allCountries.zip, FR.zip.

    population (int): The least that one has.
    broken (Counter): How many lines were broken, by the name of their file.
    """
    for line in stream_rows(path, broken):
        try:
            number, name, _, _, _, _, cls, code, *_, people, _, _, _, _ = line.split(
                "\t"
            )
            n_people = int(people)
            int(number)
        except BROKEN:
            broken[path.name] += 1
            continue
        is_kept = cls in CLASSES and not code.endswith(HISTORICAL)
        if is_kept and n_people >= population:
            yield Entry(PLACE, geonames_id(number), [("", name)], n_people)


def read_alternate_names(
    path: Path, ids: AbstractSet[str], broken: Counter
) -> Iterator[Tuple[str, str, str]]:
    """Read what places are called: alternateNamesV2.zip.

    ids (AbstractSet[str]): The places.
    broken (Counter): How many lines were broken, by the name of their file.
    YIELDS (Tuple[str, str, str]): A place, a language ("wkdt": its id in Wikidata) and a
        name. Not those that are colloquial, or were used before.
    """
    for line in stream_lines(path):
        try:
            _, number, rest = line.split(b"\t", 2)
            place = geonames_id(number.decode())
            if place in ids:
                lang, name, _, _, is_colloquial, is_historic, *_ = rest.decode().split(
                    "\t"
                )
                if lang == WIKIDATA and not ITEM.fullmatch(name):
                    raise ValueError(f"{name} is no item of Wikidata")
                if lang and not (is_colloquial or is_historic):
                    yield place, lang, name
        except BROKEN:
            broken[path.name] += 1
