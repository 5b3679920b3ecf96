from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Callable, List, Tuple, cast

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

from ..pipeline.extensions import require_phonemes
from .features import (
    ALL_UPPER,
    CASELESS,
    HAS_LETTER,
    N_ARTICULATORY,
    N_SHAPE,
    UPPER_INITIAL,
    articulatory_features,
    hash_ngrams,
    hash_rows,
    index_distinct,
    shape_features,
)
from .tagger import NUMPY_OPS, Units
from .windows import sentences


def build_lite_encoder(
    width: int = 96,
    rows: int = 2000,
    word_width: int = 192,
    word_depth: int = 2,
    ngram_width: int = 64,
    ngram_rows: int = 16000,
    hidden_width: int = 192,
    depth: int = 4,
    dropout: float = 0.3,
    context_dropout: float = 0.1,
    segment_dropout: float = 0.1,
    ngram_dropout: float = 0.5,
    shape: bool = True,
    shape_dropout: float = 0.1,
) -> Model[List[Doc], Units]:
    """Build the small encoder that is trained from scratch: a unit is a token.

    segments → articulatory features (panphon) + hashed embeddings → convolutions
    over the segments of a word → maximum → + n-grams of its consonants (+ orthographic
    shape) → gated residual convolutions over the tokens of a sentence, and its mean.

    width (int): Width of a segment's embedding.
    rows (int): Rows of the table of hashed embeddings.
    word_width (int): Width of the convolutions over a word's segments.
    word_depth (int): Their number; each sees one segment to the left and right.
    ngram_width (int): Width of the embedding of a word's consonant n-grams.
    ngram_rows (int): Rows of their hashed table.
    hidden_width (int): Width of the convolutions over a sentence's tokens, and of the
        encoder's rows.
    depth (int): Their number; each sees one token to the left and right, and the mean
        of the sentence.
    dropout (float): Dropout of segments, words and output in training, here rather than
        in `training.dropout`, which does not reach PyTorch's layers.
    context_dropout (float): Dropout within the convolutions over tokens.
    segment_dropout (float): The share of segments that training reads as unknown.
    ngram_dropout (float): The share of training sentences read without consonant
        n-grams.
    shape (bool): Also see the token's orthographic shape (upper case, digits,
        punctuation), which the paper's model does not.
    shape_dropout (float): The share of training sentences read as if their script
        had no case.
    """
    module = LiteModule(
        width=width,
        rows=rows,
        word_width=word_width,
        word_depth=word_depth,
        ngram_width=ngram_width,
        ngram_rows=ngram_rows,
        hidden_width=hidden_width,
        depth=depth,
        dropout=dropout,
        context_dropout=context_dropout,
        segment_dropout=segment_dropout,
        ngram_dropout=ngram_dropout,
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
    return Model(
        "lite_encoder",
        # Not attrs: those are saved with the weights, and would undo the config.
        partial(forward, rows=rows, ngram_rows=ngram_rows),
        layers=[wrapped],
        dims={"nO": hidden_width},
    )


@dataclass
class LiteInput:
    """A batch of docs, as arrays. Segments and words stand once, however often they
    occur.

    articulatory (Floats2d): One row a distinct segment.
    hashes (Ints2d): Rows of the hash table, one row a distinct segment.
    segments (Ints1d): The segments of all distinct words, one word after the other.
    lengths (Ints1d): The number of segments of each distinct word.
    ngrams (Ints1d): Rows of the table of n-grams, of all distinct words.
    ngram_starts (Ints1d): Where those of each distinct word begin.
    words (Ints1d): The distinct word of each token.
    shapes (Floats2d): One row a token.
    sentences (Ints1d): The number of tokens of each sentence.
    """

    articulatory: numpy.ndarray
    hashes: numpy.ndarray
    segments: numpy.ndarray
    lengths: numpy.ndarray
    ngrams: numpy.ndarray
    ngram_starts: numpy.ndarray
    words: numpy.ndarray
    shapes: numpy.ndarray
    sentences: numpy.ndarray


def featurize(docs: List[Doc], *, rows: int, ngram_rows: int) -> LiteInput:
    phonemes = [require_phonemes(token) for doc in docs for token in doc]
    words, word_index = index_distinct(phonemes)
    segments, segment_index = index_distinct([s for word in words for s in word])
    ngrams = [hash_ngrams(word, ngram_rows) for word in words]
    return LiteInput(
        articulatory=numpy.asarray(
            [articulatory_features(s) for s in segments], dtype="f"
        ),
        hashes=numpy.asarray([hash_rows(s, rows) for s in segments], dtype="int64"),
        segments=segment_index,
        lengths=numpy.asarray([len(word) for word in words], dtype="int64"),
        ngrams=numpy.asarray(list(chain.from_iterable(ngrams)), dtype="int64"),
        ngram_starts=numpy.cumsum([0, *map(len, ngrams)], dtype="int64")[:-1],
        words=word_index,
        shapes=numpy.asarray(
            [shape_features(token.text) for doc in docs for token in doc], dtype="f"
        ),
        sentences=numpy.asarray(
            [
                end - start
                for doc in docs
                for start, end in sentences(doc)
                if end > start
            ],
            dtype="int64",
        ),
    )


def forward(
    model: Model, docs: List[Doc], is_train: bool, **tables: int
) -> Tuple[Units, Callable[[Units], List[Doc]]]:
    batch = featurize(docs, **tables)
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
        ngram_width: int,
        ngram_rows: int,
        hidden_width: int,
        depth: int,
        dropout: float,
        context_dropout: float,
        segment_dropout: float,
        ngram_dropout: float,
        shape: bool,
        shape_dropout: float,
    ):
        super().__init__()
        self.segment_dropout = segment_dropout
        self.ngram_dropout = ngram_dropout
        self.shape = shape
        self.shape_dropout = shape_dropout
        self.articulatory = nn.Linear(N_ARTICULATORY, width)
        self.hashed = nn.EmbeddingBag(rows, width, mode="sum")
        nn.init.normal_(self.hashed.weight, std=0.1)
        widths = [width] + [word_width] * word_depth
        self.word_layers = nn.ModuleList(
            nn.Linear(3 * n_in, n_out) for n_in, n_out in zip(widths, widths[1:])
        )
        self.ngrams = nn.EmbeddingBag(ngram_rows, ngram_width, mode="mean")
        nn.init.normal_(self.ngrams.weight, std=0.1)
        n_shape = N_SHAPE if shape else 0
        self.token = nn.Linear(word_width + ngram_width + n_shape, hidden_width)
        self.context_layers = nn.ModuleList(
            GatedConvolution(hidden_width, context_dropout) for _ in range(depth)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        articulatory: Tensor,
        hashes: Tensor,
        segments: Tensor,
        lengths: Tensor,
        ngrams: Tensor,
        ngram_starts: Tensor,
        words: Tensor,
        shapes: Tensor,
        sentences: Tensor,
    ) -> Tensor:
        X = self.articulatory(articulatory) + self.hashed(hashes)
        # index_select: on the CPU the gradient of X[segments] would depend on the order
        # in which threads add it up.
        X = self.read_words(X.index_select(0, segments), lengths)
        consonants = self.dropout(self.ngrams(ngrams, ngram_starts))
        parts = [
            X.index_select(0, words),
            self.drop_ngrams(consonants.index_select(0, words), sentences),
        ]
        if self.shape:
            parts.append(self.read_shapes(shapes, sentences))
        X = self.token(torch.cat(parts, dim=1))
        for layer in self.context_layers:
            X = layer(X, sentences)
        return self.dropout(X)

    def read_words(self, X: Tensor, lengths: Tensor) -> Tensor:
        """X (Tensor): One row a segment, the words one after the other.
        RETURNS (Tensor): One row a word.
        """
        if self.training:
            keep = torch.rand(len(X), 1, device=X.device) >= self.segment_dropout
            X = X * keep
        X = self.dropout(X)
        for layer in self.word_layers:
            X = torch.relu(layer(with_neighbours(X, lengths)))
        return self.dropout(torch.segment_reduce(X, "max", lengths=lengths, axis=0))

    def drop_ngrams(self, X: Tensor, sentences: Tensor) -> Tensor:
        """Read some of the sentences without their words' consonant n-grams."""
        if not self.training:
            return X
        return X * ~draw(sentences, self.ngram_dropout)[:, None]

    def read_shapes(self, shapes: Tensor, sentences: Tensor) -> Tensor:
        """Read some of the sentences as if their letters had no case."""
        if not self.training:
            return shapes
        drop = draw(sentences, self.shape_dropout)
        shapes = shapes.clone()
        shapes[drop, UPPER_INITIAL] = 0
        shapes[drop, ALL_UPPER] = 0
        shapes[drop, CASELESS] = shapes[drop, HAS_LETTER]
        return shapes


