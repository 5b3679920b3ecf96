"""The small encoder that is trained from scratch."""

from dataclasses import dataclass
from typing import Callable, List, Tuple, cast

import numpy
import torch
from spacy.tokens import Doc
from thinc.api import ArgsKwargs, Model, torch2xp, xp2torch
from thinc.types import Floats2d
from torch import Tensor, nn
from torch.nn.functional import glu, linear

from ..extensions import require_phonemes
from ..sentences import sentence_starts
from .features import (
    ALL_UPPER,
    CASELESS,
    HAS_LETTER,
    N_SHAPE,
    UPPER_INITIAL,
    index_distinct,
    shape_features,
)
from .modules import (
    CONVOLVED_UNITS,
    neighbours,
    to_tensors,
    with_neighbours,
    wrap_module,
)
from .tagger import NUMPY_OPS, Units
from .words import WordModule, build_words


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
    words = WordModule(
        width=width,
        rows=rows,
        word_width=word_width,
        word_depth=word_depth,
        ngram_width=ngram_width,
        ngram_rows=ngram_rows,
        dropout=dropout,
        segment_dropout=segment_dropout,
    )
    sentence = SentenceModule(
        word_width=word_width,
        ngram_width=ngram_width,
        hidden_width=hidden_width,
        depth=depth,
        dropout=dropout,
        context_dropout=context_dropout,
        ngram_dropout=ngram_dropout,
        shape=shape,
        shape_dropout=shape_dropout,
    )
    return Model(
        "lite_encoder",
        forward,
        layers=[build_words(words), wrap_module(sentence, convert_inputs)],
        dims={"nO": hidden_width},
    )


@dataclass
class SentenceInput:
    """A batch of docs, as arrays.

    vectors (Floats2d): One row a distinct word.
    words (Ints1d): The distinct word of each token.
    shapes (Floats2d): One row a token.
    sentences (Ints1d): The number of tokens of each sentence.
    """

    vectors: Floats2d
    words: numpy.ndarray
    shapes: numpy.ndarray
    sentences: numpy.ndarray


def forward(
    model: Model, docs: List[Doc], is_train: bool
) -> Tuple[Units, Callable[[Units], List[Doc]]]:
    read_words, read_sentences = model.layers
    phonemes = [segments for doc in docs for segments in require_phonemes(doc)]
    texts, text_index = index_distinct([token.text for doc in docs for token in doc])
    words, word_index = index_distinct(phonemes)
    vectors, backprop_words = read_words(words, is_train)
    batch = SentenceInput(
        vectors=vectors,
        words=word_index,
        shapes=numpy.asarray(list(map(shape_features, texts)), dtype="f")[text_index],
        sentences=numpy.diff(
            sentence_starts(docs).nonzero()[0], append=len(word_index)
        ),
    )
    flat, backprop_sentences = read_sentences(batch, is_train)
    lengths = NUMPY_OPS.asarray1i([len(doc) for doc in docs])
    tokens = [model.ops.xp.arange(len(doc), dtype="i") for doc in docs]

    def backprop(d_units: Units) -> List[Doc]:
        backprop_words(backprop_sentences(model.ops.flatten(d_units.rows)))
        return docs

    return Units(model.ops.unflatten(flat, lengths), tokens), backprop


def convert_inputs(
    model: Model, batch: SentenceInput, is_train: bool
) -> Tuple[ArgsKwargs, Callable[[ArgsKwargs], Floats2d]]:
    arrays = {**vars(batch)}
    vectors = xp2torch(arrays.pop("vectors"), requires_grad=is_train)
    tensors = to_tensors(model, arrays)

    def backprop(d_inputs: ArgsKwargs) -> Floats2d:
        return cast(Floats2d, torch2xp(d_inputs.kwargs["vectors"]))

    return ArgsKwargs(args=(), kwargs={"vectors": vectors, **tensors}), backprop


