"""What all lists of known names come to: persons, places and organizations, with their names."""

import unicodedata
from typing import List, NamedTuple, Optional, Tuple

import regex

PERSON, PLACE, ORGANIZATION = "PER", "LOC", "ORG"
# What stands in brackets, or after a comma, tells names apart and is in no text: "Paris
# (Texas)", "Myanmar (Burma)", "Washington, D.C.".
APART = regex.compile(r"\s*[(（［\[【][^)）］\]】]*[)）］\]】]\s*|[,，،、;]\s.*")
# Names of several places ("Biel/Bienne", "Congo - Kinshasa"), markup and the like.
NAME = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d'’‘ʻʼʹ`.·・‧&‑–\-\s]+")
# Marks of direction, soft hyphens and the like; joiners are letters of some scripts.
UNSEEN = regex.compile(r"[^\P{Cf}\u200c\u200d]")
DASH = " - "
LONGEST = 100
# Longer texts have no name before what stands apart. Patterns that look for it take too long.
LONGEST_TEXT = 1_000
ITEM = regex.compile(r"Q[1-9][0-9]*")


class Entry(NamedTuple):
    """A person, a place or an organization.

    label (str): PER, LOC or ORG, or what else a list says.
    id (str): Wikidata's ("Q90") or GeoNames' ("geonames:2988507").
    names (List[Tuple[str, str]]): Each with the language that it is spelled in, as the list
        says it: "fr", "zh-hans". "": it does not.
    importance (int): People who live there, Wikipedias that write about it.
    geonames (str): If it is in Wikidata, its id in GeoNames where that is known.
    """

    label: str
    id: str
    names: List[Tuple[str, str]]
    importance: int
    geonames: str = ""


def geonames_id(number: object) -> str:
    """Make the id of a place of GeoNames."""
    return f"geonames:{number}"


def clean_name(text: str) -> Optional[str]:
    """Bring a name to the form that it has in texts.

    RETURNS (Optional[str]): Without what stands in brackets or after a comma; nothing, if
        it is no plain name.
    """
    if len(text) > LONGEST_TEXT:
        return None
    name = APART.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    is_plain = (
        NAME.fullmatch(name)
        and DASH not in name
        and regex.search(r"\p{L}", name)
        and len(name) <= LONGEST
    )
    return " ".join(name.split()) if is_plain else None
