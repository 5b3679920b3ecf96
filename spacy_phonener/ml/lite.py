from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Dict, List, Tuple, cast

import numpy
import torch
from safetensors.torch import load, save
from spacy.tokens import Doc
from thinc.api import (
    ArgsKwargs,
    Model,
    PyTorchShim,
    PyTorchWrapper_v3,
    torch2xp,
    xp2torch,
)
from thinc.types import Floats2d
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from ..pipeline.extensions import require_phonemes
from .features import (
    ALL_UPPER,
    CASELESS,
    HAS_LETTER,
    N_ARTICULATORY,
    N_SHAPE,
    UPPER_INITIAL,
    articulatory_features,
    hash_rows,
    index_distinct,
    shape_features,
)
from .tagger import NUMPY_OPS, Units
from .windows import doc_windows


def build_lite_encoder(
    width: int = 96,
    rows: int = 2000,
    word_width: int = 192,
    word_depth: int = 2,
    hidden_width: int = 200,
    depth: int = 2,
    dropout: float = 0.5,
    segment_dropout: float = 0.1,
    shape: bool = True,
    shape_dropout: float = 0.1,
    window: int = 128,
    stride: int = 96,
) -> Model[List[Doc], Units]:
    """Build the small encoder that is trained from scratch: a unit is a token.

    segments → articulatory features (panphon) + hashed embeddings → convolutions
    over the segments of a word → maximum → (+ orthographic shape) → BiLSTM over the
    tokens of a window.

    width (int): Width of a segment's embedding.
    rows (int): Rows of the table of hashed embeddings.
    word_width (int): Width of the convolutions over a word's segments.
    word_depth (int): Their number; each sees one segment to the left and right.
    hidden_width (int): Width of each direction of the BiLSTM; the encoder's rows are
        twice as wide.
    depth (int): Number of BiLSTM layers.
    dropout (float): Dropout in training, here rather than in `training.dropout`, which
        does not reach PyTorch's layers.
    segment_dropout (float): The share of segments that training reads as unknown.
    shape (bool): Also see the token's orthographic shape (upper case, digits,
        punctuation), which the paper's model does not.
    shape_dropout (float): The share of training sentences read as if their script
        had no case.
    window (int): Most tokens to read together. Longer sentences, and docs without
        sentence boundaries, are read in overlapping windows.
    stride (int): Tokens from the start of one window to that of the next.
    """
    module = LiteModule(
        width=width,
        rows=rows,
        word_width=word_width,
        word_depth=word_depth,
        hidden_width=hidden_width,
        depth=depth,
        dropout=dropout,
        segment_dropout=segment_dropout,
        shape=shape,
        shape_dropout=shape_dropout,
    )
    wrapped: Model = PyTorchWrapper_v3(
        module,
        convert_inputs=convert_inputs,
        convert_outputs=convert_outputs,
        serialize_model=serialize,
        deserialize_model=deserialize,
    )
    # Not attrs: those are saved with the weights, and would undo the config's settings.
    settings: Dict[str, Any] = {"rows": rows, "window": window, "stride": stride}
    return Model(
        "lite_encoder",
        partial(forward, **settings),
        layers=[wrapped],
        dims={"nO": 2 * hidden_width},
    )


@dataclass
class LiteInput:
    """A batch of docs, as arrays. Segments and words stand once, however often they
    occur.

    articulatory (Floats2d): One row a distinct segment.
    hashes (Ints2d): Rows of the hash table, one row a distinct segment.
    segments (Ints1d): The segments of all distinct words, one word after the other.
    lengths (Ints1d): The number of segments of each distinct word.
    words (Ints1d): The distinct word of each token.
    shapes (Floats2d): One row a token.
    positions (Ints1d): The tokens of all windows, one window after the other.
    windows (Ints1d): The number of tokens of each window.
    kept (Ints1d): Where in `positions` each token's row is taken from.
    """

    articulatory: numpy.ndarray
    hashes: numpy.ndarray
    segments: numpy.ndarray
    lengths: numpy.ndarray
    words: numpy.ndarray
    shapes: numpy.ndarray
    positions: numpy.ndarray
    windows: numpy.ndarray
    kept: numpy.ndarray


def featurize(docs: List[Doc], *, rows: int, window: int, stride: int) -> LiteInput:
    phonemes = [require_phonemes(token) for doc in docs for token in doc]
    words, word_index = index_distinct(phonemes)
    segments, segment_index = index_distinct([s for word in words for s in word])
    positions, sizes, kept = [], [], []
    offset = read = 0
    for doc in docs:
        for w in doc_windows(doc, size=window, stride=stride):
            positions.append(numpy.arange(w.start, w.end) + offset)
            kept.append(numpy.arange(w.keep_start, w.keep_end) - w.start + read)
            sizes.append(w.end - w.start)
            read += w.end - w.start
        offset += len(doc)
    return LiteInput(
        articulatory=numpy.asarray(
            [articulatory_features(s) for s in segments], dtype="f"
        ),
        hashes=numpy.asarray([hash_rows(s, rows) for s in segments], dtype="int64"),
        segments=segment_index,
        lengths=numpy.asarray([len(word) for word in words], dtype="int64"),
        words=word_index,
        shapes=numpy.asarray(
            [shape_features(token.text) for doc in docs for token in doc], dtype="f"
        ),
        positions=numpy.concatenate(positions),
        windows=numpy.asarray(sizes, dtype="int64"),
        kept=numpy.concatenate(kept),
    )