class SentenceModule(nn.Module):
    """Reads the tokens of sentences.

    What their words are, how they are written, and what stands around them.
    """

    def __init__(
        self,
        *,
        word_width: int,
        ngram_width: int,
        hidden_width: int,
        depth: int,
        dropout: float,
        context_dropout: float,
        ngram_dropout: float,
        shape: bool,
        shape_dropout: float,
    ):
        super().__init__()
        self.word_widths = [word_width, ngram_width]
        self.ngram_dropout = ngram_dropout
        self.shape = shape
        self.shape_dropout = shape_dropout
        n_shape = N_SHAPE if shape else 0
        self.token = nn.Linear(word_width + ngram_width + n_shape, hidden_width)
        self.layers = nn.ModuleList(
            GatedConvolution(hidden_width, context_dropout) for _ in range(depth)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, vectors: Tensor, words: Tensor, shapes: Tensor, sentences: Tensor
    ) -> Tensor:
        # index_select: on the CPU the gradient of vectors[words] would depend on the
        # order in which threads add it up.
        X, consonants = vectors.index_select(0, words).split(self.word_widths, dim=1)
        parts = [X, self.drop_ngrams(consonants, sentences)]
        if self.shape:
            parts.append(self.read_shapes(shapes, sentences))
        X = self.read_tokens(self.token(torch.cat(parts, dim=1)), sentences)
        return self.dropout(X)

    def read_tokens(self, X: Tensor, sentences: Tensor) -> Tensor:
        """Convolve the tokens of sentences.

        X (Tensor): One row a token, the sentences one after the other.
        RETURNS (Tensor): One row a token.
        """
        rows = neighbours(sentences)
        for layer in self.layers:
            X = layer(X, sentences, rows)
        return X

    def drop_ngrams(self, X: Tensor, sentences: Tensor) -> Tensor:
        """Read some of the sentences without their words' consonant n-grams."""
        if not self.training:
            return X
        return X * ~sample_sentences(sentences, self.ngram_dropout)[:, None]

    def read_shapes(self, shapes: Tensor, sentences: Tensor) -> Tensor:
        """Read some of the sentences as if their letters had no case."""
        if not self.training:
            return shapes
        drop = sample_sentences(sentences, self.shape_dropout)
        shapes = shapes.clone()
        shapes[drop, UPPER_INITIAL] = 0
        shapes[drop, ALL_UPPER] = 0
        shapes[drop, CASELESS] = shapes[drop, HAS_LETTER]
        return shapes


class GatedConvolution(nn.Module):
    """A residual convolution with a gated linear unit (Dauphin et al. 2017).

    A token sees its neighbours and the mean of its sentence.
    """

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.normalize = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(4 * width, 2 * width)

    def forward(self, X: Tensor, lengths: Tensor, rows: Tensor) -> Tensor:
        """Convolve the tokens of sentences.

        X (Tensor): One row a token.
        lengths (Tensor): The number of tokens of each sentence.
        rows (Tensor): `neighbours` of the tokens.
        """
        Y = self.dropout(self.normalize(X))
        mean = torch.segment_reduce(Y, "mean", lengths=lengths, axis=0)
        # The linear layer over both parts; that over the mean once a sentence.
        near, whole = self.linear.weight.tensor_split([3 * X.shape[1]], dim=1)
        mean = linear(mean, whole, self.linear.bias)
        sentence = torch.arange(len(lengths), device=X.device).repeat_interleave(
            lengths
        )
        parts = zip(with_neighbours(Y, rows), sentence.split(CONVOLVED_UNITS))
        gated = [
            glu(linear(part, near) + mean.index_select(0, of)) for part, of in parts
        ]
        return X + torch.cat(gated)


def sample_sentences(sentences: Tensor, share: float) -> Tensor:
    """Draw a share of the sentences at random.

    RETURNS (Tensor): One truth value a token: whether its sentence is among them.
    """
    drawn = torch.rand(len(sentences), device=sentences.device) < share
    return drawn.repeat_interleave(sentences)
