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

# What words are made of: letters, marks, digits, and characters that nobody sees.
LETTER = r"[\p{L}\p{M}\p{Cf}]"
WORD = r"[\p{L}\p{M}\p{N}\p{Cf}]"
DIGIT = r"\p{Nd}"
MARK = r"[\p{P}\p{S}]"
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
HYPHEN = r"[\-\u058A\u1806\u2010\u2011\uFE63\uFF0D]"
APOSTROPHE = r"['’‘`´＇]"
# Marks that stay in a word, by what stands around them.
INNER = "|".join(
    [
        # Between letters, or a letter and a digit: COVID-19; ranges are two numbers.
        rf"(?<={LETTER}){HYPHEN}(?={WORD})|(?<={WORD}){HYPHEN}(?={LETTER})",
        rf"(?<={WORD}){APOSTROPHE}(?={LETTER})",
        # U.S., but not a full stop without a blank after it.
        rf"(?<={LETTER})\.(?={LETTER})(?!(?<=\p{{Ll}}\.)\p{{Lu}})",
        rf"(?<={LETTER})[\p{{WB=MidLetter}}·&](?={LETTER})",
        rf"(?<={DIGIT})[\p{{WB=MidNum}}\p{{WB=MidNumLet}}:](?={DIGIT})",
        rf"(?<={WORD})_(?={WORD})",
        # Acronyms, in Hebrew.
        r'(?<=\p{Hebrew}\p{M}*)["״׳](?=\p{Hebrew})',
        # Armenian marks of stress and tone stand on a vowel.
        r"(?<=\p{Armenian})[՛՜՞](?=\p{Armenian})",
        # Tibetan syllables of one word.
        rf"(?<={LETTER})[\u0F0B\u0F0C](?={LETTER})",
    ]
)
# At the end of a word, a full stop stays after an initial (J.) and in abbreviations (U.S.).
FULL_STOP = (
    r"(?<!(?:^|[^\p{L}\p{M}])\p{Lu}\p{M}*)(?<!\.\p{L}\p{M}*)\."
    r"|(?<=\p{Lu}\p{M}*\p{Lu}\p{M}*)(?<!\.\p{L}\p{M}*)\."
)
PREFIX = regex.compile(rf"^(?:{EMOJI}|{MARKUP}|(?![@#]{WORD}){MARK})")
# Searched from the end: a search from the start would go through all of a long word.
SUFFIX = regex.compile(
    rf"(?r)(?:(?<={LETTER})['’]s|{EMOJI}|{MARKUP}|{FULL_STOP}|(?<![\p{{L}}+])\+|(?![.+]){MARK})$"
)
# What is left at the end of a word when its suffixes are gone stays there.
INFIX = regex.compile(rf"{EMOJI}|{MARKUP}|(?!{INNER}){MARK}(?!$)")
# Mentions, tags, and abbreviations with inner dots.
WHOLE = regex.compile(
    rf"[@#]{WORD}+(?:[_.\-]{WORD}+)*|(?:\p{{L}}\p{{M}}*\.){{2,}}|{EMOJI}"
)
# Southeast Asian scripts, whose words no blank separates, and those of East Asia.
NO_BLANKS = regex.compile(
    r"(?:[\p{Line_Break=Complex_Context}\p{Han}\p{Hiragana}\p{Katakana}]\p{M}*){2,}"
)
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
    if NO_BLANKS.search(text):
        words = [
            Cut(end, end)
            for match in NO_BLANKS.finditer(text)
            for end in word_ends(match.group(), match.start())
        ]
        cuts = sorted({*cuts, *words})
    return cuts


def word_ends(text: str, start: int) -> Iterator[int]:
    """Find where ICU cuts a text that begins at a place: before and after each word."""
    breaker = load_breaker()
    if breaker is not None:
        yield from accumulate(map(len, breaker(text, "und")), initial=start)


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
