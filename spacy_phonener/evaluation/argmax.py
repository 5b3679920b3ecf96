"""Tags as the paper decodes them: each unit has its best tag, whatever the others have.

The phonener pools the scores of a token's units, takes what is of no token for O, and looks
for the best valid path. Here nothing of that is done:

    token             Nelson         Mandela
    unit          <s> n  ɛ  l  …  ▁  m  æ  n  …  </s>
    gold           O  B  I  I  …  O  I  I  I  …   O
    best tag       O  B  I  O  …  I  I  B  I  …   O
"""

from contextlib import contextmanager
from typing import Iterator, List, NamedTuple, Optional, Sequence, Tuple

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Model

from ..extensions import get_phonemes
from ..pipeline.phonener import PhoneNER
from ..pipeline.units import is_first
from .annotating import annotate
from .metrics import (
    MAX_POSITIONS,
    count_positions,
    entity_tags,
    get_entities,
    segment_tokens,
    spread_tags,
)


class BestTags(NamedTuple):
    """What a model makes of a doc, or of a part of a long one.

    length (int): How many tokens it has.
    tokens (List[int]): The token of each unit; -1: none.
    tags (List[str]): The best tag of each unit.
    """

    length: int
    tokens: List[int]
    tags: List[str]


def annotate_both(
    nlp: Language, examples: List[Example]
) -> Tuple[List[Example], Optional[numpy.ndarray]]:
    """Run a pipeline over the docs to annotate of examples, and count its best tags.

    RETURNS (Tuple[List[Example], Optional[numpy.ndarray]]): The examples, and what
        `count_best_tags` gives; None if the pipeline has no phonener, or one that reads
        other tokens than those of the reference.
    """
    phoneners = (pipe for _, pipe in nlp.pipeline if isinstance(pipe, PhoneNER))
    phonener = next(phoneners, None)
    if phonener is None:
        return annotate(nlp, examples), None
    with listening(phonener) as heard:
        annotate(nlp, examples)
    lengths = [len(eg.reference) for eg in examples]
    if sum(part.length for part in heard) != sum(lengths):
        return examples, None
    return examples, count_best_tags(examples, join_parts(heard, lengths))


@contextmanager
def listening(phonener: PhoneNER) -> Iterator[List[BestTags]]:
    """Note the best tags of what a phonener reads, so that it need not read it again."""
    model = phonener.model
    names = numpy.asarray(phonener.tags)
    heard: List[BestTags] = []

    def forward(_: Model, docs: List[Doc], is_train: bool):
        units = model.predict(docs)
        for doc, rows, tokens in zip(docs, units.rows, units.tokens):
            best = model.ops.to_numpy(rows.argmax(axis=1))
            owners = model.ops.to_numpy(tokens)
            if phonener.units == "first":
                kept = is_first(owners)
                best, owners = best[kept], owners[kept]
            heard.append(BestTags(len(doc), owners.tolist(), names[best].tolist()))
        return units, None

    refs = {"encoder": model.maybe_get_ref("encoder")}
    phonener.model = Model("listening", forward, layers=[model], refs=refs)
    try:
        yield heard
    finally:
        phonener.model = model


def join_parts(parts: List[BestTags], lengths: Sequence[int]) -> Iterator[BestTags]:
    """Put the parts of each doc together.

    parts (List[BestTags]): Of all docs, in their order; a doc without tokens has none.
    lengths (Sequence[int]): How many tokens each doc has.
    """
    left = iter(parts)
    for length in lengths:
        whole = BestTags(0, [], [])
        while whole.length < length:
            part = next(left)
            shifted = [i + whole.length if i >= 0 else i for i in part.tokens]
            whole = BestTags(
                whole.length + part.length,
                whole.tokens + shifted,
                whole.tags + part.tags,
            )
        yield whole


def count_best_tags(examples: List[Example], docs: Iterator[BestTags]) -> numpy.ndarray:
    """Count the positions of each sentence by their tags.

    A position is a unit. Where each token is one unit, as LiteEncoder reads, a position is
    a segment, as with `metrics.count_tags`: it has its token's best tag, I after the first.

    docs (Iterator[BestTags]): The best tags of each example's doc.
    RETURNS (numpy.ndarray): See `metrics.count_positions`.
    """
    pairs = []
    for eg, (length, tokens, tags) in zip(examples, docs):
        gold = entity_tags(get_entities(eg.reference), length)
        if tokens == list(range(length)):
            tokens = segment_tokens(
                [len(get_phonemes(token) or "_") for token in eg.predicted]
            )
            tags = spread_tags(tags, tokens)
        pairs.append((spread_tags(gold, tokens), tags))
    return count_positions((g[:MAX_POSITIONS], t[:MAX_POSITIONS]) for g, t in pairs)
