import random
from collections import defaultdict, deque
from typing import Deque, Dict, Iterator, Optional

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from ...extensions import get_lang
from ..corpus import make_example
from .sentences import rewrite

# Of the words outside of entities, how many to draw keywords from.
N_WORDS = 1000


def create_redirects(replace: float, add: float) -> "Redirects":
    """Vary WikiANN's lines from redirect pages.

    Such a line is a keyword, then a name and nothing else ("REDIRECTION Paris"). Every
    Wikipedia has a keyword of its own, and up to two thirds
    of a language's lines begin with it; the English lines have none. So a tagger has to
    learn that a first word may stand outside of the name, whatever it is.

    replace (float): The share of such lines to give another keyword.
    add (float): The share of the lines that are a name and nothing else to put a keyword
        before.
    RETURNS (Redirects): An augmenter for a corpus reader. Lines are drawn anew each
        time that they are read: each epoch, if `training.max_epochs` is -1.
    """
    return Redirects(replace, add)


class Redirects:
    """Puts keywords before names.

    Keywords are words of the line's language that stood outside of entities a while
    ago, in upper or lower case. A line that gets one keeps its tokens, entities and
    language, no other annotation."""

    def __init__(self, replace: float, add: float):
        self.replace = replace
        self.add = add
        self.words: Dict[Optional[str], Deque[str]] = defaultdict(
            lambda: deque(maxlen=N_WORDS)
        )

    def __call__(self, nlp: Language, example: Example) -> Iterator[Example]:
        doc = example.reference
        words = self.words[get_lang(doc)]
        n_before = words_before_name(doc)
        share = {0: self.add, 1: self.replace}.get(n_before, 0.0)
        if words and random.random() < share:
            yield make_example(
                nlp.vocab, with_keyword(doc, n_before, sample_keyword(words))
            )
        else:
            yield example
        words.extend(
            token.text for token in doc if token.ent_iob_ == "O" and is_word(token.text)
        )


def words_before_name(doc: Doc) -> int:
    """Count the tokens before the name that all others are of.

    RETURNS (int): -1 if they are not, or if there is other than a word before it.
    """
    if len(doc.ents) != 1:
        return -1
    [name] = doc.ents
    before = name.start
    keyword = before == 0 or (before == 1 and is_word(doc[0].text))
    return before if keyword and name.end == len(doc) else -1


def is_word(text: str) -> bool:
    return len(text) > 3 and text[0].isalpha() and not any(c.isdigit() for c in text)


def sample_keyword(words: Deque[str]) -> str:
    word = random.choice(words)
    return random.choice((word.upper(), word.lower()))


def with_keyword(doc: Doc, n_before: int, keyword: str) -> Doc:
    """Put a keyword in the place of a doc's first n_before tokens."""
    tokens = doc[n_before:]
    return rewrite(doc, [keyword, *(token.text for token in tokens)], tokens)
