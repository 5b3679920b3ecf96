"""Names in a text: words that sound like one, or like several words of one in a row."""

from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Set

import numpy

from .build import count_lower_words
from .index import SoundIndex, WordMatches
from .scoring import Doubts, score

# Names with the same first two words, or initial and word, that are looked at.
MOST_FORMS = 1_000
# What the initial of a word gives, of the classes that there are.
INITIAL_EVIDENCE = 2.0
# Between two words of a name: initials that it has not.
MOST_INITIALS = 3


class Word(NamedTuple):
    """A word of a text.

    symbols (bytes): Its sound.
    script (str): The script (ISO 15924) that it is written in.
    initial (Optional[int]): Where it is an initial: the class of its sound.
    doubts (Doubts): What speaks against its being a name.
    is_next (bool): It follows the word before without a sign that divides them.
    """

    symbols: bytes
    script: str
    initial: Optional[int] = None
    doubts: Doubts = Doubts()
    is_next: bool = True


class Found(NamedTuple):
    """A name in a text: words from `start` up to `end`, the name's number, its score."""

    start: int
    end: int
    name: int
    score: float


class Candidate(NamedTuple):
    """What sounds like a name, the words from `start` up to `end`.

    name (int): The name's number.
    evidence (float): The logarithm of odds that they are it.
    most (float): The most that the name can have.
    """

    start: int
    end: int
    name: int
    evidence: float
    most: float


def find_names(
    index: SoundIndex, words: Sequence[Word], threshold: float
) -> List[Found]:
    """Find the names of an index in the words of a text.

    threshold (float): The least score of a name that is found.
    RETURNS (List[Found]): Names that do not overlap, in order: where they would, that with
        more evidence.
    """
    candidates = find_candidates(index, words)
    if not candidates:
        return []
    evidence, most = numpy.asarray([(c.evidence, c.most) for c in candidates]).T
    doubts = [doubt(index, words, candidate) for candidate in candidates]
    scores = score(evidence, evidence / most, len(index), doubts)
    return sorted(
        Found(*candidates[i][:3], float(scores[i]))
        for i in choose(candidates, (scores >= threshold).tolist())
    )


def choose(candidates: Sequence[Candidate], is_wanted: Sequence[bool]) -> Iterator[int]:
    """Choose candidates that do not overlap: where they would, that with more evidence.

    is_wanted (Sequence[bool]): Those to choose from.
    YIELDS (int): Their places.
    """
    taken: Set[int] = set()
    order = sorted(range(len(candidates)), key=lambda i: -candidates[i].evidence)
    for i in order:
        words = range(candidates[i].start, candidates[i].end)
        if is_wanted[i] and taken.isdisjoint(words):
            taken.update(words)
            yield i


def find_candidates(index: SoundIndex, words: Sequence[Word]) -> List[Candidate]:
    """Find what sounds like a name at all; candidates may overlap."""
    if not words or not len(index):
        return []
    matches = _look_up(index, words)
    return _find_single(index, matches) + _find_several(index, words, matches)


def doubt(index: SoundIndex, words: Sequence[Word], candidate: Candidate) -> Doubts:
    """Put the doubts about the words of a candidate together: of each the greatest.

    Words in lower case are in no doubt, if the name itself has so many ("bin", "Jong-un").
    """
    doubts = [word.doubts for word in words[candidate.start : candidate.end]]
    upper = [doubts for doubts in doubts if not doubts.is_lower]
    n_lower = len(doubts) - len(upper)
    if upper and n_lower and n_lower <= count_lower_words(index.text(candidate.name)):
        doubts = upper
    return doubts[0] if len(doubts) == 1 else Doubts(*map(max, zip(*doubts)))


def _look_up(index: SoundIndex, words: Sequence[Word]) -> List[WordMatches]:
    """Look all words up, those of a script together; initials are no words."""
    places: Dict[str, List[int]] = {}
    for i, word in enumerate(words):
        places.setdefault(word.script, []).append(i)
    found: Dict[int, WordMatches] = {}
    for script, of_script in places.items():
        sounds = [words[i].symbols for i in of_script]
        found.update(zip(of_script, index.look_up(sounds, script)))
    return [found[i] for i in range(len(words))]


def _find_single(index: SoundIndex, matches: Sequence[WordMatches]) -> List[Candidate]:
    """Find names that sound like one word, the likeliest for each."""
    found = []
    for i, (numbers, evidence, most) in enumerate(matches):
        [named] = index.singles.lengths(numbers).nonzero()
        if len(named):
            best = named[0]
            name = int(index.singles.of(numbers[best])[0])
            parts = float(evidence[best]), float(most[best])
            found.append(Candidate(i, i + 1, name, *parts))
    return found


def _find_several(
    index: SoundIndex, words: Sequence[Word], matches: Sequence[WordMatches]
) -> List[Candidate]:
    """Find names whose words sound like words in a row, the first perhaps an initial."""
    firsts = [_first_words(index, word, match) for word, match in zip(words, matches)]
    found = []
    for i in range(len(words) - 1):
        seconds = [
            matches[place].words[index.is_second[matches[place].words]]
            for place in (_second_words(words, i) if len(firsts[i]) else ())
        ]
        if not any(map(len, seconds)):
            continue
        second = seconds[0] if len(seconds) == 1 else numpy.concatenate(seconds)
        keys = (firsts[i].astype("u8")[:, None] << numpy.uint64(32) | second).ravel()
        starts = numpy.searchsorted(index.form_keys, keys)
        ends = numpy.searchsorted(index.form_keys, keys, side="right")
        for start, end in zip(
            *(part[ends > starts].tolist() for part in (starts, ends))
        ):
            for form in range(start, min(end, start + MOST_FORMS)):
                candidate = _follow(index, words, matches, i, form)
                if candidate:
                    found.append(candidate)
    return found


def _second_words(words: Sequence[Word], first: int) -> Iterator[int]:
    """List the places of words that may be a name's second: initials may be in between."""
    for place in range(first + 1, min(len(words), first + 2 + MOST_INITIALS)):
        if not words[place].is_next:
            return
        yield place
        if words[place].initial is None:
            return


def _first_words(index: SoundIndex, word: Word, match: WordMatches) -> numpy.ndarray:
    if word.initial is not None:
        return numpy.asarray([word.initial], dtype=numpy.uint32)
    return match.words[index.is_first[match.words]]


def _follow(
    index: SoundIndex,
    words: Sequence[Word],
    matches: Sequence[WordMatches],
    start: int,
    form: int,
) -> Optional[Candidate]:
    """Compare the words of a form with those of the text, in order.

    Initials of the text that the form has not are passed over.
    """
    evidence = most = 0.0
    end = start
    for number in index.forms.of(form).tolist():
        if end == start and words[start].initial is not None:
            evidence, most, end = INITIAL_EVIDENCE, INITIAL_EVIDENCE, start + 1
            continue
        places = [start] if end == start else _second_words(words, end - 1)
        for place in places:
            [at] = (matches[place].words == number).nonzero()
            if len(at):
                break
        else:
            return None
        evidence += float(matches[place].evidence[at[0]])
        most += float(matches[place].most[at[0]])
        end = place + 1
    return Candidate(start, end, int(index.form_names[form]), evidence, most)
