import random
from typing import Iterator

from spacy.language import Language
from spacy.training import Example

from ...casing import has_upper
from ...extensions import get_kind, set_commonness
from ...stream_counts import StreamCounts
from .sentences import language_code


def create_text_counts(level: float) -> "TextCounts":
    """Count in the training texts how common words are, as the texts at hand are in use.

    level (float): The share of sentences of running text whose words get the classes of
        these counts, once there are enough of their language; drawn at random. Others, and
        all fragments, get those of word lists by the component `commonness`.
    RETURNS (TextCounts): An augmenter for a corpus reader; it goes last in a chain, for
        other augmenters change words.
    """
    return TextCounts(level)


class TextCounts:
    """Sets `token._.commonness` by the sentences that were read before."""

    def __init__(self, level: float):
        self.level = level
        self.counts = StreamCounts()

    def __call__(self, nlp: Language, example: Example) -> Iterator[Example]:
        doc = example.predicted
        if get_kind(doc) == "text":
            words = [token.text for token in doc]
            # What is in lower case throughout hides its names among the words.
            code = f"{language_code(doc)}{' ' if any(map(has_upper, words)) else ''}"
            self.counts.add(code, words)
            if random.random() < self.level and self.counts.are_enough(code):
                classes = self.counts.classes(code, words)
                for token in doc:
                    set_commonness(token, classes[token.text])
        yield example
