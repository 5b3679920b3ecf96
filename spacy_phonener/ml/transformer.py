"""Pretrained encoders: what they have in common, and those with a tokenizer."""

from functools import partial
from itertools import chain
from typing import Any, Callable, Dict, List, Optional, Tuple, cast

import numpy
import torch
from spacy.tokens import Doc
from spacy_transformers.data_classes import HFObjects
from spacy_transformers.layers.hf_wrapper import HFWrapper
from thinc.api import ArgsKwargs, Model, torch2xp, xp2torch
from thinc.types import Floats2d
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from ..extensions import require_phonemes
from .checkpoint import CheckpointShim, set_training
from .encoder_input import (
    Batch,
    InputFormat,
    batch_inputs,
    make_format,
    make_inputs,
    pad,
    window_size,
)
from .tagger import NUMPY_OPS, Units


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
    phonemes: bool = False,
    lm_head: bool = False,
) -> Model[List[Doc], Units]:
    """Build an encoder that reads graphemes; it needs no phonemizer.

    A unit is a wordpiece (mBERT, XLM-R) or a character (CANINE). These are the baselines
    of Sohn et al. 2024, section 4.2; any other encoder of `transformers.AutoModel` will
    do. Of an encoder and a decoder (BORT) the decoder is not used.

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
    phonemes (bool): Read a token's segments, with blanks between them, instead of its
        text: for a tokenizer that knows IPA, such as BORT's.
    lm_head (bool): Put what a masked language model (XLM-R, BERT) has before its output,
        `dense → GELU → LayerNorm`, on top of the encoder, as it was pretrained.
    """
    return build_encoder(
        "transformer_encoder",
        name,
        partial(tokenizer_format, read=token_ipa if phonemes else token_texts),
        revision=revision,
        window=window,
        stride=stride,
        batch_units=batch_units,
        freeze_layers=freeze_layers,
        gradient_checkpointing=gradient_checkpointing,
        mixed_precision=mixed_precision,
        grad_scaler_config=grad_scaler_config,
        lm_head=lm_head,
        # A token stands after a blank, also where the tokenizer sees it alone.
        add_prefix_space=True,
    )


def tokenizer_format(
    tokenizer: PreTrainedTokenizerBase,
    transformer: PreTrainedModel,
    *,
    read: Callable[[Doc], List[str]],
) -> InputFormat:
    def ids(text: str, **kwargs) -> List[int]:
        return tokenizer(text, **kwargs)["input_ids"]

    bare = ids("a", add_special_tokens=False)
    whole = ids("a")
    start = whole.index(bare[0])
    # What the tokenizer puts between words: characters, a blank; wordpieces, nothing.
    pair = ids("a a", add_special_tokens=False)
    return make_format(
        tokenizer,
        transformer,
        unit_ids=partial(tokenizer_ids, tokenizer, read),
        prefix=whole[:start],
        separator=pair[len(bare) : len(pair) - len(bare)],
        suffix=whole[start + len(bare) :],
    )


def token_texts(doc: Doc) -> List[str]:
    return [token.text for token in doc]


def token_ipa(doc: Doc) -> List[str]:
    return [" ".join(segments) for segments in require_phonemes(doc)]


def tokenizer_ids(
    tokenizer: PreTrainedTokenizerBase,
    read: Callable[[Doc], List[str]],
    docs: List[Doc],
) -> List[List[List[int]]]:
    words = [read(doc) for doc in docs]
    distinct = sorted(set(chain.from_iterable(words)))
    found = tokenizer(distinct, add_special_tokens=False)["input_ids"]
    # A token with nothing in it for the tokenizer, such as a blank, keeps its place.
    ids = {
        word: units or [tokenizer.unk_token_id] for word, units in zip(distinct, found)
    }
    return [[ids[word] for word in of_doc] for of_doc in words]


def build_encoder(
    name: str,
    source: str,
    get_format: Callable[[PreTrainedTokenizerBase, PreTrainedModel], InputFormat],
    *,
    revision: str,
    window: Optional[int],
    stride: Optional[int],
    batch_units: int,
    freeze_layers: int,
    gradient_checkpointing: bool,
    mixed_precision: bool,
    grad_scaler_config: Optional[Dict[str, Any]],
    lm_head: bool = False,
    **tokenizer_config: Any,
) -> Model[List[Doc], Units]:
    """Build an encoder around a checkpoint.

    name (str): The name of the Thinc model.
    source (str): The checkpoint's name in the hub, or its folder.
    get_format (Callable): Makes the InputFormat for the checkpoint's tokenizer and
        transformer.
    tokenizer_config (Any): Settings for the checkpoint's tokenizer.
    """
    wrapper: Model = HFWrapper(
        HFObjects(None, None, None),
        convert_inputs=convert_inputs,
        convert_outputs=convert_outputs,
        grad_scaler_config={},
    )
    wrapper.shims[0] = CheckpointShim(
        get_format,
        set_training=partial(
            set_training,
            freeze_layers=freeze_layers,
            gradient_checkpointing=gradient_checkpointing,
        ),
        mixed_precision=mixed_precision,
        grad_scaler_config=grad_scaler_config or {},
        lm_head=lm_head,
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
    if shim.input_format is None:
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


def forward(
    model: Model,
    docs: List[Doc],
    is_train: bool,
    *,
    window: Optional[int],
    stride: Optional[int],
    batch_units: int,
) -> Tuple[Units, Callable[[Units], List[Doc]]]:
    input_format = get_shim(model).input_format
    if input_format is None:
        raise ValueError(
            "The encoder has no weights yet. Load a trained pipeline, or call "
            "nlp.initialize(), which loads the pretrained encoder."
        )
    size, stride = window_size(input_format, window, stride)
    inputs, tokens = make_inputs(docs, input_format, size=size, stride=stride)
    ends = numpy.cumsum([item.end - item.start for item in inputs])
    rows = model.ops.alloc2f(int(ends[-1]), model.get_dim("nO"))
    backprops = []
    for batch in batch_inputs(inputs, batch_units, padded=input_format.padded):
        read = [inputs[i] for i in batch]
        places = [
            numpy.arange(ends[i] - (item.end - item.start), ends[i])
            for i, item in zip(batch, read)
        ]
        index = model.ops.xp.asarray(numpy.concatenate(places))
        found, backprop_batch = model.layers[0](
            pad(read, input_format.padding), is_train
        )
        rows[index] = found
        backprops.append((index, backprop_batch))
    lengths = NUMPY_OPS.asarray1i([len(doc_tokens) for doc_tokens in tokens])

    def backprop(d_units: Units) -> List[Doc]:
        d_rows = model.ops.flatten(d_units.rows)
        for index, backprop_batch in backprops:
            backprop_batch(d_rows[index])
        return docs

    return Units(model.ops.unflatten(rows, lengths), tokens), backprop


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
    # The last hidden states, or what a language model's head makes of them.
    hidden = output[0]
    kept = torch.from_numpy(batch.kept).to(hidden.device)
    rows = hidden.flatten(0, 1).index_select(0, kept).float()

    def backprop(d_rows: Floats2d) -> ArgsKwargs:
        gradient = xp2torch(d_rows, device=rows.device)
        return ArgsKwargs(args=((rows,),), kwargs={"grad_tensors": gradient})

    return cast(Floats2d, torch2xp(rows)), backprop