def forward(
    model: Model, docs: List[Doc], is_train: bool, **settings: int
) -> Tuple[Units, Callable[[Units], List[Doc]]]:
    batch = featurize(docs, **settings)
    flat, backprop_module = model.layers[0](batch, is_train)
    lengths = NUMPY_OPS.asarray1i([len(doc) for doc in docs])
    tokens = [model.ops.xp.arange(len(doc), dtype="i") for doc in docs]

    def backprop(d_units: Units) -> List[Doc]:
        backprop_module(model.ops.flatten(d_units.rows))
        return docs

    return Units(model.ops.unflatten(flat, lengths), tokens), backprop


def convert_inputs(
    model: Model, batch: LiteInput, is_train: bool
) -> Tuple[ArgsKwargs, Callable[[Any], None]]:
    device = cast(PyTorchShim, model.shims[0]).device
    tensors = {k: torch.from_numpy(v).to(device) for k, v in vars(batch).items()}
    return ArgsKwargs(args=(), kwargs=tensors), lambda d_inputs: None


def convert_outputs(
    model: Model, inputs_and_output: Tuple[LiteInput, Tensor], is_train: bool
) -> Tuple[Floats2d, Callable[[Floats2d], ArgsKwargs]]:
    _, output = inputs_and_output

    def backprop(d_output: Floats2d) -> ArgsKwargs:
        return ArgsKwargs(
            args=((output,),), kwargs={"grad_tensors": xp2torch(d_output)}
        )

    return cast(Floats2d, torch2xp(output)), backprop


def serialize(module: nn.Module) -> bytes:
    return save(module.state_dict())


def deserialize(module: nn.Module, data: bytes, device: torch.device) -> nn.Module:
    module.load_state_dict(load(data))
    return module.to(device)


class LiteModule(nn.Module):
    def __init__(
        self,
        *,
        width: int,
        rows: int,
        word_width: int,
        word_depth: int,
        hidden_width: int,
        depth: int,
        dropout: float,
        segment_dropout: float,
        shape: bool,
        shape_dropout: float,
    ):
        super().__init__()
        self.segment_dropout = segment_dropout
        self.shape = shape
        self.shape_dropout = shape_dropout
        self.articulatory = nn.Linear(N_ARTICULATORY, width)
        self.hashed = nn.EmbeddingBag(rows, width, mode="sum")
        nn.init.normal_(self.hashed.weight, std=0.1)
        widths = [width] + [word_width] * word_depth
        # One row a segment: left neighbour, itself, right neighbour.
        self.convolutions = nn.ModuleList(
            nn.Linear(3 * n_in, n_out) for n_in, n_out in zip(widths, widths[1:])
        )
        self.lstm = nn.LSTM(
            widths[-1] + (N_SHAPE if shape else 0),
            hidden_width,
            num_layers=depth,
            dropout=dropout if depth > 1 else 0.0,
            bidirectional=True,
            batch_first=True,
        )
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        articulatory: Tensor,
        hashes: Tensor,
        segments: Tensor,
        lengths: Tensor,
        words: Tensor,
        shapes: Tensor,
        positions: Tensor,
        windows: Tensor,
        kept: Tensor,
    ) -> Tensor:
        X = self.articulatory(articulatory) + self.hashed(hashes)
        # index_select: on the CPU the gradient of X[segments] would depend on the order
        # in which threads add it up.
        X = self.words(X.index_select(0, segments), lengths)
        X = X.index_select(0, words.index_select(0, positions))
        if self.shape:
            X = torch.cat([X, self.shapes(shapes[positions], windows)], dim=1)
        return self.context(X, windows).index_select(0, kept)

    def words(self, X: Tensor, lengths: Tensor) -> Tensor:
        """X (Tensor): One row a segment, the words one after the other.
        RETURNS (Tensor): One row a word.
        """
        if self.training:
            keep = torch.rand(len(X), 1, device=X.device) >= self.segment_dropout
            X = X * keep
        X = self.dropout(X)
        ends = lengths.cumsum(0)
        not_first = torch.ones(len(X), 1, dtype=X.dtype, device=X.device)
        not_last = not_first.clone()
        not_first[ends - lengths] = 0
        not_last[ends - 1] = 0
        for convolution in self.convolutions:
            left = X.roll(1, 0) * not_first
            right = X.roll(-1, 0) * not_last
            X = torch.relu(convolution(torch.cat([left, X, right], dim=1)))
        return self.dropout(torch.segment_reduce(X, "max", lengths=lengths, axis=0))

    def shapes(self, shapes: Tensor, windows: Tensor) -> Tensor:
        """Read some of the windows as if their letters had no case."""
        if not self.training:
            return shapes
        drop = torch.rand(len(windows), device=shapes.device) < self.shape_dropout
        drop = drop.repeat_interleave(windows)
        shapes = shapes.clone()
        shapes[drop, UPPER_INITIAL] = 0
        shapes[drop, ALL_UPPER] = 0
        shapes[drop, CASELESS] = shapes[drop, HAS_LETTER]
        return shapes

    def context(self, X: Tensor, windows: Tensor) -> Tensor:
        """X (Tensor): One row a token, the windows one after the other.
        RETURNS (Tensor): One row a token, which has seen the others of its window.
        """
        lengths = windows.cpu()
        padded = nn.utils.rnn.pad_sequence(X.split(lengths.tolist()), batch_first=True)
        packed = pack_padded_sequence(
            padded, lengths, batch_first=True, enforce_sorted=False
        )
        Y, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        mask = torch.arange(Y.shape[1], device=Y.device) < windows[:, None]
        return self.dropout(Y[mask])
