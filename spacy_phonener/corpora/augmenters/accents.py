import random
from functools import partial
from typing import Callable, Iterator, List, Optional

from spacy.language import Language
from spacy.training import Example

from ...extensions import note_language, set_lang
from ...languages import get_language
from .sentences import is_sampled, language_code


def create_accents(
    langs: List[str], level: float, of: Optional[str] = None
) -> Callable:
    """Read some training sentences as a speaker of another language would.

    One who knows their letters but not their language: names are spoken so all over the
    world.

    langs (List[str]): Languages that are written in the sentences' script.
    level (float): The share of sentences that are read by one of them, drawn at random.
    of (Optional[str]): The language of the sentences to read so, where a corpus has
        several. Defaults to all.
    RETURNS (Callable): An augmenter for a corpus reader. Sentences are drawn anew each
        time that they are read: each epoch, if `training.max_epochs` is -1.
    """
    for lang in langs:
        get_language(lang)
    return partial(
        augment_accent, langs=langs, level=level, of=of and get_language(of).code
    )


def augment_accent(
    nlp: Language,
    example: Example,
    *,
    langs: List[str],
    level: float,
    of: Optional[str],
) -> Iterator[Example]:
    if is_sampled(example.predicted, level, of):
        # How common its words are is asked of the language that it is written in.
        if own := language_code(example.predicted):
            note_language(example.predicted, own)
        set_lang(example.predicted, random.choice(langs))
    yield example
