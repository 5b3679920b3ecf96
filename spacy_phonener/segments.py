"""IPA normalization and segmentation, one for the output of every G2P source.

So eSpeak's `tʃ`, Epitran's `t͡ʃ` and a dictionary's `t ʃ` meet.
"""

import unicodedata
from functools import cache, partial
from typing import List, Tuple

import regex

from .forks import importing
from .lru import remember_short

Segments = Tuple[str, ...]

TIE_BAR = "\u0361"
AFFRICATES = ("tʃ", "dʒ", "tɕ", "dʑ", "ʈʂ", "ɖʐ")
# Affricates whose parts may also stand side by side by chance (`ts` in "its"):
# tied only where a source says that they are one phoneme.
AMBIGUOUS_AFFRICATES = ("ts", "dz", "pf", "tɬ", "dɮ", "kx", "cç")
# Letters in some orthographies; in others they have no sound.
APOSTROPHES = "'’‘ʻʼ`´"
# Joiners, the soft hyphen and the Arabic tatweel say how letters are drawn.
JOINERS = "\u200c\u200d\u00ad\u0640"
# What the IPA writes for obsolete, typewriter and sources' own symbols.
SYMBOLS = str.maketrans(
    {
        "g": "ɡ",
        "ʦ": "ts",
        "ʣ": "dz",
        "ʧ": "tʃ",
        "ʤ": "dʒ",
        "ʨ": "tɕ",
        "ʥ": "dʑ",
        "\u035c": TIE_BAR,  # the tie bar below
        "ᵻ": "ɨ",  # eSpeak
        "ε": "ɛ",  # eSpeak's Danish has the Greek letter
        "?": "ʔ",  # eSpeak's Danish stød
        "#": "h",  # eSpeak's Icelandic preaspiration
        ":": "ː",  # Epitran's Finnish
        "˖": "\u031f",  # Epitran's Lithuanian: advanced
        # One convention where sources have several for the same sound (docs/g2p.md).
        "ɹ": "r",
        "ʀ": "r",
        "ʋ": "v",
        "ɚ": "ər",
        "ɝ": "ɜr",
        "˞": "r",
        "\u032f": "",  # no syllable of its own: most write diphthongs without
    }
)
# The tongue at the teeth: where sources write so, the other `t` is `ʈ`.
DENTAL = "\u032a"
# The breath of voiced consonants. That of `lʰ` or `nʰ` may be voiceless.
BREATHY = regex.compile("(?<=[bdɖɟɡɢvzʒʑʐɽ])[ʰ\u0324]|(?<=[mnɳɲŋlɭrɾɦ])\u0324")
INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}\p{Z}]+")
INVISIBLE_OR_STRESS = regex.compile(r"[\p{Cf}\p{Cc}\p{Z}ˈˌ]+")
# Diacritics belong to the letter, before its breath and its length mark.
LATE_DIACRITICS = regex.compile(r"([ːʰʱ]+)([\u0300-\u035b\u035d-\u0360\u0363-\u036f]+)")
LATE_BREATH = regex.compile("(ː+)([ʰʱ]+)")
# A tie bar with nothing to tie (`segments` would look for its other half).
LOOSE_TIE_BAR = regex.compile(rf"^{TIE_BAR}+|{TIE_BAR}+$|{TIE_BAR}(?={TIE_BAR})")

# Other than what only modifies the letters before or after it.
HAS_BASE = regex.compile(r"[^\p{M}\p{Lm}]")
# A letter with its marks. Flags go first: \X would look back at all flags before each.
CLUSTER = regex.compile(r"\p{Regional_Indicator}{2}|\X")
# Unicode's stream-safe text has at most 30 marks in a row: to order more takes time that
# grows with the square of their number.
MAX_CLUSTER = 32


nfd = partial(unicodedata.normalize, "NFD")


def tie(ipa: str, pairs: tuple = AFFRICATES) -> str:
    """Join the two halves of affricates by the tie bar."""
    for first, second in pairs:
        if second in ipa:
            ipa = ipa.replace(first + second, first + TIE_BAR + second)
    return ipa


def normalize_ipa(ipa: str, *, stress: bool = False) -> str:
    """Normalize the transcription of one word.

    ipa (str): IPA of any source, possibly with blanks between segments.
    stress (bool): Keep the stress marks `ˈ` and `ˌ`.
    RETURNS (str): NFD, no invisible characters, affricates tied.
    """
    # A step may bring marks together that an earlier one would have sorted.
    while (normalized := _normalize_once(ipa, stress)) != ipa:
        ipa = normalized
    return normalized


def _normalize_once(ipa: str, stress: bool) -> str:
    ipa = nfd(ipa).translate(SYMBOLS)
    ipa = (INVISIBLE if stress else INVISIBLE_OR_STRESS).sub("", ipa)
    if DENTAL in ipa:
        ipa = ipa.replace("t" + DENTAL, "t").replace("d" + DENTAL, "d")
    if "ʰ" in ipa or "ʱ" in ipa or "\u0324" in ipa:
        ipa = BREATHY.sub("ʱ", ipa)
        ipa = LATE_BREATH.sub(r"\2\1", LATE_DIACRITICS.sub(r"\2\1", ipa))
    elif "ː" in ipa:
        ipa = LATE_DIACRITICS.sub(r"\2\1", ipa)
    ipa = tie(ipa)
    return LOOSE_TIE_BAR.sub("", ipa) if TIE_BAR in ipa else ipa


@cache
def _tokenizer():
    with importing:
        from segments import Tokenizer

    return Tokenizer()


def segment_ipa(ipa: str, *, stress: bool = False) -> List[str]:
    """Normalize the transcription of a word and split it into segments.

    The `segments` library does it, as for XPhoneBERT (Sohn et al. 2024, section 3.1).

    ipa (str): IPA of any source.
    stress (bool): Keep the stress marks, before the segment that they stand at.
    RETURNS (List[str]): The segments, each a phoneme with its diacritics; empty
        if nothing visible was left.
    """
    return split_ipa(normalize_ipa(ipa, stress=stress))


def split_ipa(ipa: str) -> List[str]:
    """Split IPA into segments as it stands, without normalizing it."""
    if not HAS_BASE.search(ipa):
        return [ipa] if ipa else []
    tokenizer = _tokenizer()
    return tokenizer.combine_modifiers(tokenizer.grapheme_clusters(ipa))


# The letters, modifiers and marks of the IPA, after normalization.
IPA = regex.compile(r"[a-fh-zæçðøħŋœǀ-ǃɐ-ʯʰ-˿\u0300-\u036fβθχⱱ\u1d00-\u1dbfⁿ↗↘ꜛꜜ]+")


@remember_short(2**14)
def is_ipa(segment: str) -> bool:
    """Tell whether a normalized segment is written in the IPA."""
    return IPA.fullmatch(segment) is not None


def split_characters(text: str) -> List[str]:
    """Split a text that no G2P reads into its visible characters.

    Each goes with its combining marks. Digits of any script become those of ASCII.
    """
    return list(map(_spell, split_clusters(INVISIBLE.sub("", text))))


def split_clusters(text: str) -> List[str]:
    """Split a text into letters with their marks, at most MAX_CLUSTER characters each."""
    clusters = CLUSTER.findall(text)
    if max(map(len, clusters), default=0) <= MAX_CLUSTER:
        return clusters
    return [
        cluster[i : i + MAX_CLUSTER]
        for cluster in clusters
        for i in range(0, len(cluster), MAX_CLUSTER)
    ]


def _spell(cluster: str) -> str:
    return "".join(str(unicodedata.decimal(c, c)) for c in nfd(cluster))
