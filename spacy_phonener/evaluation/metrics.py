"""The metrics: entity F1, span F1, and the tag F1 that the paper's tables hold.

They follow from counts that add up over sentences (correct, predicted, gold), so a
sentence is counted once, and sums over any sentences have a score.
"""

import statistics
from typing import Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

import numpy
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc
from spacy.training import Example

from ..extensions import get_lang
from ..languages import find_language
from ..pipeline.bio import bio_tags
from ..pipeline.phonemizer import Phonemizer
from ..segments import Segments

# Start and end token, label.
Entity = Tuple[int, int, str]
Entities = Sequence[Entity]
LABELS = ("LOC", "ORG", "PER")
MAX_POSITIONS = 128


class EntityScores(NamedTuple):
    """Precision, recall and F1 of entities: 0 where there are none.

    ents_p, ents_r, ents_f (float): Micro averages.
    ents_per_type (Dict[str, Dict[str, float]]): "p", "r" and "f" of each label.
    """

    ents_p: float
    ents_r: float
    ents_f: float
    ents_per_type: Dict[str, Dict[str, float]]


def entity_f1(examples: Iterable[Example]) -> EntityScores:
    """Score entities: exact span and type, micro average, as in seqeval's strict IOB2."""
    scores = get_ner_prf(examples)
    return EntityScores(
        ents_p=scores["ents_p"] or 0.0,
        ents_r=scores["ents_r"] or 0.0,
        ents_f=scores["ents_f"] or 0.0,
        ents_per_type=scores["ents_per_type"] or {},
    )


def span_f1(examples: Iterable[Example]) -> float:
    """Score spans, whatever their types: exact, micro average."""
    sides = [
        (get_entities(eg.reference), get_entities(eg.predicted)) for eg in examples
    ]
    gold, found = ([untyped(side[i]) for side in sides] for i in (0, 1))
    return float(f1(count_entities(gold, found).sum(axis=0)))


def tag_f1(examples: Iterable[Example], labels: Sequence[str] = LABELS) -> float:
    """Score the tags of phonemes: macro average over the tags of their F1.

    Of the entities that a pipeline answers, spread over segments: its tags as the paper
    decodes them are those of `argmax`. As in the paper's reference implementation, the
    start, the end and the word boundaries of a sentence count as O, positions after the
    128th do not count, and a tag that occurs neither in gold nor predicted is left out. A
    system's own segmentation would move the score, so the segments of every system, grapheme
    ones too, are those of a default phonemizer.

    labels (Sequence[str]): The entity types; their B and I tags and O are averaged.
    RETURNS (float): Between 0 and 1.
    """
    examples = list(examples)
    phonemizer = Phonemizer("tag_f1")
    lengths = [
        [len(word) for word in read_segments(eg.reference, phonemizer)]
        for eg in examples
    ]
    gold = [get_entities(eg.reference) for eg in examples]
    found = [get_entities(eg.predicted) for eg in examples]
    return float(macro_f1(count_tags(gold, found, lengths, labels).sum(axis=0)))


def get_entities(doc: Doc) -> List[Entity]:
    """List start, end and label of the entities of a doc."""
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


def untyped(ents: Entities) -> List[Entity]:
    """Make all entities of one type, to compare their spans alone."""
    return [(start, end, "") for start, end, _ in ents]


def count_entities(
    gold: Iterable[Entities], found: Iterable[Entities]
) -> numpy.ndarray:
    """Count the entities of each sentence.

    gold, found (Iterable[Entities]): Of each sentence.
    RETURNS (numpy.ndarray): For each sentence, the number of entities that are right,
        predicted and gold.
    """
    counts = [
        [len(set(right) & set(guess)), len(guess), len(right)]
        for right, guess in zip(gold, found)
    ]
    return numpy.array(counts, dtype="i").reshape(-1, 3)


def count_tags(
    gold: Iterable[Entities],
    found: Iterable[Entities],
    lengths: Iterable[Sequence[int]],
    labels: Sequence[str] = LABELS,
) -> numpy.ndarray:
    """Count the segments of each sentence by their tags.

    gold, found (Iterable[Entities]): Of each sentence.
    lengths (Iterable[Sequence[int]]): The number of segments of each token.
    RETURNS (numpy.ndarray): For each sentence and tag, the number of segments that are
        right, predicted and gold.
    """
    return count_positions(
        (
            (segment_tags(ents, token_lengths), segment_tags(guess, token_lengths))
            for ents, guess, token_lengths in zip(gold, found, lengths)
        ),
        labels,
    )


