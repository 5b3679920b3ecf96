import random
import re
from functools import partial
from typing import Callable, Dict, Iterator, Optional

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.training import Example

from ...languages import get_language
from ..corpus import make_example
from .sentences import is_sampled, rewrite

VOWELS = "aeiou"
CONSONANTS = "bcdfghjklmnprstvwyz"
# Groups of vowels, and of consonants: y stands for a vowel in most English words.
GROUPS = re.compile("([aeiouy]+)|[bcdfghjklmnpqrstvwxz]+", re.IGNORECASE)


def create_pseudowords(level: float, of: Optional[str] = None) -> Callable:
    """Put names into sentences of a language that nobody speaks.

    Names keep their letters, all other words become pseudowords. So a tagger cannot tell names by knowing
    every other word, and has to learn what they sound and look like, and where they stand.

    level (float): The share of sentences to write so, drawn at random.
    of (Optional[str]): The language of the sentences to write so, where a corpus has
        several; it is written in Latin letters. Defaults to all.
    RETURNS (Callable): An augmenter for a corpus reader. Sentences and languages are
        drawn anew each time that they are read: each epoch, if `training.max_epochs`
        is -1.
    """
    return partial(augment_pseudowords, level=level, of=of and get_language(of).code)


def augment_pseudowords(
    nlp: Language, example: Example, *, level: float, of: Optional[str]
) -> Iterator[Example]:
    """Put pseudowords into an example, if it is drawn.

    It then keeps its tokens, entities and language, no other annotation.
    """
    if is_sampled(example.reference, level, of):
        example = make_example(nlp.vocab, with_pseudowords(example.reference))
    yield example


def with_pseudowords(doc: Doc) -> Doc:
    respell = sample_language()
    words = [t.text if is_name(t) else respell(t.text) for t in doc]
    return rewrite(doc, words, doc)


def is_name(token: Token) -> bool:
    # Lower-case words within a name ("of") are no names in other languages.
    return bool(token.ent_type_) and not token.text[0].islower()


def sample_language() -> Callable[[str], str]:
    """Draw a language at random.

    RETURNS (Callable): Writes words as that language's, each word the same way each
        time: a group of vowels becomes a vowel or two of those that the language has, a
        group of consonants a consonant or two.
    """
    vowels = random.sample(VOWELS, random.choice((3, 4, 5, 5)))
    consonants = random.sample(CONSONANTS, 14)
    share_of_two = random.choice((0.0, 0.1, 0.3))
    groups: Dict[str, str] = {}

    def respell_group(match: "re.Match[str]") -> str:
        group = match.group().lower()
        if group not in groups:
            letters = vowels if match.group(1) else consonants
            n = 2 if random.random() < share_of_two else 1
            groups[group] = "".join(random.choices(letters, k=n))
        respelled = groups[group]
        return respelled.capitalize() if match.group()[0].isupper() else respelled

    return lambda word: GROUPS.sub(respell_group, word)
