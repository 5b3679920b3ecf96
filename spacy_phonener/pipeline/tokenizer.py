"""A tokenizer for every script: spaCy's own, with rules from Unicode's properties.

What is a mark of punctuation, a symbol, an emoji or a letter is asked of Unicode, so that the
full stops, quotes and brackets of all scripts stand alone. Within words some marks stay (Unicode
Standard Annex 29 calls most of them MidLetter and MidNum): hyphens, apostrophes, separators of
numbers, dots of abbreviations.
"""

import warnings
from functools import cache
from itertools import accumulate
from typing import Any, Callable, Iterable, Iterator, List, NamedTuple, Optional

import regex
from spacy.language import Language
from spacy.tokenizer import Tokenizer

from ..forks import importing

# What words are made of: letters, marks, digits, and between them characters that nobody sees.
# A joiner after a virama shows how a letter is written, and belongs to it.
LETTER = r"[\p{L}\p{M}]"
WORD = r"[\p{L}\p{M}\p{N}]"
DIGIT = r"\p{Nd}"
JOINED = r"\p{ccc=Virama}[\u200C\u200D]\p{Cf}*"
AFTER_LETTER, BEFORE_LETTER = rf"(?<={LETTER}|{JOINED})", rf"(?={LETTER})"
AFTER_WORD, BEFORE_WORD = rf"(?<={WORD}|{JOINED})", rf"(?={WORD})"
UNSEEN = r"(?<!\p{Cf})\p{Cf}++"
UNSEEN_AFTER = r"(?<!\p{Cf})(?!(?<=\p{ccc=Virama})[\u200C\u200D])\p{Cf}++"
MARK = r"[\p{P}\p{S}\p{Cc}\p{Co}\p{Cn}]"
# One emoji: a keycap, a flag, or pictures joined to one, with their skin tones and tags.
PICTURE = r"\p{Extended_Pictographic}\uFE0F?\p{Emoji_Modifier}?[\U000E0020-\U000E007F]*"
EMOJI = (
    rf"[0-9#*]\uFE0F?\u20E3|\p{{Regional_Indicator}}{{2}}"
    rf"|{PICTURE}(?:\u200D{PICTURE})*"
)
# What is left of HTML and wiki markup, and marks that mean something together.
MARKUP = (
    r"</[A-Za-z]+>?|<[A-Za-z]+/?>|'{2,}|`{2,}|\[{2,}|\]{2,}|\{{2,}|\}{2,}"
    r"|\"{2,}|={2,}|-{2,}|_{2,}|\*{2,}|~{2,}|\.{2,}|!{2,}|\?{2,}"
)
# Southeast Asian scripts, whose words no blank separates, and those of East Asia.
NO_BLANKS = r"[\p{Line_Break=Complex_Context}\p{Han}\p{Hiragana}\p{Katakana}ーｰ]\p{M}*"
HYPHEN = r"[\-\u058A\u1806\u2010\u2011\uFE63\uFF0D]"
APOSTROPHE = r"['’‘`´＇]"
# Marks that stay in a word, by what stands around them.
INNER = "|".join(
    [
        # Between letters, or a letter and a digit: COVID-19; ranges are two numbers.
        rf"{AFTER_LETTER}{HYPHEN}{BEFORE_WORD}|{AFTER_WORD}{HYPHEN}{BEFORE_LETTER}",
        rf"{AFTER_WORD}{APOSTROPHE}{BEFORE_LETTER}",
        # U.S., but not a full stop without a blank after it.
        rf"{AFTER_LETTER}\.{BEFORE_LETTER}(?!(?<=\p{{Ll}}\.)\p{{Lu}})",
        rf"{AFTER_LETTER}[\p{{WB=MidLetter}}·&]{BEFORE_LETTER}",
        rf"(?<={DIGIT})[\p{{WB=MidNum}}\p{{WB=MidNumLet}}:](?={DIGIT})",
        rf"{AFTER_WORD}_{BEFORE_WORD}",
        # Acronyms, in Hebrew.
        r'(?<=\p{Hebrew}\p{M}*)["״׳](?=\p{Hebrew})',
        # Armenian marks of stress and tone stand on a vowel.
        r"(?<=\p{Armenian})[՛՜՞](?=\p{Armenian})",
        # Tibetan syllables of one word.
        rf"{AFTER_LETTER}[\u0F0B\u0F0C]{BEFORE_LETTER}",
    ]
)
# At the end of a word, the dot of an abbreviation stays: of an initial (J., J.-P.), or after
# other dots (U.S.). In Armenian the dot is a mark within a sentence, and stands alone.
FULL_STOP = (
    rf"(?<!(?:^|{HYPHEN}|{APOSTROPHE})\p{{Lu}}\p{{M}}*)(?<!\.\p{{L}}\p{{M}}*)\."
    r"|(?<=\p{Armenian})\."
)
PREFIX = regex.compile(rf"^(?:{EMOJI}|{MARKUP}|(?![@#]{WORD}){MARK}|{UNSEEN})")
# Searched from the end: a search from the start would go through all of a long word.
SUFFIX = regex.compile(
    rf"(?r)(?:(?<={LETTER})['’]s|{EMOJI}|{MARKUP}|{FULL_STOP}|(?!\.){MARK}|{UNSEEN_AFTER})$"
)
# What is left at the end of a word when its suffixes are gone stays there.
INFIX = regex.compile(
    rf"{EMOJI}|{MARKUP}|(?={MARK})(?!(?<!{NO_BLANKS})(?!.{NO_BLANKS})(?:{INNER})).(?!$)"
    rf"|(?:(?<!{WORD})|(?<={NO_BLANKS})){UNSEEN}"
    rf"|{UNSEEN}(?={NO_BLANKS})|{UNSEEN_AFTER}(?!{WORD})",
    regex.S,
)
# Mentions, tags, and abbreviations with inner dots.
WHOLE = regex.compile(
    rf"[@#]{WORD}+(?:[_.\-]{WORD}+)*|(?:\p{{L}}\p{{M}}*\.){{2,}}|{EMOJI}"
)
# Abbreviations with dots, whose letters may have a vowel before them.
DOTTED = rf"(?:\p{{Logical_Order_Exception}}?{NO_BLANKS}\.){{2,}}"
RUN = regex.compile(rf"{DOTTED}|(?:(?!{DOTTED}){NO_BLANKS})+")
PATTERNS = (
    "prefix_search",
    "suffix_search",
    "infix_finditer",
    "token_match",
    "url_match",
)


