from typing import Callable, Iterable, Iterator

from spacy.language import Language
from spacy.training import Example

Augmenter = Callable[[Language, Example], Iterable[Example]]


def create_chain(*augmenters: Augmenter) -> Augmenter:
    """Let several augmenters work one after another; a corpus reader takes one.

    Each works on what the one before it made.

    augmenters (Augmenter): In the config, one section each, in order:
        [corpora.train.augmenter.*.redirects], [corpora.train.augmenter.*.accents].
    """

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        examples = [example]
        for augmenter in augmenters:
            examples = [new for old in examples for new in augmenter(nlp, old)]
        yield from examples

    return augment