def count_positions(
    sides: Iterable[Tuple[Sequence[str], Sequence[str]]],
    labels: Sequence[str] = LABELS,
) -> numpy.ndarray:
    """Count the positions of each sentence by their tags.

    sides (Iterable[Tuple[Sequence[str], Sequence[str]]]): The gold and the predicted tags of
        each sentence.
    RETURNS (numpy.ndarray): For each sentence and tag, the number of positions that are
        right, predicted and gold.
    """
    index = {tag: i for i, tag in enumerate(bio_tags(labels))}
    others = n = len(index)
    counts = []
    for side in sides:
        right, guess = (
            numpy.array([index.get(tag, others) for tag in tags], dtype="i")
            for tags in side
        )
        tags = (right[right == guess], guess, right)
        counts.append([numpy.bincount(t, minlength=n + 1)[:n] for t in tags])
    return numpy.array(counts, dtype="i").reshape(-1, 3, n).transpose(0, 2, 1)


def macro_f1(counts: numpy.ndarray) -> numpy.ndarray:
    """Average the F1 of labels that occur, in gold or predicted, as scikit-learn does.

    counts (numpy.ndarray): Right, predicted and gold in the last dimension, labels
        before.
    """
    n_occurring = counts[..., 1:].any(axis=-1).sum(axis=-1)
    return f1(counts).sum(axis=-1) / numpy.maximum(n_occurring, 1)


def f1(counts: numpy.ndarray) -> numpy.ndarray:
    """Work out F1: 0 where there is nothing.

    counts (numpy.ndarray): Right, predicted and gold in the last dimension.
    """
    right, predicted, gold = numpy.moveaxis(counts, -1, 0)
    return 2 * right / numpy.maximum(predicted + gold, 1)


def mean_std(values: Sequence[float]) -> Tuple[float, Optional[float]]:
    """Take the mean, and the sample standard deviation if there is more than one value."""
    std = statistics.stdev(values) if len(values) > 1 else None
    return statistics.mean(values), std


def read_segments(doc: Doc, phonemizer: Phonemizer) -> List[Segments]:
    """Read the segments of each token, in the doc's language."""
    lang = find_language(get_lang(doc) or "")
    return phonemizer.phonemize([token.text for token in doc], lang)


def segment_tags(ents: Entities, lengths: Sequence[int]) -> List[str]:
    """Spread a sentence's entities over segments.

    ents (Entities): Its entities.
    lengths (Sequence[int]): The number of segments of each token.
    RETURNS (List[str]): O (start), each token's tags, O between tokens, O (end), cut
        at MAX_POSITIONS.
    """
    return spread_tags(entity_tags(ents, len(lengths)), segment_tokens(lengths))[
        :MAX_POSITIONS
    ]


def entity_tags(ents: Entities, n_tokens: int) -> List[str]:
    """Write the tags of a sentence's tokens."""
    tags = ["O"] * n_tokens
    for start, end, label in ents:
        tags[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
    return tags


def segment_tokens(lengths: Sequence[int]) -> List[int]:
    """Number the tokens that a sentence's positions belong to.

    lengths (Sequence[int]): The number of segments of each token.
    RETURNS (List[int]): -1 (start), each token's number for each of its segments, -1 between
        tokens, -1 (end).
    """
    tokens = [-1]
    for i, length in enumerate(lengths):
        tokens += [i] * length + [-1]
    return tokens


def spread_tags(tags: Sequence[str], tokens: Sequence[int]) -> List[str]:
    """Spread the tags of tokens over positions, as `pipeline.units.unit_tags` does.

    tags (Sequence[str]): Of the tokens.
    tokens (Sequence[int]): The token of each position; -1: none.
    RETURNS (List[str]): A token's B goes on as I; O where there is no token.
    """
    spread = []
    for before, token in zip([-1, *tokens], tokens):
        tag = tags[token] if token >= 0 else "O"
        goes_on = token == before and tag.startswith("B-")
        spread.append(f"I-{tag[2:]}" if goes_on else tag)
    return spread
