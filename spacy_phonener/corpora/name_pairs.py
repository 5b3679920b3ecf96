"""Pairs of an English name and the same name in another language, to pretrain on.

They come from files of names (`name_lists.py`): of GeoNames and Wikidata, whose names in
other scripts stand beside the Latin ones, and of Unicode CLDR, which names the same places
in many languages. Faker's names have no counterparts.
"""

import random
from pathlib import Path
from typing import (
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Set,
    Union,
    cast,
)

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

from ..languages import get_language
from .corpus import require_path
from .name_lists import locale_language, read_files, script_language

ENGLISH = "eng"


class Spelling(NamedTuple):
    """How something is called in a language.

    what (str): What it is: the same text in all of its spellings.
    text (str): Its name.
    code (str): Of the language.
    """

    what: str
    text: str
    code: str


class NamePair(NamedTuple):
    """A name in English and in another language."""

    english: str
    other: str


def create_name_pairs(
    path: Union[str, Path, None], langs: List[str], limit: int = 0
) -> Callable[[Language], Iterator[Doc]]:
    """Read pairs of names for `spacy pretrain`.

    An English name, and the same in another language. Each time that it is read (each epoch) it draws another sample, in a new order. Each
    name is a doc of one token, read by the components that training annotates with; after
    each English one comes the other. They are names of one word only.

    path (Union[str, Path]): The folder of names, as for `phonener compile-names`.
    langs (List[str]): The other languages. GeoNames and Wikidata do not say which language
        a name is in: it counts as the default language of its script.
    limit (int): The most pairs to draw of each language; 0: all.
    """
    codes = [get_language(lang).code for lang in langs]
    found: Dict[str, List[NamePair]] = {}

    def read(nlp: Language) -> Iterator[Doc]:
        # Only now: the config names this reader also where nobody pretrains.
        if not found:
            folder = require_path(
                path, "spacy_phonener.NamePairs.v1", "--paths.pairs assets/names"
            )
            found.update(read_name_pairs(folder, codes))
        drawn = [
            (pair, code)
            for code, pairs in found.items()
            for pair in random.sample(pairs, min(limit or len(pairs), len(pairs)))
        ]
        random.shuffle(drawn)
        docs: Iterable[Doc] = (
            make_doc(nlp, text, lang)
            for pair, code in drawn
            for text, lang in ((pair.english, ENGLISH), (pair.other, code))
        )
        for name in nlp.config["training"]["annotating_components"]:
            docs = cast(Pipe, nlp.get_pipe(name)).pipe(docs)
        yield from docs

    return read


def make_doc(nlp: Language, word: str, lang: str) -> Doc:
    doc = Doc(nlp.vocab, words=[word], spaces=[False])
    doc._.phonener_lang = lang
    return doc


def read_name_pairs(folder: Path, codes: List[str]) -> Dict[str, List[NamePair]]:
    """Read the pairs of a folder of names.

    codes (List[str]): The languages to pair with English.
    RETURNS (Dict[str, List[NamePair]]): The pairs of each language, without doubles.
    RAISES (ValueError): If a language has none.
    """
    english: Dict[str, Set[str]] = {}
    others: Dict[str, Set[Spelling]] = {code: set() for code in codes}
    for spelling in read_files(folder, FILES):
        if len(spelling.text.split()) != 1:
            continue
        if spelling.code == ENGLISH:
            english.setdefault(spelling.what, set()).add(spelling.text)
        elif spelling.code in others:
            others[spelling.code].add(spelling)
    pairs = {
        code: sorted(
            {
                NamePair(name, spelling.text)
                for spelling in spellings
                for name in english.get(spelling.what, ())
            }
        )
        for code, spellings in others.items()
    }
    if lacking := [code for code, of_language in pairs.items() if not of_language]:
        raise ValueError(
            f"{folder} has no names of one word in both English and: "
            f"{', '.join(lacking)}. Leave these out of `langs`."
        )
    return pairs


def _read_geonames(
    script: str, name: str, latin: str, country: str, population: str
) -> Iterator[Spelling]:
    return _in_script(name, latin)


def _read_wikidata(
    script: str, name: str, latin: str, extent: str
) -> Iterator[Spelling]:
    return _in_script(name, latin)


def _read_cldr(
    label: str, locale: str, script: str, name: str, kind: str, code: str
) -> Iterator[Spelling]:
    if lang := locale_language(name, locale):
        yield Spelling(f"{kind} {code}", name, lang)


def _in_script(name: str, latin: str) -> Iterator[Spelling]:
    if code := script_language(name):
        yield Spelling(f"name {latin}", latin, ENGLISH)
        yield Spelling(f"name {latin}", name, code)


FILES: Dict[str, Callable[..., Iterator[Spelling]]] = {
    "places_geonames.tsv": _read_geonames,
    "persons_wikidata.tsv": _read_wikidata,
    "places_cldr.tsv": _read_cldr,
}
