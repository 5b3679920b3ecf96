"""Pipelines around each kind of encoder, with random weights and no dropout."""

from pathlib import Path
from typing import Any, Dict, List

import spacy
import torch
from spacy.language import Language
from spacy.util import fix_random_seed
from tokenizers import BertWordPieceTokenizer
from transformers import (
    BertConfig,
    BertModel,
    BertTokenizerFast,
    CanineConfig,
    CanineModel,
    CanineTokenizer,
)

from benchmarks.random_checkpoint import save_checkpoint

from .setting import Setting, read_examples

# XPhoneBERT and the paper's grapheme encoders have the second size.
SIZES = {
    "small": {"layers": 2, "width": 64, "heads": 2},
    "base": {"layers": 12, "width": 768, "heads": 12},
}
ENCODERS = ("lite", "xphonebert", "bert", "canine")
NO_DROPOUT = dict.fromkeys(
    [
        "dropout",
        "context_dropout",
        "segment_dropout",
        "ngram_dropout",
        "shape_dropout",
        "commonness_dropout",
        "names_dropout",
        "language_dropout",
    ],
    0.0,
)
# All that the LiteEncoder can see.
EVERYTHING = {
    "prefixes": True,
    "kind": True,
    "commonness": True,
    "names_width": 32,
    "languages": ["eng", "deu"],
    "exact_width": 32,
}


def make_pipeline(
    setting: Setting, encoder: str, size: str, sentences: List[str]
) -> Language:
    """Make a pipeline, initialized on the device in use.

    encoder, size (str): Of ENCODERS and SIZES.
    sentences (List[str]): What BERT's wordpieces are learned from.
    """
    fix_random_seed(0)
    if encoder == "lite":
        config: Dict[str, Any] = {"@architectures": "spacy_phonener.LiteEncoder.v1"}
        config |= {**NO_DROPOUT, **(EVERYTHING if size == "base" else {})}
    else:
        folder = setting.folder / f"{encoder}-{size}-checkpoint"
        if not folder.exists():
            save_encoder(folder, encoder, SIZES[size], sentences)
        phonemes = encoder == "xphonebert"
        architecture = "XPhoneBERT" if phonemes else "TransformerEncoder"
        config = {
            "@architectures": f"spacy_phonener.{architecture}.v1",
            "name": str(folder),
            "window": 128,
        }
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    tagger = {"@architectures": "spacy_phonener.PhoneTagger.v1", "encoder": config}
    nlp.add_pipe("phonener", config={"model": tagger, "overwrite": True})
    examples = read_examples(nlp, setting, 50)
    for label in ("LOC", "ORG", "PER"):
        nlp.get_pipe("phonener").add_label(label)
    nlp.initialize(lambda: examples)
    return nlp


def save_encoder(
    folder: Path, encoder: str, size: Dict[str, int], sentences: List[str]
) -> None:
    """Save an encoder with random weights as a checkpoint."""
    if encoder == "xphonebert":
        save_checkpoint(folder, dropout=0.0, **size)
        return
    settings = {
        "hidden_size": size["width"],
        "num_hidden_layers": size["layers"],
        "num_attention_heads": size["heads"],
        "intermediate_size": 4 * size["width"],
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
    }
    folder.mkdir()
    torch.manual_seed(0)
    if encoder == "canine":
        config = CanineConfig(
            max_position_embeddings=1024, num_hash_buckets=1024, **settings
        )
        CanineModel(config).save_pretrained(folder)
        CanineTokenizer(model_max_length=1024).save_pretrained(folder)
        return
    wordpieces = BertWordPieceTokenizer(lowercase=False)
    wordpieces.train_from_iterator(sentences, vocab_size=8000, show_progress=False)
    wordpieces.save_model(str(folder))
    tokenizer = BertTokenizerFast(
        str(folder / "vocab.txt"), do_lower_case=False, model_max_length=512
    )
    BertModel(BertConfig(vocab_size=len(tokenizer), **settings)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
