"""The two metrics: entity F1, and the tag F1 that the paper's tables hold."""

from typing import Any, Dict, Iterable, List, Sequence

from spacy.scorer import PRFScore, get_ner_prf
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
    phonemizer = Phonemizer("tag_f1")
    scores = {tag: PRFScore() for tag in bio_tags(labels)}
    for eg in examples:
        lengths = segment_counts(eg.reference, phonemizer)
        gold = segment_tags(eg.reference, lengths)
        guess = segment_tags(eg.predicted, lengths)
        for gold_tag, guess_tag in zip(gold, guess):
            for tag in {gold_tag, guess_tag} & scores.keys():
                scores[tag].tp += gold_tag == guess_tag
                scores[tag].fn += tag != guess_tag
                scores[tag].fp += tag != gold_tag
    return sum(score.fscore for score in scores.values()) / len(scores)


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
