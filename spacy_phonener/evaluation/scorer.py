"""The phonener's scorer: spaCy's own, and the paper's tag F1 if asked for."""

from functools import partial
from typing import Any, Callable, Dict, Iterable

from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example


def make_scorer(tag_f: bool = False) -> Callable:
    """Make the phonener's scorer.

    tag_f (bool): Add the paper's tag F1, of the entities that are answered. For a column
        in the table of `spacy train`, name it under [training.score_weights] as well.
    """
    return partial(score_phonener, tag_f=tag_f)


def score_phonener(
    examples: Iterable[Example],
    *,
    annotate: str,
    spans_key: str,
    tag_f: bool = False,
    **kwargs,
) -> Dict[str, Any]:
    """Score exact spans and types against the reference's entities.

    annotate, spans_key (str): Where the phonener writes.
    tag_f (bool): Add the paper's tag F1 of doc.ents, as `tag_f`.
    RETURNS (Dict[str, Any]): `ents_f` and the like or, for a phonener that writes
        spans, `spans_{spans_key}_f`.
    """
    if annotate == "ents":
        scores = Scorer.score_spans(
            examples, "ents", has_annotation=_has_entities, **kwargs
        )
        if tag_f:
            # Imports a phonemizer, which most trainings do not score by.
            from .metrics import tag_f1

            scores["tag_f"] = tag_f1(examples)
        return scores
    # The reference holds its gold entities in doc.ents in either case.
    return Scorer.score_spans(
        examples,
        f"spans_{spans_key}",
        getter=lambda doc, attr: doc.spans.get(spans_key, doc.ents),
        has_annotation=lambda doc: spans_key in doc.spans or _has_entities(doc),
        **kwargs,
    )


def _has_entities(doc: Doc) -> bool:
    return doc.has_annotation("ENT_IOB")
