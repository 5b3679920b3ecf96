"""Does a pipeline find famous names in sentences of a language?

The sentences are a corpus' own: of each, an entity that is a place is exchanged for a famous
one. So no sentence has to be made up, and all are in the language; but for the name, which
has the form that stands in lists, whatever ending the sentence would give it.
"""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from ..corpora.corpus import make_example
from ..extensions import copy_origin
from ..scripts import main_script
from .annotating import annotate, provenance, read_languages
from .famous_names import famous_names
from .metrics import Entity, get_entities, untyped

PLACE = "LOC"
# How many sentences each name is put into.
CARRIERS = 3
MIN_TOKENS = 5


class Carried(NamedTuple):
    """A sentence with a famous name in it, and where that is."""

    doc: Doc
    name: Entity


@dataclass(frozen=True)
class NameRecall:
    """How many famous names were found.

    names, sentences (int): How many names, and how many sentences with one.
    recall (float): Share of the sentences in which just the name was found, as a place.
    span_recall (float): The same, whatever its type.
    """

    names: int
    sentences: int
    recall: float
    span_recall: float


@dataclass(frozen=True)
class FamousLanguage:
    """What was found of a language's famous names, in one script (ISO 15924)."""

    script: str
    found: NameRecall


@dataclass(frozen=True)
class Famous:
    """What a pipeline found of famous names.

    split (str): The split that the sentences are from.
    limit (int): The most sentences of each language that were looked at; 0: all.
    seed (int): By which sentences were chosen.
    languages (Dict[str, FamousLanguage]): By code.
    scripts (Dict[str, NameRecall]): All languages of a script together.
    left_out (Dict[str, str]): Languages that were not tested, and why.
    date, machine, spacy_phonener (str): See `Provenance`.
    """

    split: str
    limit: int
    seed: int
    languages: Dict[str, FamousLanguage]
    scripts: Dict[str, NameRecall]
    left_out: Dict[str, str]
    date: str
    machine: str
    spacy_phonener: str


def find_famous(
    nlp: Language,
    corpus: Path,
    *,
    split: str = "test",
    langs: Sequence[str] = (),
    exclude: Sequence[str] = (),
    limit: int = 0,
    seed: int = 0,
) -> Famous:
    """Put famous names into the sentences of `LANGUAGE/SPLIT.spacy` files, and find them.

    corpus, split, langs, exclude: See `choose_languages`.
    limit (int): The most sentences of each language to look at; 0: all.
    seed (int): By which sentences are chosen.
    """
    read = read_languages(
        nlp, corpus, split=split, langs=langs, exclude=exclude, limit=limit
    )
    languages: Dict[str, FamousLanguage] = {}
    left_out: Dict[str, str] = {}
    for code, examples in read:
        docs = [eg.reference for eg in examples]
        script = main_script(Counter(c for doc in docs for c in doc.text))
        names, carriers = famous_names(code, script), list(filter(is_carrier, docs))
        if not names:
            left_out[code] = f"CLDR has no names in {script}"
        elif not carriers:
            left_out[code] = f"no sentence with a {PLACE}"
        else:
            rng = random.Random(f"{seed} {code}")
            carried = carry(nlp.vocab, names, carriers, rng)
            found = count_found(nlp, carried, len(names))
            languages[code] = FamousLanguage(script, found)
    scripts: Dict[str, List[NameRecall]] = {}
    for own in languages.values():
        scripts.setdefault(own.script, []).append(own.found)
    pooled = {script: pool(found) for script, found in sorted(scripts.items())}
    return Famous(split, limit, seed, languages, pooled, left_out, *provenance())


def is_carrier(doc: Doc) -> bool:
    """Tell whether a sentence can carry a name: it has a place, and most of it is no name."""
    in_entities = sum(len(ent) for ent in doc.ents)
    has_place = any(ent.label_ == PLACE for ent in doc.ents)
    return has_place and len(doc) >= MIN_TOKENS and 2 * in_entities < len(doc)


def carry(
    vocab: Vocab, names: Sequence[str], carriers: Sequence[Doc], rng: random.Random
) -> List[Carried]:
    """Put each name into some sentences, in the place of one of their places."""
    carried = []
    for name in names:
        for doc in rng.sample(carriers, min(CARRIERS, len(carriers))):
            place = rng.choice([ent for ent in doc.ents if ent.label_ == PLACE])
            carried.append(put_name(vocab, doc, place, name.split(" ")))
    return carried


def put_name(vocab: Vocab, doc: Doc, place: Span, name: List[str]) -> Carried:
    """Put the tokens of a name in the place of an entity."""
    words = [token.text for token in doc]
    words[place.start : place.end] = name
    new = Doc(vocab, words=words)
    copy_origin(doc, new)
    return Carried(new, (place.start, place.start + len(name), PLACE))


def count_found(nlp: Language, carried: Sequence[Carried], names: int) -> NameRecall:
    """Count the names that a pipeline finds."""
    done = annotate(nlp, [make_example(nlp.vocab, doc) for doc, _ in carried])
    pairs = [(get_entities(eg.predicted), name) for eg, (_, name) in zip(done, carried)]
    right = sum(name in found for found, name in pairs)
    spans = sum(untyped([name])[0] in untyped(found) for found, name in pairs)
    return NameRecall(names, len(pairs), right / len(pairs), spans / len(pairs))


def pool(found: Sequence[NameRecall]) -> NameRecall:
    """Take several languages together, sentence by sentence."""
    total = sum(f.sentences for f in found)
    return NameRecall(
        sum(f.names for f in found),
        total,
        sum(f.recall * f.sentences for f in found) / total,
        sum(f.span_recall * f.sentences for f in found) / total,
    )
