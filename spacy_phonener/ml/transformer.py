"""Pretrained encoders: what they have in common, and those that read graphemes."""

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple, cast

import numpy
import torch
from spacy.tokens import Doc
from spacy_transformers.data_classes import HFObjects
from spacy_transformers.layers.hf_wrapper import HFWrapper
from spacy_transformers.util import batch_by_length
from thinc.api import ArgsKwargs, Model, torch2xp, xp2torch
from thinc.types import Floats2d, Ints1d
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from .checkpoint import CheckpointShim, set_training
from .tagger import NUMPY_OPS, Units
from .windows import sentences, windows

# Models whose output for a sequence depends on the padding after it: they get batches of
# sequences of one length.
PADDING_MATTERS = {"canine"}
# CANINE reads no less.
MIN_LENGTH = 4


class Reader(NamedTuple):
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


def build_transformer_encoder(
    name: str,
    revision: str = "main",
    window: Optional[int] = None,
    stride: Optional[int] = None,
    batch_units: int = 2048,
    freeze_layers: int = 0,
    gradient_checkpointing: bool = False,
    mixed_precision: bool = False,
    grad_scaler_config: Optional[Dict[str, Any]] = None,
) -> Model[List[Doc], Units]:
    """Build an encoder that reads graphemes: a unit is a wordpiece (mBERT, XLM-R) or a
    character (CANINE). The baselines of Sohn et al. 2024, section 4.2, and any other
    encoder of `transformers.AutoModel`. It needs no phonemizer.

    name (str): A model of the Hugging Face hub, such as
        "bert-base-multilingual-cased", or a folder. Read when the pipeline is
        initialized; a trained pipeline carries its own copy.
    revision (str): The hub's branch, tag or commit.
    window (Optional[int]): Most units to read together, special symbols included.
        Longer sentences, and docs without sentence boundaries, are read in
        overlapping windows. Defaults to the model's maximum.
    stride (Optional[int]): Units from the start of one window to that of the next.
        Defaults to three quarters of a window.
    batch_units (int): Most units in a batch, padding included.
    freeze_layers (int): Train neither the embeddings nor this many of the first
        layers; 0: train everything.
    gradient_checkpointing (bool): Save memory in training, at the cost of time.
    mixed_precision (bool): Compute in half precision. Needs a GPU.
    grad_scaler_config (Optional[Dict]): Settings of Thinc's PyTorchGradScaler, for
        mixed precision.
    """
    return build_encoder(
        "transformer_encoder",
        name,
        read_graphemes,
        revision=revision,
        window=window,
        stride=stride,
        batch_units=batch_units,
        freeze_layers=freeze_layers,
        gradient_checkpointing=gradient_checkpointing,
        mixed_precision=mixed_precision,
        grad_scaler_config=grad_scaler_config,
        # A token stands after a blank, also where the tokenizer sees it alone.
        add_prefix_space=True,
    )


def read_graphemes(
    tokenizer: PreTrainedTokenizerBase, transformer: PreTrainedModel
) -> Reader:
    def ids(text: str, **kwargs) -> List[int]:
        return tokenizer(text, **kwargs)["input_ids"]

    bare = ids("a", add_special_tokens=False)
    whole = ids("a")
    start = whole.index(bare[0])
    # What the tokenizer puts between words: characters, a blank; wordpieces, nothing.
    pair = ids("a a", add_special_tokens=False)
    return make_reader(
        tokenizer,
        transformer,
        unit_ids=partial(grapheme_ids, tokenizer),
        prefix=whole[:start],
        separator=pair[len(bare) : len(pair) - len(bare)],
        suffix=whole[start + len(bare) :],
    )


def grapheme_ids(
    tokenizer: PreTrainedTokenizerBase, docs: List[Doc]
) -> List[List[List[int]]]:
    words = sorted({token.text for doc in docs for token in doc})
    read = tokenizer(words, add_special_tokens=False)["input_ids"]
    # A token with nothing in it for the tokenizer, such as a blank, keeps its place.
    ids = {word: found or [tokenizer.unk_token_id] for word, found in zip(words, read)}
    return [[ids[token.text] for token in doc] for doc in docs]


def make_reader(
    tokenizer: PreTrainedTokenizerBase, transformer: PreTrainedModel, **kwargs
) -> Reader:
    return Reader(
        padding=tokenizer.pad_token_id or 0,
        padded=transformer.config.model_type not in PADDING_MATTERS,
        max_length=max_length(tokenizer, transformer),
        **kwargs,
    )


