"""What the data itself says of a language: its script, its entities, its segments."""

from collections import Counter
from typing import Container, Dict, Iterable, List, Mapping, Optional

import numpy

from ..articulatory import articulatory_features
from ..evaluation.metrics import LABELS
from ..languages import get_language, languages
from ..scripts import is_rtl, main_script
from ..segments import is_ipa
from .results import Key, LanguageData, Reading, SplitCounts

# Of WikiANN, as far as it is known.
LICENCE = "text: CC BY-SA (Wikipedia); annotation: none stated"
# Rarer segments of a text are those of names and quotations.
RARE = 0.0005


def measure_languages(
    readings: Mapping[Key, Reading], codes: Container[str]
) -> Dict[str, LanguageData]:
    """Measure the data of languages, in the order of the language table.

    readings (Mapping[Key, Reading]): Of all files.
    codes (Container[str]): The languages.
    """
    # The text that the systems were trained on, or the next best.
    splits = ("train", "validation", "test")
    english = [readings["eng", s] for s in splits if ("eng", s) in readings]
    segments = english[0].segments if english else {}
    data = {}
    for code in languages():
        own = {split: r for (lang, split), r in readings.items() if lang == code}
        if own and code in codes:
            data[code] = measure_language(code, own, segments)
    return data


def measure_language(
    code: str, readings: Mapping[str, Reading], english: Mapping[str, int]
) -> LanguageData:
    """Measure the data of a language.

    readings (Mapping[str, Reading]): By split.
    english (Mapping[str, int]): How often each segment occurs in English.
    """
    lang = get_language(code)
    letters: Counter = Counter()
    segments: Counter = Counter()
    for reading in readings.values():
        for tokens in reading.tokens:
            letters.update(c for token in tokens for c in token if c.isalpha())
        segments.update(reading.segments)
    total = sum(segments.values())
    in_english = sum(n for segment, n in segments.items() if segment in english)
    return LanguageData(
        name=lang.name,
        codes=list(lang.codes),
        case=lang.case,
        script=main_script(letters),
        rtl=is_rtl(letters),
        splits={split: count_split(reading) for split, reading in readings.items()},
        in_english=in_english / total if total else None,
        distance=distance(segments, english),
        licence=LICENCE,
    )


def count_split(reading: Reading) -> SplitCounts:
    """Count the sentences, tokens and entities of a file."""
    labels = Counter(label for ents in reading.ents for *_, label in ents)
    return SplitCounts(
        sentences=len(reading.tokens),
        tokens=sum(map(len, reading.tokens)),
        entities={label: labels[label] for label in LABELS},
    )


def distance(
    segments: Mapping[str, int], english: Mapping[str, int]
) -> Optional[float]:
    """Measure how far a language's phonemes are from those of English.

    That is the share of panphon's articulatory features in which a segment differs from
    the nearest English one, averaged over the segments of a text. Characters that are
    no phonemes do not count, and a phoneme is English if at least RARE of English text
    is.

    segments, english (Mapping[str, int]): How often each segment occurs.
    RETURNS (Optional[float]): Between 0 and 1; None if either has no phonemes.
    """
    phonemes, inventory = _phonemes(segments), _phonemes(english)
    floor = RARE * sum(inventory.values())
    common = [segment for segment, n in inventory.items() if n >= floor]
    if not phonemes or not common:
        return None
    target = _features(common)
    differs = (_features(phonemes)[:, None] != target).mean(axis=2).min(axis=1)
    return float(numpy.average(differs, weights=list(phonemes.values())))


def _phonemes(segments: Mapping[str, int]) -> Dict[str, int]:
    return {
        segment: n
        for segment, n in segments.items()
        if is_ipa(segment) and articulatory_features(segment)[-1]
    }


def _features(segments: Iterable[str]) -> numpy.ndarray:
    rows: List = [articulatory_features(segment)[:-1] for segment in segments]
    return numpy.array(rows, dtype="i")
