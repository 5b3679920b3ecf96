"""The hearing test: what a pipeline finds without capitals, and without known words.

Each text is scored as it is, in lower case, and with every word exchanged for a random one
of the same length and casing. What the first loses came from capitals; what the second
loses came from how words sound, and which they are.
"""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence

from spacy.language import Language
from spacy.training import Example

from ..casing import lower_case
from ..corpora.augmenters.sentences import rewrite
from ..corpora.corpus import make_example
from .annotating import annotate, provenance, read_languages
from .capitals import is_cased
from .exchange import exchange_words, pool_words
from .metrics import entity_f1, mean_std, span_f1
from .zero_shot import CASED, CASELESS


@dataclass(frozen=True)
class Heard:
    """One metric on a text, and on what was made of it.

    as_is, lower, exchanged (float): F1 on the text, in lower case (None where the script has
        no case), and with random words.
    kept (Optional[float]): Share of the F1 that is left in lower case.
    lost (float): What random words cost.
    """

    as_is: float
    lower: Optional[float]
    kept: Optional[float]
    exchanged: float
    lost: float


@dataclass(frozen=True)
class HearingScores:
    """The hearing test of one language, or on average over several.

    sentences (int): How many were scored.
    spans, entities (Heard): By span F1, and by entity F1.
    """

    sentences: int
    spans: Heard
    entities: Heard


@dataclass(frozen=True)
class Hearing:
    """The hearing test of a pipeline.

    split (str): The split that was scored.
    limit (int): The most sentences of each language; 0: all.
    seed (int): Of the random words.
    languages (Dict[str, HearingScores]): By code.
    averages (Dict[str, HearingScores]): Over languages with case, and without: the means of
        F1, and what is kept and lost of those.
    date, machine, spacy_phonener (str): See `Provenance`.
    """

    split: str
    limit: int
    seed: int
    languages: Dict[str, HearingScores]
    averages: Dict[str, HearingScores]
    date: str
    machine: str
    spacy_phonener: str


class Scores(NamedTuple):
    """Both metrics on one form of a text."""

    spans: float
    entities: float


def hear(
    nlp: Language,
    corpus: Path,
    *,
    split: str = "test",
    langs: Sequence[str] = (),
    exclude: Sequence[str] = (),
    limit: int = 0,
    seed: int = 0,
) -> Hearing:
    """Do the hearing test on `LANGUAGE/SPLIT.spacy` files.

    corpus, split, langs, exclude: See `choose_languages`.
    limit (int): The most sentences of each language; 0: all.
    seed (int): Of the random words.
    """
    read = read_languages(
        nlp, corpus, split=split, langs=langs, exclude=exclude, limit=limit
    )
    languages = {}
    for code, examples in read:
        languages[code] = hear_language(nlp, examples, code, seed)
    averages = {}
    for group, is_caseless in ((CASED, False), (CASELESS, True)):
        own = [s for s in languages.values() if (s.spans.lower is None) == is_caseless]
        if own:
            averages[group] = average(own)
    return Hearing(split, limit, seed, languages, averages, *provenance())


def hear_language(
    nlp: Language, examples: List[Example], lang: str, seed: int
) -> HearingScores:
    """Do the hearing test on the sentences of one language.

    lang (str): Its code.
    """
    docs = [eg.reference for eg in examples]
    sentences = [[token.text for token in doc] for doc in docs]
    pools = pool_words(word for words in sentences for word in words)
    rng = random.Random(f"{seed} {lang}")

    def score(write: Callable[[List[str]], List[str]]) -> Scores:
        written = [
            rewrite(doc, write(words), doc) for doc, words in zip(docs, sentences)
        ]
        done = annotate(nlp, [make_example(nlp.vocab, doc) for doc in written])
        return Scores(span_f1(done), entity_f1(done).ents_f)

    as_is = score(lambda words: words)
    lower = None
    if is_cased(sentences):
        lower = score(lambda words: [lower_case(word, lang) for word in words])
    exchanged = score(lambda words: exchange_words(words, pools, rng))
    spans, entities = (
        _compare(as_is[i], lower[i] if lower else None, exchanged[i]) for i in (0, 1)
    )
    return HearingScores(len(docs), spans, entities)


def _compare(as_is: float, lower: Optional[float], exchanged: float) -> Heard:
    kept = None if lower is None or not as_is else lower / as_is
    return Heard(as_is, lower, kept, exchanged, as_is - exchanged)


def average(scores: Sequence[HearingScores]) -> HearingScores:
    """Average over languages that all have case, or all have none."""

    def mean(heard: Sequence[Heard]) -> Heard:
        lower = [h.lower for h in heard if h.lower is not None]
        return _compare(
            mean_std([h.as_is for h in heard])[0],
            mean_std(lower)[0] if lower else None,
            mean_std([h.exchanged for h in heard])[0],
        )

    return HearingScores(
        sum(s.sentences for s in scores),
        mean([s.spans for s in scores]),
        mean([s.entities for s in scores]),
    )
