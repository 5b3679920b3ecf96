import random
from functools import partial
from typing import Callable, Dict, Iterator

from spacy.language import Language
from spacy.training import Example

from ...casing import has_case, lower_case, title_case, upper_case
from ...extensions import get_kind
from ..corpus import make_example
from .sentences import language_code, rewrite

CASINGS = {"lower": lower_case, "upper": upper_case, "title": title_case}


def create_casing(
    lower: float = 0.0, upper: float = 0.0, title: float = 0.0
) -> Callable:
    """Write some sentences of running text in another case.

    So a tagger learns not to rely on capitals. Fragments stay as they are, and so do
    sentences in scripts without case.

    lower (float): The share of sentences to write in lower case, drawn at random.
    upper (float): The share of others to write in upper case.
    title (float): The share of others in which each word begins in upper case.
    RETURNS (Callable): An augmenter for a corpus reader. Sentences are drawn anew each
        time that they are read: each epoch, if `training.max_epochs` is -1.
    RAISES (ValueError): If these are no shares of one whole.
    """
    shares = {"lower": lower, "upper": upper, "title": title}
    # 0.7 + 0.2 + 0.1 is a little less than 1 to a computer, other sums a little more.
    if min(shares.values()) < 0 or sum(shares.values()) > 1 + 1e-9:
        raise ValueError(
            "spacy_phonener.casing.v1: lower, upper and title are the shares of the "
            "sentences to write so: from 0 to 1, and no more than 1 together, not "
            f"{lower}, {upper} and {title}."
        )
    return partial(augment_casing, shares=shares)


def augment_casing(
    nlp: Language, example: Example, *, shares: Dict[str, float]
) -> Iterator[Example]:
    """Write an example in the case that is drawn.

    It then keeps its tokens, entities and origin, no other annotation.
    """
    doc = example.reference
    if get_kind(doc) == "text" and any(map(has_case, doc.text)):
        as_is = max(0.0, 1 - sum(shares.values()))
        [casing] = random.choices([*shares, "as is"], [*shares.values(), as_is])
        if write := CASINGS.get(casing):
            lang = language_code(doc)
            words = [write(token.text, lang) for token in doc]
            example = make_example(nlp.vocab, rewrite(doc, words, doc))
    yield example
