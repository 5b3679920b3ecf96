"""What a pretrained encoder reads: docs as sequences of ids, cut into windows and batched.

A doc of three tokens, read with windows of five units (prefix and suffix aside) every three,
`<s>` the prefix, `▁` the separator and `</s>` the suffix:

    units                  n  e  l  ▁  k  o  ▁  g  a
    first window      <s>  n  e  l  ▁  k              </s>
    kept               *   *  *  *  *
    second window             <s>   ▁  k  o  ▁  g     </s>
    kept                               *  *  *
    third window                    <s>      ▁  g  a  </s>
    kept                                        *  *   *
    token of each row -1   0  0  0 -1  1  1 -1  2  2  -1

The rows that are kept, one after the other, are those of the doc.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Callable, List, NamedTuple, Optional, Tuple

import numpy
from spacy.tokens import Doc
from spacy_transformers.util import batch_by_length
from thinc.types import Ints1d
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from ..sentences import sentence_bounds
from .tagger import NUMPY_OPS
from .windows import windows

# Models whose output for a sequence depends on the padding after it: they get batches of
# sequences of one length.
PADDING_MATTERS = {"canine"}
# CANINE reads no less.
MIN_LENGTH = 4


class InputFormat(NamedTuple):
    """How an encoder reads tokens.

    unit_ids (Callable): For each doc and each of its tokens, the ids of its units.
    prefix (List[int]): What goes before a sequence.
    separator (List[int]): What goes between tokens.
    suffix (List[int]): What goes after a sequence.
    padding (int): What fills a batch.
    padded (bool): Whether sequences of different lengths may be filled up to one.
    max_length (int): Most units to read together, prefix and suffix included.
    """

    unit_ids: Callable[[List[Doc]], List[List[List[int]]]]
    prefix: List[int]
    separator: List[int]
    suffix: List[int]
    padding: int
    padded: bool
    max_length: int


def make_format(
    tokenizer: PreTrainedTokenizerBase, transformer: PreTrainedModel, **kwargs
) -> InputFormat:
    return InputFormat(
        padding=tokenizer.pad_token_id or 0,
        padded=transformer.config.model_type not in PADDING_MATTERS,
        max_length=max_length(tokenizer, transformer),
        **kwargs,
    )


def max_length(tokenizer: PreTrainedTokenizerBase, transformer: PreTrainedModel) -> int:
    """Ask a checkpoint how many units it can read together at most."""
    lengths = [tokenizer.model_max_length]
    if getattr(transformer.config, "max_position_embeddings", None):
        lengths.append(transformer.config.max_position_embeddings)
    for name, module in transformer.named_modules():
        if isinstance(module, nn.Embedding) and "position_embeddings" in name:
            # RoBERTa's positions start after its padding's.
            unused = 0 if module.padding_idx is None else module.padding_idx + 1
            lengths.append(module.num_embeddings - unused)
    return min(lengths)


class EncoderInput(NamedTuple):
    """What an encoder reads at once: a window with prefix and suffix.

    ids (List[int]): The ids of its units.
    start, end (int): Which of its rows are kept.
    """

    ids: List[int]
    start: int
    end: int


def window_size(
    input_format: InputFormat, window: Optional[int], stride: Optional[int]
) -> Tuple[int, int]:
    """Set the size of windows, and how far apart they start.

    window, stride (Optional[int]): As the encoder's config has them.
    RETURNS (Tuple[int, int]): How many units of tokens a window has, prefix and suffix
        aside, and how many lie between the starts of two windows.
    RAISES (ValueError): If the encoder cannot read so many units together.
    """
    if window is not None and window > input_format.max_length:
        raise ValueError(
            f"The encoder reads at most {input_format.max_length} units together, not "
            f"{window}. Lower `window` in its config."
        )
    size = (
        (window or input_format.max_length)
        - len(input_format.prefix)
        - len(input_format.suffix)
    )
    return size, stride or max(1, size * 3 // 4)


def make_inputs(
    docs: List[Doc], input_format: InputFormat, *, size: int, stride: int
) -> Tuple[List[EncoderInput], List[Ints1d]]:
    """Make inputs out of docs, sentence by sentence where they have sentences.

    The rows that the inputs of a sentence keep are those of its prefix, of the units of
    its tokens with separators between them, and of its suffix.

    RETURNS (Tuple[List[EncoderInput], List[Ints1d]]): The inputs of all docs, and for each
        doc the token of each of its rows; -1: none.
    """
    prefix, suffix = input_format.prefix, input_format.suffix
    inputs, tokens = [], []
    for doc, token_ids in zip(docs, input_format.unit_ids(docs)):
        doc_tokens = []
        for start, end in sentence_bounds(doc):
            ids, owners = [], []
            for i in range(start, end):
                if i > start:
                    ids += input_format.separator
                    owners += [-1] * len(input_format.separator)
                ids += token_ids[i]
                owners += [i] * len(token_ids[i])
            for w in windows(0, len(ids), size=size, stride=stride):
                is_first, is_last = w.keep_start == 0, w.keep_end == len(ids)
                shift = len(prefix) - w.start
                inputs.append(
                    EncoderInput(
                        [*prefix, *ids[w.start : w.end], *suffix],
                        0 if is_first else w.keep_start + shift,
                        w.keep_end + shift + (len(suffix) if is_last else 0),
                    )
                )
            doc_tokens += [-1] * len(prefix) + owners + [-1] * len(suffix)
        tokens.append(NUMPY_OPS.asarray1i(doc_tokens))
    return inputs, tokens


def batch_inputs(
    inputs: List[EncoderInput], batch_units: int, *, padded: bool
) -> List[List[int]]:
    """Batch inputs of about the same length.

    padded (bool): Whether they may be padded; else those of a batch have one length.

    RETURNS (List[List[int]]): The indices of the inputs of each batch.
    """

    def length(i: int) -> int:
        return len(inputs[i].ids)

    indices = sorted(range(len(inputs)), key=length)
    groups = [indices] if padded else [list(g) for _, g in groupby(indices, key=length)]
    return [
        [group[i] for i in batch]
        for group in groups
        for batch in batch_by_length([inputs[i].ids for i in group], batch_units)
    ]


@dataclass
class Batch:
    """Inputs, padded.

    input_ids (Ints2d): One row an input.
    attention_mask (Ints2d): 1 where there is a unit, 0 for padding.
    kept (Ints1d): Which of the units are kept, row after row.
    """

    input_ids: numpy.ndarray
    attention_mask: numpy.ndarray
    kept: numpy.ndarray


def pad(inputs: List[EncoderInput], padding: int) -> Batch:
    longest = max(MIN_LENGTH, *(len(item.ids) for item in inputs))
    input_ids = numpy.full((len(inputs), longest), padding, dtype="int64")
    attention_mask = numpy.zeros_like(input_ids)
    for i, item in enumerate(inputs):
        input_ids[i, : len(item.ids)] = item.ids
        attention_mask[i, : len(item.ids)] = 1
    kept = [
        numpy.arange(item.start, item.end) + i * longest
        for i, item in enumerate(inputs)
    ]
    return Batch(input_ids, attention_mask, numpy.concatenate(kept))
