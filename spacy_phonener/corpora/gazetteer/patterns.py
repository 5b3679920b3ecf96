"""From known names to the patterns of `sound_ruler`."""

from typing import Collection, Dict, Iterable, Iterator, List, Mapping, Tuple

from ..name_lists import locale_language
from .entries import Entry, clean_name

# Names of no language are wanted always. "mul": Wikidata's, of what is spelled alike in many.
ANY = ("", "mul")
# Names in English texts come from all over the world: `sound_ruler` reads them in several
# accents, as it does all that have no "lang".
ENGLISH = "eng"
Pattern = Dict[str, str]


def choose_names(
    names: Iterable[Tuple[str, str]], codes: Collection[str]
) -> List[Tuple[str, str]]:
    """Choose the names in some languages that are plain names.

    names (Iterable[Tuple[str, str]]): As an entry's.
    codes (Collection[str]): The languages'.
    RETURNS (List[Tuple[str, str]]): As an entry's, each with the code of its language. "":
        it is English, or of no language.
    """
    chosen = []
    for lang, text in names:
        code = "" if lang in ANY else locale_language(text, lang)
        name = clean_name(text)
        if name and code is not None and (lang in ANY or code in codes):
            chosen.append(("" if code == ENGLISH else code, name))
    return chosen


def make_patterns(
    lists: Mapping[str, Iterable[Entry]], same: Mapping[str, str]
) -> Iterator[Tuple[str, Pattern]]:
    """Make a pattern of each name, the most important first.

    Of equal names in one language, with one label, the most important one is kept.

    lists (Mapping[str, Iterable[Entry]]): By where they come from. Their names are chosen.
    same (Mapping[str, str]): Ids that stand for others.
    YIELDS (Tuple[str, Pattern]): Where it comes from, and the pattern.
    """
    seen = set()
    for source, entry in _by_rank(lists):
        id = same.get(entry.id, entry.id)
        for code, name in entry.names:
            key = (entry.label, code, name.casefold())
            if key not in seen:
                seen.add(key)
                pattern = {"label": entry.label, "pattern": name, "id": id}
                yield source, {**pattern, "lang": code} if code else pattern


def _by_rank(lists: Mapping[str, Iterable[Entry]]) -> Iterator[Tuple[str, Entry]]:
    """Go through lists: first the most important of each, then the second, and so on."""
    ranked = [
        (rank, number, source, entry)
        for number, (source, entries) in enumerate(lists.items())
        for rank, entry in enumerate(sorted(entries, key=lambda e: -e.importance))
    ]
    ranked.sort(key=lambda item: item[:2])
    for _, _, source, entry in ranked:
        yield source, entry
