"""From names to the arrays of a sound index (`index.py`)."""

from typing import Callable, Dict, Iterable, List, Mapping, Sequence, Tuple

import numpy
import regex

from ..casing import has_case, has_upper
from ..segments import Segments
from .grams import N_GRAMS, list_grams
from .lists import Lists, group, join
from .symbols import LONGEST, N_CLASSES, encode, initial_class, letter_class

# Words of a name: all between blanks and punctuation but apostrophes.
WORD = regex.compile(r"[\p{L}\p{M}\p{N}'’‘ʻʼ`\u200c\u200d]+")
# More words of a name are left out.
MOST_WORDS = 8
# A name by which something can be found.
Pattern = Mapping[str, str]
# Reads words to segments: words, and the code of the language that they are read in.
Reader = Callable[[Sequence[str], str], List[Segments]]


class _Words:
    """The words of names, each by its number, and how they sound."""

    def __init__(self) -> None:
        # The first stand for the initials of words.
        self.sounds: List[Tuple[bytes, ...]] = [()] * N_CLASSES
        self._numbers: Dict[Tuple[bytes, ...], int] = {}

    def number(self, sounds: Sequence[bytes]) -> int:
        """Number a word by how it sounds: the symbols of its readings."""
        key = tuple(dict.fromkeys(filter(None, sounds)))
        if key not in self._numbers:
            self._numbers[key] = len(self.sounds)
            self.sounds.append(key)
        return self._numbers[key]


def build_arrays(
    patterns: Sequence[Pattern], read: Reader, accents: Sequence[str]
) -> Dict[str, numpy.ndarray]:
    """Make the arrays of an index.

    patterns (Sequence[Pattern]): Names: "pattern", "label", and "id" and "lang" where they
        have them.
    read (Reader): Reads words.
    accents (Sequence[str]): Codes of the languages that names without a "lang" are read in.
    """
    spelled = [WORD.findall(pattern["pattern"])[:MOST_WORDS] for pattern in patterns]
    langs = [[p["lang"]] if p.get("lang") else list(accents) for p in patterns]
    sounds = _read_words(spelled, langs, read)
    words = _Words()
    singles: List[Tuple[int, int]] = []
    forms: List[Tuple[int, List[int]]] = []
    for name, (name_words, codes) in enumerate(zip(spelled, langs)):
        if not name_words:
            continue
        read_words = [[sounds[code, word] for code in codes] for word in name_words]
        whole = [b"".join(reading)[:LONGEST] for reading in zip(*read_words)]
        singles.append((words.number(whole), name))
        for places in _spell_forms(name_words):
            first, *numbers = (words.number(read_words[i]) for i in places)
            word = name_words[places[0]]
            classify = letter_class if _is_initial(word) else initial_class
            initials = set(map(classify, read_words[places[0]]))
            forms += [(name, [start, *numbers]) for start in (first, *initials)]
    return {
        **_string_arrays(patterns),
        **_sound_arrays(words.sounds),
        **_form_arrays(singles, forms, len(words.sounds)),
    }


def count_lower_words(name: str) -> int:
    """Count the words of a name that are in lower case: "bin" in "Osama bin Laden"."""
    return sum(has_case(w[:1]) and not has_upper(w) for w in WORD.findall(name))


def _is_initial(word: str) -> bool:
    """Tell whether a name's word is a letter; of scripts without case, it is a syllable."""
    return len(word) == 1 and has_case(word)


def _spell_forms(words: Sequence[str]) -> List[Tuple[int, ...]]:
    """Choose the words that a name of several is written by: their places in it.

    Middle initials are left out, as they often are in texts; with others left, so are those
    at its ends.
    """
    ends = (0, len(words) - 1)
    long = tuple(i for i, word in enumerate(words) if not _is_initial(word))
    whole = tuple(i for i in range(len(words)) if i in long or i in ends)
    forms = dict.fromkeys([whole, long] if long else [])
    return [form for form in forms if len(form) > 1]


def _read_words(
    spelled: List[List[str]], langs: List[List[str]], read: Reader
) -> Dict[Tuple[str, str], bytes]:
    """Read the distinct words of names: to symbols, by language code and word."""
    todo: Dict[str, Dict[str, None]] = {}
    for words, codes in zip(spelled, langs):
        for code in codes:
            todo.setdefault(code, {}).update(dict.fromkeys(words))
    return {
        (code, word): encode(segments)
        for code, words in todo.items()
        for word, segments in zip(words, read(list(words), code))
    }


def _lists(name: str, lists: Lists) -> Dict[str, numpy.ndarray]:
    return {f"{name}_starts": lists.starts, f"{name}_values": lists.values}


def _string_arrays(patterns: Sequence[Pattern]) -> Dict[str, numpy.ndarray]:
    arrays = _lists("texts", join([p["pattern"].encode() for p in patterns]))
    arrays |= _lists("ids", join([p.get("id", "").encode() for p in patterns]))
    for key in ("label", "lang"):
        kinds = {kind: i for i, kind in enumerate(_distinct(patterns, key))}
        arrays |= _lists(f"{key}s", join([kind.encode() for kind in kinds]))
        of = [kinds[pattern.get(key, "")] for pattern in patterns]
        arrays[f"{key}_of"] = numpy.asarray(of, dtype=numpy.uint32)
    return arrays


def _distinct(patterns: Iterable[Pattern], key: str) -> List[str]:
    return list(dict.fromkeys(pattern.get(key, "") for pattern in patterns))


def _sound_arrays(sounds: Sequence[Sequence[bytes]]) -> Dict[str, numpy.ndarray]:
    """Number the distinct readings, and list those of each n-gram."""
    readings = {r: i for i, r in enumerate(dict.fromkeys(r for w in sounds for r in w))}
    pairs = [(readings[r], word) for word, rs in enumerate(sounds) for r in rs]
    owners, values = _columns(pairs)
    grams, of = list_grams(list(readings))
    return {
        **_lists("readings", join(list(readings))),
        **_lists("words", group(owners, values, len(readings))),
        **_lists("grams", group(grams, of.astype(numpy.uint32), N_GRAMS)),
    }


def _form_arrays(
    singles: Sequence[Tuple[int, int]],
    forms: Sequence[Tuple[int, List[int]]],
    n_words: int,
) -> Dict[str, numpy.ndarray]:
    """List the names of one word by it, and those of several by their first two."""
    owners, values = _columns(singles)
    starts = (first << 32 | second for _, (first, second, *_) in forms)
    keys = numpy.fromiter(starts, dtype=numpy.uint64, count=len(forms))
    order = numpy.argsort(keys, kind="stable")
    ordered = [forms[i] for i in order.tolist()]
    lengths = numpy.cumsum([0, *(len(words) for _, words in ordered)])
    flat = [word for _, words in ordered for word in words]
    return {
        **_lists("singles", group(owners, values, n_words)),
        "form_keys": keys[order],
        "form_names": numpy.asarray([name for name, _ in ordered], dtype=numpy.uint32),
        "forms_starts": lengths.astype(numpy.int64),
        "forms_values": numpy.asarray(flat, dtype=numpy.uint32),
    }


def _columns(pairs: Sequence[Tuple[int, int]]) -> Tuple[numpy.ndarray, numpy.ndarray]:
    table = numpy.asarray(pairs, dtype=numpy.uint32).reshape(-1, 2)
    return table[:, 0], table[:, 1]
