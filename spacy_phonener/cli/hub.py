"""What the Hugging Face hub reads at the beginning of a model card."""

from typing import Any, Dict, List

import langcodes
from huggingface_hub import CardData, EvalResult, ModelCard, ModelCardData

from ..corpora.training_data import KEY
from ..languages import languages

TASK = "token-classification"
WIKIANN = "unimelb-nlp/wikiann"
METRICS = {"ents_f": "f1", "ents_p": "precision", "ents_r": "recall"}


def add_metadata(card: str, name: str, meta: Dict[str, Any]) -> str:
    """Put what a package's meta says before its card, as the hub reads it.

    Languages, library, licence, task, and what training scored on its validation data.
    What the card says itself of these counts.

    name (str): The package's.
    """
    data = ModelCardData(
        language=list_languages(meta),
        library_name="spacy",
        license=meta.get("license", "").lower() or None,
        pipeline_tag=TASK,
        tags=["spacy", TASK, "named-entity-recognition"],
        datasets=list_datasets(meta) or None,
        model_name=name,
        eval_results=list_results(meta) or None,
    )
    own = ModelCard(card)
    both = CardData(**{**data.to_dict(), **own.data.to_dict()})
    return f"---\n{both.to_yaml()}\n---\n\n{own.text}"


def list_languages(meta: Dict[str, Any]) -> List[str]:
    """List a pipeline's languages, as ISO 639 codes: first those that it was trained on.

    The others are those that a phonemizer reads.
    """
    trained = (lang for row in meta.get(KEY, {}).values() for lang in row["languages"])
    codes = [*trained, *(languages() if "phonemizer" in meta["pipeline"] else ())]
    found = dict.fromkeys(langcodes.get(code).language for code in codes)
    return [code for code in found if code]


def list_datasets(meta: Dict[str, Any]) -> List[str]:
    """List the training data that the hub has, as far as we know."""
    is_wikiann = any(row["wikiann"] for row in meta.get(KEY, {}).values())
    return [WIKIANN] if is_wikiann else []


def list_results(meta: Dict[str, Any]) -> List[EvalResult]:
    """List what training scored last, on entities."""
    performance = meta.get("performance", {})
    return [
        EvalResult(
            task_type=TASK,
            task_name="NER",
            dataset_type="validation",
            dataset_name="validation data of the training",
            metric_type=metric,
            metric_value=performance[key],
        )
        for key, metric in METRICS.items()
        if performance.get(key) is not None
    ]
