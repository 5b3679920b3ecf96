"""Lists of known names, side by side: a place has one id in all of them."""

from collections import Counter
from pathlib import Path
from typing import Collection, Dict, Iterable, List

from .entries import Entry, geonames_id
from .geonames import WIKIDATA, read_alternate_names
from .patterns import choose_names


class Gazetteer:
    """Lists of known names.

    lists (Dict[str, List[Entry]]): By where they come from.
    same (Dict[str, str]): Of places of GeoNames, their ids in Wikidata.

    codes (Collection[str]): Of the languages whose names are kept.
    labels (Collection[str]): Of the names that are kept. Nothing: of all.
    """

    def __init__(self, codes: Collection[str], labels: Collection[str] = ()):
        self.lists: Dict[str, List[Entry]] = {}
        self.same: Dict[str, str] = {}
        self._codes = codes
        self._labels = labels
        self._places: Dict[str, Entry] = {}
        self._links: Dict[str, int] = {}

    def add(self, source: str, entries: Iterable[Entry]) -> None:
        """Add a list: GeoNames' before Wikidata's, whose ids are for places that there are."""
        kept = self.lists.setdefault(source, [])
        for entry in entries:
            self._link(entry)
            names = choose_names(entry.names, self._codes)
            if names and (not self._labels or entry.label in self._labels):
                kept.append(entry._replace(names=names))
                self._places.setdefault(entry.id, kept[-1])

    def _link(self, entry: Entry) -> None:
        """Take an id of Wikidata for a place; of several, that of the best known item."""
        place = geonames_id(entry.geonames)
        if place in self._places and entry.importance >= self._links.get(place, 0):
            self.same[place], self._links[place] = entry.id, entry.importance

    def add_alternate_names(self, path: Path, broken: Counter) -> None:
        """Add what languages call the places of GeoNames, and their ids in Wikidata.

        broken (Counter): How many lines were broken, by the name of their file.
        """
        places = self._places
        for place, lang, name in read_alternate_names(path, places.keys(), broken):
            if lang == WIKIDATA:
                self.same[place] = name
            else:
                places[place].names.extend(choose_names([(lang, name)], self._codes))