class Cut(NamedTuple):
    """A match for spaCy's tokenizer, at which it cuts; empty between two words."""

    first: int
    last: int

    def start(self) -> int:
        return self.first

    def end(self) -> int:
        return self.last


def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """Make a tokenizer for texts in any script.

    Words of scripts without blanks (Thai, Lao, Khmer, Burmese and others that ICU knows)
    are cut by ICU's dictionaries, if icu4py is installed.
    """
    return make_tokenizer


def make_tokenizer(nlp: Language) -> "UnicodeTokenizer":
    return UnicodeTokenizer(
        nlp.vocab,
        rules={
            text: rule
            for text, rule in nlp.Defaults.tokenizer_exceptions.items()
            # Emoticons: "):" is also the end of what stands in brackets.
            if regex.match(WORD, text) or text.isspace()
        },
        prefix_search=PREFIX.match,
        suffix_search=SUFFIX.search,
        infix_finditer=find_infixes,
        token_match=WHOLE.fullmatch,
        url_match=nlp.Defaults.url_match,
    )


class UnicodeTokenizer(Tokenizer):
    """spaCy's tokenizer, saved without the patterns that it was made with."""

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        return super().to_bytes(exclude=[*exclude, *PATTERNS])

    def from_bytes(
        self, bytes_data: bytes, *, exclude: Iterable[str] = ()
    ) -> "UnicodeTokenizer":
        patterns = {name: getattr(self, name) for name in PATTERNS}
        # Upstream sets them to None.
        super().from_bytes(bytes_data, exclude=exclude)
        for name, pattern in patterns.items():
            setattr(self, name, pattern)
        return self


def find_infixes(text: str) -> List[Cut]:
    """Find the marks in a word, and where its words end if no blank separates them."""
    cuts = [Cut(*match.span()) for match in INFIX.finditer(text)]
    if runs := list(RUN.finditer(text)):
        words = [
            Cut(end, end) for run in runs for end in word_ends(run.group(), run.start())
        ]
        # The dots of an abbreviation stay in it.
        whole = {i for run in runs if run[0].endswith(".") for i in range(*run.span())}
        cuts = sorted({*(cut for cut in cuts if cut.first not in whole), *words})
    return cuts


def word_ends(text: str, start: int) -> Iterator[int]:
    """Find where ICU cuts a text that begins at a place: before and after each word."""
    breaker = load_breaker()
    if breaker is not None:
        words = [text] if text.endswith(".") else breaker(text, "und")
        yield from accumulate(map(len, words), initial=start)


@cache
def load_breaker() -> Optional[Any]:
    """Load ICU's word breaker, if it is installed."""
    try:
        with importing:
            from icu4py.breakers import WordBreaker
    except ImportError:
        warnings.warn(
            "A text has words that no blank separates (Thai, Lao, Khmer, Burmese or the "
            "like), and is read as it is. To cut it into words: "
            "pip install 'spacy-phonener[icu]'",
            stacklevel=2,
        )
        return None
    return WordBreaker
