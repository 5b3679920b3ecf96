import ctypes
import re
import unicodedata
from functools import cache
from typing import Dict, List

import regex

from ..forks import importing, make_lock
from ..scripts import script_of
from ..segments import (
    AFFRICATES,
    AMBIGUOUS_AFFRICATES,
    APOSTROPHES,
    JOINERS,
    nfd,
    split_clusters,
    tie,
)
from .notation import respeller
from .spelling import OPTIONAL

# espeak-ng's speak_lib.h
AUDIO_OUTPUT_SYNCHRONOUS = 2
INITIALIZE_DONT_EXIT = 0x8000
CHARS_UTF8 = 1
PHONEMES_IPA = 0x02
PHONEME_SEPARATOR = "_"

# eSpeak NG's own spelling in the languages of India.
RETROFLEXES = {"r": "ɽ", "t": "ʈ", "d": "ɖ", "n": "ɳ", "s": "ʂ", "l": "ɭ"}
RETROFLEX = re.compile(r"([rtdnsl])\.")
# Its symbols in Luxembourgish, Macedonian and Irish.
SYMBOLS = str.maketrans({"X": "χ", "^": "ʲ", "A": "a"})
STRESS = re.compile("[ˈˌ]")
MARKS = re.compile("[\u0300-\u036f]")
# Where a voice lacks a letter of a word, it says the names of all, with blanks between, or
# has another voice say them: `(en)`.
SPELLED = re.compile(r"\S [^_\s]|\(")
# A letter without a name is, in the voice's language, "letter", a pause, and its code in
# Unicode. No voice has a name for this one.
NAMELESS = "\ua64a"
PAUSE = "__"
# What begins with two consonants may be unpronounceable for a voice: it says the name of the
# first, or of several, and reads the rest. A schwa is no more than what speakers put there.
VOWELS = "aeiouyæœøəıаеёиоуыэюяєіїөүәαεηιουωաեէըիոօ"
CLUSTERED = re.compile(rf"[^\W\d_{VOWELS}]{{2}}.*[{VOWELS}]")
SOUNDS = "aeiouyɑɐɒæɛɜɪɔøœʊʌɚ"
NAME = re.compile(rf"(?!.ə?$)(?=.*[{SOUNDS}]).*[^{SOUNDS}ː]")

# Unicode does not compose these letters, and eSpeak NG reads them composed only.
COMPOSED = {
    unicodedata.normalize("NFD", letter): letter
    for letter in map(
        chr,
        [*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF, 0xA33, 0xA36]
        + [0xA59, 0xA5A, 0xA5B, 0xA5E, 0xB5C, 0xB5D],
    )
}
DECOMPOSED = re.compile("|".join(COMPOSED))
ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))

# eSpeak NG reads texts without them: it knows some, and not what they change.
HEBREW_POINTS = re.compile("[\u0591-\u05c7]")

# For what it has no sound for, eSpeak NG answers what it read before: the one, then the
# other of these.
PRIMES = ("a", "o")

# eSpeak NG copies a word into 160 bytes, with a blank after each letter where it spells it,
# and does not look whether it fits: what is longer can end the process.
MAX_BYTES = 120

# eSpeak NG keeps one global state (its voice): one library, one lock a process.
_lock = make_lock()


@cache
def _library() -> ctypes.CDLL:
    """Load and start eSpeak NG, once a process."""
    with importing:
        return _start_library()


def _start_library() -> ctypes.CDLL:
    try:
        import espeakng_loader
    except ImportError as err:
        raise ImportError(
            "This language is read by eSpeak NG, which is not installed. It is an "
            "extra, because eSpeak NG is licensed under GPL-3: "
            "pip install 'spacy-phonener[espeak]'"
        ) from err
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_void_p),
        ctypes.c_int,
        ctypes.c_int,
    ]
    data = espeakng_loader.get_data_path().encode()
    if (
        library.espeak_Initialize(
            AUDIO_OUTPUT_SYNCHRONOUS, 0, data, INITIALIZE_DONT_EXIT
        )
        < 0
    ):
        raise ImportError(f"eSpeak NG could not be started with its data in {data!r}.")
    return library


def _read(word: str) -> List[str]:
    """Read a word, clause by clause."""
    mode = PHONEMES_IPA | ord(PHONEME_SEPARATOR) << 8
    # The buffer must outlive the loop: eSpeak NG moves the pointer through it, one clause
    # a call, and sets it to null at the end.
    buffer = ctypes.create_string_buffer(word.encode("utf-8"))
    text = ctypes.c_void_p(ctypes.addressof(buffer))
    clauses = []
    while text.value is not None:
        ipa = _library().espeak_TextToPhonemes(ctypes.byref(text), CHARS_UTF8, mode)
        clauses.append((ipa or b"").decode("utf-8"))
    return clauses


