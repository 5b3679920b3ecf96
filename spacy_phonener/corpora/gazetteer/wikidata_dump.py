"""Wikidata's JSON dump, an item a line: persons, organizations and places."""

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional

import srsly

from .entries import ORGANIZATION, PERSON, PLACE, Entry
from .files import BROKEN, stream_lines

INSTANCE_OF, HUMAN = "P31", "Q5"
HEADQUARTERS, GEONAMES = "P159", "P1566"
# Lines without any of them are not parsed: most of the dump is scholarly articles.
MARKS = tuple(f'"{mark}"'.encode() for mark in (HUMAN, HEADQUARTERS, GEONAMES))
# Items in it stand between lines with a bracket, and end in a comma.
BRACKETS = (b"[", b"]", b"")


def read_dump(path: Path, sitelinks: int, broken: Counter) -> Iterator[Entry]:
    """Read the items that are human, have headquarters, or are in GeoNames.

    sitelinks (int): Items that fewer pages are linked to have no names.
    broken (Counter): How many lines were broken, by the name of their file.
    """
    for line in stream_lines(path):
        text = line.strip().rstrip(b",")
        if text in BRACKETS or not any(mark in text for mark in MARKS):
            continue
        try:
            entry = _read_item(srsly.json_loads(text.decode("utf-8")), sitelinks)
        except BROKEN:
            broken[path.name] += 1
            continue
        if entry:
            yield entry


def _read_item(item: Mapping[str, Any], sitelinks: int) -> Optional[Entry]:
    places = _values(item, GEONAMES)
    if HUMAN in (value.get("id") for value in _values(item, INSTANCE_OF)):
        label = PERSON
    elif _values(item, HEADQUARTERS):
        # Universities and hospitals are in GeoNames, too.
        label = ORGANIZATION
    elif places:
        label = PLACE
    else:
        return None
    # What is empty may be written as a list.
    labels = item["labels"] or {}
    n_links = len(item.get("sitelinks") or ())
    is_kept = n_links >= sitelinks
    names = [(name["language"], name["value"]) for name in labels.values() if is_kept]
    if not all(isinstance(text, str) for text in chain([item["id"]], *names)):
        raise TypeError(f"{item['id']} has names that are no texts")
    return Entry(label, item["id"], names, n_links, str(places[0]) if places else "")


def _values(item: Mapping[str, Any], property: str) -> list:
    """Get the values of what an item says of a property, but of what is deprecated."""
    claims = item["claims"] or {}
    return [
        claim["mainsnak"]["datavalue"]["value"]
        for claim in claims.get(property, ())
        if claim["rank"] != "deprecated" and "datavalue" in claim["mainsnak"]
    ]
