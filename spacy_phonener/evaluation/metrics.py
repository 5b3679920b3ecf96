"""The two metrics: entity F1, and the tag F1 that the paper's tables hold.

Both follow from counts that add up over sentences (correct, predicted, gold), so a
sentence is counted once, and sums over any sentences have a score.
"""

from typing import Any, Dict, Iterable, List, Sequence

import numpy
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc
from spacy.training import Example

from ..languages import find_language
from ..pipeline.bio import bio_tags
from ..pipeline.phonemizer import Phonemizer

LABELS = ("LOC", "ORG", "PER")
MAX_POSITIONS = 128


def entity_f1(examples: Iterable[Example]) -> Dict[str, Any]:
    """Exact span and type, micro average: seqeval's strict IOB2.

    RETURNS (Dict[str, Any]): `ents_p`, `ents_r`, `ents_f`, `ents_per_type`.
    """
    return get_ner_prf(examples)


def tag_f1(examples: Iterable[Example], labels: Sequence[str] = LABELS) -> float:
    """Macro average over the tags of the F1 of phonemes, as the paper's reference
    implementation measures it: the start, the end and the word boundaries of a
    sentence count as O, and positions after the 128th do not count.

    A system's own segmentation would move the score, so the segments of every system,
    grapheme ones too, are those of a default phonemizer.

    labels (Sequence[str]): The entity types; their B and I tags and O are averaged.
    RETURNS (float): Between 0 and 1.
    """
    return float(macro_f1(count_tags(examples, labels).sum(axis=0)))


def count_entities(
    examples: Iterable[Example], labels: Sequence[str] = LABELS
) -> numpy.ndarray:
    """RETURNS (numpy.ndarray): For each sentence and label, the number of entities
    that are right, predicted and gold."""
    counts = []
    for eg in examples:
        gold = {(ent.start, ent.end, ent.label_) for ent in eg.reference.ents}
        guess = {(ent.start, ent.end, ent.label_) for ent in eg.predicted.ents}
        for label in labels:
            sets = [
                {e for e in s if e[2] == label} for s in (gold & guess, guess, gold)
            ]
            counts.append([len(ents) for ents in sets])
    return numpy.array(counts, dtype="i").reshape(-1, len(labels), 3)


def count_tags(
    examples: Iterable[Example], labels: Sequence[str] = LABELS
) -> numpy.ndarray:
    """RETURNS (numpy.ndarray): For each sentence and tag, the number of segments that
    are right, predicted and gold."""
    phonemizer = Phonemizer("tag_f1")
    index = {tag: i for i, tag in enumerate(bio_tags(labels))}
    others = n = len(index)
    counts = []
    for eg in examples:
        lengths = segment_counts(eg.reference, phonemizer)
        gold, guess = (
            numpy.array([index.get(tag, others) for tag in segment_tags(doc, lengths)])
            for doc in (eg.reference, eg.predicted)
        )
        tags = (gold[gold == guess], guess, gold)
        counts.append([numpy.bincount(t, minlength=n + 1)[:n] for t in tags])
    return numpy.array(counts, dtype="i").reshape(-1, 3, n).transpose(0, 2, 1)


def micro_f1(counts: numpy.ndarray) -> numpy.ndarray:
    """counts (numpy.ndarray): Right, predicted and gold in the last dimension, labels before.
    RETURNS (numpy.ndarray): The F1 of their sums over labels."""
    return f1(counts.sum(axis=-2))


def macro_f1(counts: numpy.ndarray) -> numpy.ndarray:
    """counts (numpy.ndarray): Right, predicted and gold in the last dimension, labels before.
    RETURNS (numpy.ndarray): The mean over labels of their F1."""
    return f1(counts).mean(axis=-1)


def f1(counts: numpy.ndarray) -> numpy.ndarray:
    """counts (numpy.ndarray): Right, predicted and gold in the last dimension.
    RETURNS (numpy.ndarray): The F1; 0 where there is nothing."""
    right, predicted, gold = numpy.moveaxis(counts, -1, 0)
    return 2 * right / numpy.maximum(predicted + gold, 1)


def segment_counts(doc: Doc, phonemizer: Phonemizer) -> List[int]:
    """RETURNS (List[int]): The number of segments of each token."""
    lang = find_language(doc._.phonener_lang or "")
    words = phonemizer.phonemize([token.text for token in doc], lang)
    return [len(segments) for segments in words]


def segment_tags(doc: Doc, lengths: Sequence[int]) -> List[str]:
    """Spread a doc's entities over segments.

    lengths (Sequence[int]): The number of segments of each token.
    RETURNS (List[str]): O (start), each token's tags, O between tokens, O (end), cut
        at MAX_POSITIONS.
    """
    tags = ["O"]
    for token, length in zip(doc, lengths):
        if token.ent_iob_ in ("", "O"):
            tags += ["O"] * length
        else:
            inside = f"I-{token.ent_type_}"
            tags += [f"{token.ent_iob_}-{token.ent_type_}"] + [inside] * (length - 1)
        tags.append("O")
    return tags[:MAX_POSITIONS]
