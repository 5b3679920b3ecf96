"""XPhoneBERT (Nguyen et al. 2023), the encoder of Sohn et al. 2024: it reads segments."""

from functools import partial
from typing import Any, Dict, List, Optional

from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from ..extensions import require_phonemes
from .encoder_input import InputFormat, make_format
from .tagger import Units
from .transformer import build_encoder, get_shim
from .vocabulary import Vocabulary

# What stands between the words of a sentence.
SEPARATOR = "▁"


def build_xphonebert(
    name: str = "vinai/xphonebert-base",
    revision: str = "main",
    window: Optional[int] = None,
    stride: Optional[int] = None,
    batch_units: int = 2048,
    freeze_layers: int = 0,
    gradient_checkpointing: bool = False,
    mixed_precision: bool = False,
    grad_scaler_config: Optional[Dict[str, Any]] = None,
) -> Model[List[Doc], Units]:
    """Build the paper's encoder: a unit is a segment, and `▁` stands between tokens.

    A segment that its vocabulary lacks is read as what comes nearest (`Vocabulary`).

    XPhoneBERT saw English in the notation of CharsiuG2P's dictionary: set the phonemizer's
    `notation = "charsiu"` and `stress = true`.

    name (str): A model of the Hugging Face hub with a vocabulary of phonemes, or a
        folder. Read when the pipeline is initialized; a trained pipeline carries its
        own copy.

    The other settings are those of `TransformerEncoder`.
    """
    return build_encoder(
        "xphonebert",
        name,
        phoneme_format,
        revision=revision,
        window=window,
        stride=stride,
        batch_units=batch_units,
        freeze_layers=freeze_layers,
        gradient_checkpointing=gradient_checkpointing,
        mixed_precision=mixed_precision,
        grad_scaler_config=grad_scaler_config,
    )


def phoneme_format(
    tokenizer: PreTrainedTokenizerBase, transformer: PreTrainedModel
) -> InputFormat:
    start, end = tokenizer.bos_token_id, tokenizer.eos_token_id
    if start is None:
        start, end = tokenizer.cls_token_id, tokenizer.sep_token_id
    return make_format(
        tokenizer,
        transformer,
        unit_ids=partial(segment_ids, get_vocabulary(tokenizer)),
        prefix=[start],
        separator=[tokenizer.convert_tokens_to_ids(SEPARATOR)],
        suffix=[end],
    )


def find_vocabulary(nlp: Language) -> Optional[Vocabulary]:
    """Get the vocabulary of the first XPhoneBERT in a pipeline, if it has one."""
    models = [getattr(component, "model", None) for _, component in nlp.pipeline]
    for model in models:
        for node in model.walk() if isinstance(model, Model) else []:
            if node.name == "xphonebert" and get_shim(node).input_format is not None:
                return get_vocabulary(get_shim(node)._hfmodel.tokenizer)
    return None


def get_vocabulary(tokenizer: PreTrainedTokenizerBase) -> Vocabulary:
    ids = tokenizer.get_vocab()
    if SEPARATOR not in ids:
        raise ValueError(
            f"'{tokenizer.name_or_path}' has no vocabulary of phonemes: it lacks "
            f"'{SEPARATOR}', which stands between words. For an encoder that reads "
            "graphemes use spacy_phonener.TransformerEncoder.v1."
        )
    special = {*tokenizer.all_special_tokens, SEPARATOR}
    phonemes = {entry: i for entry, i in ids.items() if entry not in special}
    return Vocabulary(phonemes, tokenizer.unk_token_id)


def segment_ids(vocabulary: Vocabulary, docs: List[Doc]) -> List[List[List[int]]]:
    return [
        [
            [i for segment in segments for i in vocabulary(segment).ids]
            for segments in require_phonemes(doc)
        ]
        for doc in docs
    ]