def max_length(tokenizer: PreTrainedTokenizerBase, transformer: PreTrainedModel) -> int:
    """RETURNS (int): Most units that a model can read together."""
    lengths = [tokenizer.model_max_length]
    if getattr(transformer.config, "max_position_embeddings", None):
        lengths.append(transformer.config.max_position_embeddings)
    for name, module in transformer.named_modules():
        if isinstance(module, nn.Embedding) and "position_embeddings" in name:
            # RoBERTa's positions start after its padding's.
            unused = 0 if module.padding_idx is None else module.padding_idx + 1
            lengths.append(module.num_embeddings - unused)
    return min(lengths)


def build_encoder(
    name: str,
    source: str,
    read: Callable[[PreTrainedTokenizerBase, PreTrainedModel], Reader],
    *,
    revision: str,
    window: Optional[int],
    stride: Optional[int],
    batch_units: int,
    freeze_layers: int,
    gradient_checkpointing: bool,
    mixed_precision: bool,
    grad_scaler_config: Optional[Dict[str, Any]],
    **tokenizer_config: Any,
) -> Model[List[Doc], Units]:
    """Build an encoder around a checkpoint.

    name (str): The name of the Thinc model.
    source (str): The checkpoint's name in the hub, or its folder.
    read (Callable): Makes the Reader for the checkpoint's tokenizer and transformer.
    tokenizer_config (Any): Settings for the checkpoint's tokenizer.
    """
    wrapper: Model = HFWrapper(
        HFObjects(None, None, None),
        convert_inputs=convert_inputs,
        convert_outputs=convert_outputs,
        grad_scaler_config={},
    )
    wrapper.shims[0] = CheckpointShim(
        read,
        set_training=partial(
            set_training,
            freeze_layers=freeze_layers,
            gradient_checkpointing=gradient_checkpointing,
        ),
        mixed_precision=mixed_precision,
        grad_scaler_config=grad_scaler_config or {},
    )
    return Model(
        name,
        partial(forward, window=window, stride=stride, batch_units=batch_units),
        init=partial(init, source=source, revision=revision, **tokenizer_config),
        layers=[wrapper],
        dims={"nO": None},
    )


def get_shim(model: Model) -> CheckpointShim:
    return cast(CheckpointShim, model.layers[0].shims[0])


def init(
    model: Model, X: Any = None, Y: Any = None, *, source: str, **config: Any
) -> None:
    shim = get_shim(model)
    if shim.reader is None:
        try:
            shim.load(source, **config)
        except OSError as err:
            raise OSError(
                f"The encoder '{source}' cannot be loaded: it is no folder with a "
                "checkpoint, and the Hugging Face hub cannot be reached or has no such "
                "model. On a machine with a connection, `huggingface-cli download "
                f"{source} --local-dir FOLDER` fetches it; then name the folder: "
                "--components.phonener.model.encoder.name FOLDER. What is in the "
                "hub's cache already is used offline with HF_HUB_OFFLINE=1. "
                f"What went wrong: {err}"
            ) from err
    model.set_dim("nO", shim._model.config.hidden_size)


class Piece(NamedTuple):
    """What an encoder reads at once. Its rows from start to end are kept."""

    ids: List[int]
    start: int
    end: int


def forward(
    model: Model,
    docs: List[Doc],
    is_train: bool,
    *,
    window: Optional[int],
    stride: Optional[int],
    batch_units: int,
) -> Tuple[Units, Callable[[Units], List[Doc]]]:
    reader = get_shim(model).reader
    if reader is None:
        raise ValueError(
            "The encoder has no weights yet. Load a trained pipeline, or call "
            "nlp.initialize(), which loads the pretrained encoder."
        )
    size, stride = window_size(reader, window, stride)
    pieces, tokens = read_docs(docs, reader, size=size, stride=stride)
    ends = numpy.cumsum([piece.end - piece.start for piece in pieces])
    rows = model.ops.alloc2f(int(ends[-1]), model.get_dim("nO"))
    backprops = []
    for batch in batch_pieces(pieces, batch_units, padded=reader.padded):
        read = [pieces[i] for i in batch]
        places = [
            numpy.arange(ends[i] - (piece.end - piece.start), ends[i])
            for i, piece in zip(batch, read)
        ]
        index = model.ops.xp.asarray(numpy.concatenate(places))
        found, backprop_batch = model.layers[0](pad(read, reader.padding), is_train)
        rows[index] = found
        backprops.append((index, backprop_batch))
    lengths = NUMPY_OPS.asarray1i([len(doc_tokens) for doc_tokens in tokens])

    def backprop(d_units: Units) -> List[Doc]:
        d_rows = model.ops.flatten(d_units.rows)
        for index, backprop_batch in backprops:
            backprop_batch(d_rows[index])
        return docs

    return Units(model.ops.unflatten(rows, lengths), tokens), backprop