class GatedConvolution(nn.Module):
    """A residual convolution with a gated linear unit (Dauphin et al. 2017): a token
    sees its neighbours and the mean of its sentence."""

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.normalize = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(4 * width, 2 * width)

    def forward(self, X: Tensor, lengths: Tensor) -> Tensor:
        Y = self.dropout(self.normalize(X))
        mean = torch.segment_reduce(Y, "mean", lengths=lengths, axis=0)
        mean = mean.repeat_interleave(lengths, dim=0)
        Y = self.linear(torch.cat([with_neighbours(Y, lengths), mean], dim=1))
        return X + nn.functional.glu(Y)


def draw(sentences: Tensor, share: float) -> Tensor:
    """RETURNS (Tensor): One truth value a token: whether its sentence is among a share
    of the sentences, drawn at random."""
    drawn = torch.rand(len(sentences), device=sentences.device) < share
    return drawn.repeat_interleave(sentences)


def with_neighbours(X: Tensor, lengths: Tensor) -> Tensor:
    """X (Tensor): One row a unit, the sequences one after the other.
    lengths (Tensor): The number of units of each sequence.
    RETURNS (Tensor): Each row between its left and its right neighbour, three times as
        wide; before the first unit of a sequence and after its last stand zeros.
    """
    ends = lengths.cumsum(0)
    not_first = torch.ones(len(X), 1, dtype=X.dtype, device=X.device)
    not_last = not_first.clone()
    not_first[ends - lengths] = 0
    not_last[ends - 1] = 0
    return torch.cat([X.roll(1, 0) * not_first, X, X.roll(-1, 0) * not_last], dim=1)
