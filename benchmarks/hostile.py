"""Texts that nobody would write: words by kind of character, in docs of many forms.

Everything is drawn by a `random.Random` that the caller seeds.
"""

from functools import cache
from random import Random
from typing import Dict, List, NamedTuple, Optional, Tuple

import regex
from spacy.language import Language
from spacy.tokens import Doc, Span

from spacy_phonener.extensions import set_lang
from spacy_phonener.languages import default_scripts, languages

# spaCy cannot take surrogates: they are no text.
SURROGATES = range(0xD800, 0xE000)
# By kind, classes of characters (regex's version 1). Each character of a word is of one of
# them, and each of them is as likely as the others.
KINDS: Dict[str, Tuple[str, ...]] = {
    "English letters": ("[a-z]",),
    "letters of all scripts": (r"\p{L}",),
    "marks": (r"\p{M}",),
    "letters and marks": (r"\p{L}", r"\p{M}", r"\p{Lm}"),
    "modifiers and iteration": (r"\p{Lm}", "[ーゝゞヽヾ々ໆๆៗꫝ〱-〵]", "[あア가ກ]"),
    "flags": (r"\p{Regional_Indicator}",),
    "emoji": (
        *(r"\p{Extended_Pictographic}", r"\p{Emoji_Modifier}"),
        *("\u200d", "\ufe0f", "[#*0-9\u20e3]", "[\U000e0061-\U000e007f]"),
    ),
    "invisible": (r"\p{Cf}", r"\p{Default_Ignorable_Code_Point}"),
    "invisible between letters": ("[a-zа-яا-ي]", r"[\p{Cf}\p{Bidi_Control}]", r"\p{L}"),
    "blanks and controls": (r"\p{Z}", r"\p{Cc}"),
    "no characters yet": (r"\p{Cn}", r"\p{Co}"),
    "Hangul": (
        *("[\u1100-\u11ff]", "[\ua960-\ua97f]", "[\ud7b0-\ud7fb]", "[\u3130-\u318f]"),
        *("[\uac00-\ud7a3]", "[\uffa0-\uffdc]"),
    ),
    "other forms of letters": (
        *("[\ufb00-\ufb4f]", "[\ufb50-\ufdff\ufe70-\ufefc]", "[\uff00-\uffef]"),
        *(r"\p{NFKC_Quick_Check=No}", "[\ufdfa\ufdfb\u3300-\u33ff]"),
    ),
    "letters whose case is long": (
        "[İıßẞŉǰΐΰև\ufb00-\ufb17ᾀ-ᾯ]",
        "[\U00010400-\U0001044f]",
    ),
    "digits": (r"\p{Nd}", r"\p{N}"),
    "apostrophes": ("['’‘ʻʼ`´ʹˈ′＇]", r"\p{L}"),
    "IPA": ("[ɐ-ʯ]", "[ʰ-˿]", "[ː:ˑ͜͡ˈˌ?#]", "[\u0300-\u036f]", "[a-z]"),
    "symbols and punctuation": (r"\p{P}", r"\p{S}"),
    "markup": ("[<>&;/='\"#{}\\[\\]()_*`$%|\\\\]", "[a-zA-Z0-9]"),
    "anything": (r"[^\p{Cs}]",),
}
# Kinds of words that are made otherwise.
LETTERS, ONE, MIXED = "letters of its language", "one again and again", "mixed"
ALL_KINDS = (LETTERS, ONE, MIXED, *KINDS)
# How many characters a word has: short ones most of all.
LENGTHS = (1, 2, 3, 5, 8, 8, 8, 12, 40)
LONG_LENGTHS = (100, 400, 1_000)
GIANT_LENGTH, MANY_WORDS = 20_000, 5_000
# One word in so many is long, one doc in so many has a giant one, or many words.
LONG, GIANT, MANY = 1_000, 5_000, 10_000
FORMS = ("text", "words", "merged", "annotated")
# How many words a doc has.
WORDS = (0, 1, 1, 2, 3, 4, 5, 8)


class Case(NamedTuple):
    """A doc to be made.

    lang (Optional[str]): What names its language, if it is to say so.
    form (str): "text": cut into tokens by the pipeline; "words": by the case; "merged":
        so, then the first half of the tokens made one; "annotated": so, with sentences,
        an entity, and a token that none may have.
    """

    kind: str
    lang: Optional[str]
    form: str
    words: List[str]

    def make_doc(self, nlp: Language) -> Doc:
        if self.form == "text":
            doc = nlp.make_doc(" ".join(self.words))
        else:
            doc = Doc(nlp.vocab, words=self.words)
        if self.form == "merged" and len(doc) > 1:
            with doc.retokenize() as retokenizer:
                retokenizer.merge(doc[: len(doc) // 2 + 1])
        if self.form == "annotated" and len(doc) > 1:
            for token in doc:
                token.is_sent_start = token.i % 3 == 0
            doc.set_ents([Span(doc, 0, 1, label="PER")], blocked=[doc[1:2]])
        set_lang(doc, self.lang)
        return doc


@cache
def all_characters() -> str:
    return "".join(chr(i) for i in range(0x110000) if i not in SURROGATES)


@cache
def characters(cls: str) -> List[str]:
    """List the characters of a class, in Unicode's order."""
    return regex.compile(cls, regex.V1).findall(all_characters())


@cache
def letters(lang: Optional[str]) -> Tuple[List[str], ...]:
    """List the letters of a language's scripts: the usual ones, all, marks.

    lang (Optional[str]): Its code; nothing: of all scripts that are read.
    """
    scripts = languages()[lang].scripts if lang else default_scripts()
    found: List[List[str]] = []
    for script in scripts:
        own = characters(rf"[\p{{Script={script}}}&&\p{{L}}]")
        # A script's first letters are those that most languages have.
        found += own[:64], own
        found.append(characters(rf"[\p{{Script={script}}}&&\p{{M}}]"))
    return tuple(filter(None, found))


def draw_word(rng: Random, kind: str, lang: Optional[str], length: int) -> str:
    """Draw a word of a kind, of so many characters."""
    if kind == MIXED:
        return "".join(
            draw_word(rng, rng.choice(list(KINDS)), lang, 1) for _ in range(length)
        )
    if kind == ONE:
        few = draw_word(rng, rng.choice(list(KINDS)), lang, rng.choice((1, 1, 2, 3)))
        return (few * length)[:length]
    classes = letters(lang) if kind == LETTERS else tuple(map(characters, KINDS[kind]))
    return "".join(rng.choice(rng.choice(classes)) for _ in range(length))


def draw_case(rng: Random) -> Case:
    kind = rng.choice(ALL_KINDS)
    lang = rng.choice([None, *languages()])
    form = rng.choice(FORMS)
    if not rng.randrange(GIANT):
        return Case(kind, lang, form, [draw_word(rng, kind, lang, GIANT_LENGTH)])
    n_words = rng.choice(WORDS) if rng.randrange(MANY) else MANY_WORDS
    lengths = (
        rng.choice(LENGTHS if rng.randrange(LONG) else LONG_LENGTHS)
        for _ in range(n_words)
    )
    return Case(
        kind, lang, form, [draw_word(rng, kind, lang, length) for length in lengths]
    )