def window_size(
    reader: Reader, window: Optional[int], stride: Optional[int]
) -> Tuple[int, int]:
    """RETURNS (Tuple[int, int]): How many units of tokens a window has, and how many
    lie between the starts of two windows."""
    if window is not None and window > reader.max_length:
        raise ValueError(
            f"The encoder reads at most {reader.max_length} units together, not "
            f"{window}. Lower `window` in its config."
        )
    size = (window or reader.max_length) - len(reader.prefix) - len(reader.suffix)
    return size, stride or max(1, size * 3 // 4)


def read_docs(
    docs: List[Doc], reader: Reader, *, size: int, stride: int
) -> Tuple[List[Piece], List[Ints1d]]:
    """Make pieces out of docs, sentence by sentence where they have sentences. The rows
    that the pieces of a sentence keep are those of its prefix, of the units of its
    tokens with separators between them, and of its suffix.

    RETURNS (Tuple[List[Piece], List[Ints1d]]): The pieces of all docs, and for each
        doc the token of each of its rows; -1: none.
    """
    prefix, suffix = reader.prefix, reader.suffix
    pieces, tokens = [], []
    for doc, token_ids in zip(docs, reader.unit_ids(docs)):
        doc_tokens = []
        for start, end in sentences(doc):
            ids, owners = [], []
            for i in range(start, end):
                if i > start:
                    ids += reader.separator
                    owners += [-1] * len(reader.separator)
                ids += token_ids[i]
                owners += [i] * len(token_ids[i])
            for w in windows(0, len(ids), size=size, stride=stride):
                is_first, is_last = w.keep_start == 0, w.keep_end == len(ids)
                shift = len(prefix) - w.start
                pieces.append(
                    Piece(
                        [*prefix, *ids[w.start : w.end], *suffix],
                        0 if is_first else w.keep_start + shift,
                        w.keep_end + shift + (len(suffix) if is_last else 0),
                    )
                )
            doc_tokens += [-1] * len(prefix) + owners + [-1] * len(suffix)
        tokens.append(NUMPY_OPS.asarray1i(doc_tokens))
    return pieces, tokens


def batch_pieces(
    pieces: List[Piece], batch_units: int, *, padded: bool
) -> List[List[int]]:
    """Batch pieces of about the same length, or of exactly the same if they must not be
    padded.

    RETURNS (List[List[int]]): The indices of the pieces of each batch.
    """

    def length(i: int) -> int:
        return len(pieces[i].ids)

    indices = sorted(range(len(pieces)), key=length)
    groups = [indices] if padded else [list(g) for _, g in groupby(indices, key=length)]
    return [
        [group[i] for i in batch]
        for group in groups
        for batch in batch_by_length([pieces[i].ids for i in group], batch_units)
    ]


@dataclass
class Batch:
    """Pieces, padded.

    input_ids (Ints2d): One row a piece.
    attention_mask (Ints2d): 1 where there is a unit, 0 for padding.
    kept (Ints1d): Which of the units are kept, row after row.
    """

    input_ids: numpy.ndarray
    attention_mask: numpy.ndarray
    kept: numpy.ndarray


def pad(pieces: List[Piece], padding: int) -> Batch:
    longest = max(MIN_LENGTH, *(len(piece.ids) for piece in pieces))
    input_ids = numpy.full((len(pieces), longest), padding, dtype="int64")
    attention_mask = numpy.zeros_like(input_ids)
    for i, piece in enumerate(pieces):
        input_ids[i, : len(piece.ids)] = piece.ids
        attention_mask[i, : len(piece.ids)] = 1
    kept = [
        numpy.arange(piece.start, piece.end) + i * longest
        for i, piece in enumerate(pieces)
    ]
    return Batch(input_ids, attention_mask, numpy.concatenate(kept))


def convert_inputs(
    model: Model, batch: Batch, is_train: bool
) -> Tuple[ArgsKwargs, Callable[[Any], None]]:
    device = cast(CheckpointShim, model.shims[0]).device
    kwargs = {
        "input_ids": torch.from_numpy(batch.input_ids).to(device),
        "attention_mask": torch.from_numpy(batch.attention_mask).to(device),
    }
    return ArgsKwargs(args=(), kwargs=kwargs), lambda d_inputs: None


def convert_outputs(
    model: Model, inputs_and_output: Tuple[Batch, Any], is_train: bool
) -> Tuple[Floats2d, Callable[[Floats2d], ArgsKwargs]]:
    batch, output = inputs_and_output
    hidden = output.last_hidden_state
    kept = torch.from_numpy(batch.kept).to(hidden.device)
    rows = hidden.flatten(0, 1).index_select(0, kept).float()

    def backprop(d_rows: Floats2d) -> ArgsKwargs:
        return ArgsKwargs(args=((rows,),), kwargs={"grad_tensors": xp2torch(d_rows)})

    return cast(Floats2d, torch2xp(rows)), backprop