class EspeakSource:
    """G2P by eSpeak NG, in process.

    voice (str): eSpeak NG's name of the voice, e.g. "en-us".
    """

    def __init__(self, voice: str):
        self.voice = voice
        self._respell = respeller(f"espeak:{voice}")
        self._names: Dict[str, str] = {}
        # Before the other lock is taken.
        _library()
        with _lock:
            self._set_voice()

    def __call__(self, words: List[str]) -> List[str]:
        """Transcribe words.

        words (List[str]): Of letters only: digits, symbols and emoji would be read aloud.
        """
        with _lock:
            self._set_voice()
            return [self._respell(self._transcribe(word)) for word in words]

    def __reduce__(self):
        return type(self), (self.voice,)

    def _set_voice(self) -> None:
        if _library().espeak_SetVoiceByName(self.voice.encode()) != 0:
            raise ValueError(f"eSpeak NG has no voice named '{self.voice}'.")

    def _transcribe(self, word: str) -> str:
        word = HEBREW_POINTS.sub("", word).translate(ONE_APOSTROPHE)
        word = DECOMPOSED.sub(lambda m: COMPOSED[m[0]], word)
        chunks = split_bytes(word)
        if max(map(count_bytes, chunks)) > MAX_BYTES or is_mixed(word):
            return ""
        # It spells letters that it does not know by their numbers, and several of them may
        # end the process.
        if any(map(self._lacks, {*word})):
            return ""
        read = list(map(self._transcribe_chunk, chunks))
        return "".join(read) if all(read) else ""

    def _transcribe_chunk(self, word: str) -> str:
        # Of one with many marks there is no room for two.
        is_letter = len(word) <= 4 and len(split_clusters(word)) == 1
        answer = self._answer_letter(word) if is_letter else self._answer(word)
        if self._is_spelled(word, answer):
            letters = nfd(word)
            bare = OPTIONAL.sub("", letters)
            if bare == letters:
                return ""
            return self._transcribe_chunk(unicodedata.normalize("NFC", bare))
        phonemes = answer.split(PHONEME_SEPARATOR)
        # Between separators stands one phoneme: here `ts` is an affricate.
        ipa = "".join(tie(p, AFFRICATES + AMBIGUOUS_AFFRICATES) for p in phonemes)
        ipa = ipa.translate(SYMBOLS)
        return RETROFLEX.sub(lambda match: RETROFLEXES[match[1]], ipa)

    def _answer(self, word: str) -> str:
        """Ask the voice, and answer nothing where it has no sound for the word."""
        before, clauses = _read(PRIMES[0]), _read(word)
        if clauses[-1:] == before[-1:] and _read(PRIMES[1])[-1:] == _read(word)[-1:]:
            return ""
        return " ".join(clauses).strip()

    def _is_spelled(self, word: str, answer: str) -> bool:
        """Tell whether the voice has said names of letters, so that it is not the word.

        It may be where all letters are consonants that the voice knows: an initialism.
        """
        if SPELLED.search(answer):
            return True
        answer = STRESS.sub("", answer)
        number = self._number()
        if number and number in answer:
            return True
        letters = nfd(word.lower())
        if not CLUSTERED.match(MARKS.sub("", letters)):
            return False
        names = [self._name(c).replace(PHONEME_SEPARATOR, "") for c in word.lower()]
        sounds = answer.replace(PHONEME_SEPARATOR, "")
        is_first = NAME.match(names[0]) is not None and sounds.startswith(names[0])
        return is_first and sounds != "".join(names)

    def _lacks(self, char: str) -> bool:
        """Tell whether the voice has nothing to say of a letter but its number."""
        if not char.isalpha():
            return False
        number = self._number()
        return bool(number) and self._name(char).startswith(number)

    def _number(self) -> str:
        """Get what the voice says before a letter's number; nothing if it names none."""
        start, pause, _ = self._name(NAMELESS).partition(PAUSE)
        return start + pause if pause else ""

    def _answer_letter(self, letter: str) -> str:
        """Ask for a letter alone: its sound, where the voice would say a long name.

        Twice in a row, the letter of a vowel is read.
        """
        name, twice = self._answer(letter), self._answer(2 * letter)
        sounds = STRESS.sub("", twice).replace(PAUSE, PHONEME_SEPARATOR)
        first, _, second = sounds.partition(PHONEME_SEPARATOR)
        if first and first == second and len(name) > len(twice):
            return first
        # Without the marks, of which it has said the names.
        has_names = PAUSE in name or SPELLED.search(name)
        return self._answer(nfd(letter)[0]) if has_names else name

    def _name(self, letter: str) -> str:
        if letter not in self._names:
            self._names[letter] = STRESS.sub("", self._answer(letter))
        return self._names[letter]


def is_mixed(word: str) -> bool:
    """Tell whether a word has letters or marks of several scripts.

    Those of other scripts than its voice's, eSpeak NG spells in another language.
    """
    scripts = filter(None, map(script_of, word))
    script = next(scripts, None)
    return script is None or not of_script(script).fullmatch(word)


@cache
def of_script(script: str) -> regex.Pattern:
    """Match letters of a script (ISO 15924), marks of no script, apostrophes."""
    others = "".join(APOSTROPHES) + JOINERS
    return regex.compile(rf"[\p{{scx={script}}}\p{{Script=Inherited}}{others}]+")


def split_bytes(word: str) -> List[str]:
    """Cut a word into chunks of letters with their marks that eSpeak NG has room for."""
    if count_bytes(word) <= MAX_BYTES:
        return [word]
    chunks = [""]
    for letter in split_clusters(word):
        if count_bytes(chunks[-1] + letter) > MAX_BYTES:
            chunks.append("")
        chunks[-1] += letter
    return chunks


def count_bytes(word: str) -> int:
    return len(word.encode()) + len(word)
