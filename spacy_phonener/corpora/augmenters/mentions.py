import random
from collections import defaultdict, deque
from functools import partial
from typing import Deque, Dict, Iterator, List, NamedTuple, Tuple

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from ...casing import has_case, is_capitalized, lower_case, title_case
from ...extensions import copy_origin, get_kind
from ..corpus import make_example
from .sentences import language_code, tag_of

# Of each language and type, how many mentions to choose from.
N_MENTIONS = 2000
# The most tokens of a mention to put into other sentences.
MAX_LENGTH = 5
# The share of the entities of a sentence to exchange.
SHARE = 0.5


class Mention(NamedTuple):
    words: Tuple[str, ...]
    spaces: Tuple[bool, ...]


def create_mentions(level: float) -> "Mentions":
    """Put other names into sentences of running text, of the same type and language.

    Mention replacement (Dai & Adel 2020): a tagger sees more names in sentences, and
    cannot know the sentences by heart.

    level (float): The share of sentences in which to exchange each entity or not, as a
        coin falls; drawn at random.
    RETURNS (Mentions): An augmenter for a corpus reader. Sentences and mentions are
        drawn anew each time that they are read: each epoch, if `training.max_epochs`
        is -1.
    """
    return Mentions(level)


class Mentions:
    """Exchanges mentions for others.

    These were read a while ago, in fragments or in running text. A sentence in which
    some are exchanged keeps its language, kind and source, no other annotation than
    entities."""

    def __init__(self, level: float):
        self.level = level
        # By language code and label.
        self.mentions: Dict[Tuple[str, str], Deque[Mention]] = defaultdict(
            partial(deque, maxlen=N_MENTIONS)
        )

    def __call__(self, nlp: Language, example: Example) -> Iterator[Example]:
        doc = example.reference
        lang = language_code(doc)
        is_lower = is_in_lower_case(doc)
        if doc.ents and get_kind(doc) == "text" and random.random() < self.level:
            others = self.sample_others(doc, lang)
            new = with_mentions(doc, others, lang, lower=is_lower)
            example = make_example(nlp.vocab, new)
        # Names without their capitals are of no use to sentences that have some.
        if not is_lower:
            self.keep(doc, lang)
        yield example

    def keep(self, doc: Doc, lang: str) -> None:
        """Keep the mentions of a doc for others of its language."""
        for ent in doc.ents:
            if len(ent) <= MAX_LENGTH:
                words = tuple(token.text for token in ent)
                spaces = tuple(bool(token.whitespace_) for token in ent)
                self.mentions[lang, ent.label_].append(Mention(words, spaces))

    def sample_others(self, doc: Doc, lang: str) -> Dict[Span, Mention]:
        """Draw entities of a doc, and for each of them another mention."""
        others = {}
        for ent in doc.ents:
            mentions = self.mentions[lang, ent.label_]
            if mentions and random.random() < SHARE:
                others[ent] = random.choice(mentions)
        return others


def is_in_lower_case(doc: Doc) -> bool:
    """Tell whether a doc has no capitals, though its letters have case."""
    letters = [c for c in doc.text if c.isalpha()]
    cased = [c for c in letters if has_case(c)]
    # A few Latin letters do not make the case of a text in another script.
    return 2 * len(cased) > len(letters) and all(map(str.islower, cased))


def with_mentions(
    doc: Doc, others: Dict[Span, Mention], lang: str, *, lower: bool
) -> Doc:
    """Put mentions in the places of a doc's entities.

    lang (str): The code of the doc's language.
    lower (bool): Write the mentions in lower case.
    """
    words: List[str] = []
    spaces: List[bool] = []
    tags: List[str] = []

    def copy_tokens(start: int, end: int) -> None:
        tokens = doc[start:end]
        words.extend(token.text for token in tokens)
        spaces.extend(bool(token.whitespace_) for token in tokens)
        tags.extend(map(tag_of, tokens))

    done = 0
    for ent, other in others.items():
        copy_tokens(done, ent.start)
        new = list(other.words)
        if lower:
            new = [lower_case(word, lang) for word in new]
        elif ent.start == 0 and is_capitalized(ent[0].text):
            new[0] = title_case(new[0], lang)
        words += new
        spaces += [*other.spaces[:-1], bool(ent[-1].whitespace_)]
        tags += [f"B-{ent.label_}", *[f"I-{ent.label_}"] * (len(new) - 1)]
        done = ent.end
    copy_tokens(done, len(doc))
    result = Doc(doc.vocab, words=words, spaces=spaces, ents=tags)
    copy_origin(doc, result)
    return result
