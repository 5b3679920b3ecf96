"""The small encoder that is trained from scratch."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Callable, Dict, List, Optional, Tuple, Union, cast

import numpy
import torch
from spacy.tokens import Doc
from thinc.api import ArgsKwargs, Model, torch2xp, xp2torch
from thinc.types import Floats2d
from torch import Tensor, nn
from torch.nn.functional import glu, linear, one_hot

from ..extensions import (
    N_COMMONNESS,
    get_kind,
    noted_language,
    require_phonemes,
    word_classes,
)
from ..languages import get_language
from ..name_table import read_name_table
from ..sentences import sentence_starts
from .features import (
    ALL_UPPER,
    CASELESS,
    HAS_LETTER,
    N_SHAPE,
    UPPER_INITIAL,
    UPPER_INSIDE,
    index_distinct,
    shape_features,
)
from .modules import (
    CONVOLVED_UNITS,
    mixed_precision,
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
    prefixes: bool = False,
    kind: bool = False,
    commonness: bool = False,
    commonness_dropout: float = 0.3,
    names: Optional[Union[str, Path]] = None,
    names_width: int = 0,
    names_dropout: float = 0.2,
    languages: Optional[List[str]] = None,
    language_dropout: float = 0.5,
    exact_width: int = 0,
    exact_rows: int = 60000,
    mixed_precision: bool = False,
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
    prefixes (bool): Of the shape, also see upper case behind a prefix in lower case.
    kind (bool): Also see the kind of text, `doc._.phonener_kind`, so that fragments
        teach running text no habits.
    commonness (bool): Also see how common the word is, `token._.commonness`.
    commonness_dropout (float): The share of training sentences read without.
    names (Optional[Union[str, Path]]): The file of names by sound that `phonener
        compile-names` made: read when the pipeline is initialized, saved with it.
    names_width (int): Width of the embedding of what names a word sounds like; 0: none.
    names_dropout (float): The share of training sentences read without.
    languages (Optional[List[str]]): The languages to know: those that it is trained on.
        Each has an embedding.
    language_dropout (float): The share of training sentences read as if their language
        was not known.
    exact_width (int): Width of two embeddings of a word as it is, segment by segment: of
        itself, and of its n-grams; 0: none. Of languages that are known only: by them it
        learns their words, and without them what holds for every other language.
    exact_rows (int): Rows of their hashed table.
    mixed_precision (bool): Train with bfloat16 numbers, where the processor has them.
    """
    known = [get_language(lang).code for lang in languages or ()]
    words = WordModule(
        width=width,
        rows=rows,
        word_width=word_width,
        word_depth=word_depth,
        ngram_width=ngram_width,
        ngram_rows=ngram_rows,
        names_width=names_width,
        exact_width=exact_width,
        exact_rows=exact_rows,
        dropout=dropout,
        segment_dropout=segment_dropout,
        mixed_precision=mixed_precision,
    )
    sentence = SentenceModule(
        word_widths=words.widths,
        hidden_width=hidden_width,
        depth=depth,
        dropout=dropout,
        context_dropout=context_dropout,
        ngram_dropout=ngram_dropout,
        n_shape=(N_SHAPE if prefixes else UPPER_INSIDE) if shape else 0,
        shape_dropout=shape_dropout,
        kind=kind,
        n_commonness=N_COMMONNESS if commonness else 0,
        commonness_dropout=commonness_dropout,
        names_dropout=names_dropout,
        n_languages=len(known),
        language_dropout=language_dropout,
        mixed_precision=mixed_precision,
    )
    return Model(
        "lite_encoder",
        partial(
            forward,
            languages={code: i for i, code in enumerate(known, start=1)},
            commonness=commonness,
        ),
        init=partial(init, names=names),
        layers=[build_words(words), wrap_module(sentence, convert_inputs)],
        dims={"nO": hidden_width},
        attrs={"languages": known},
    )


def init(
    model: Model, X=None, Y=None, *, names: Optional[Union[str, Path]] = None
) -> None:
    """Read the names."""
    if names is not None:
        model.layers[0].attrs["names"] = read_name_table(Path(names))


@dataclass
class SentenceInput:
    """A batch of docs, as arrays.

    vectors (Floats2d): One row a distinct word.
    words (Ints1d): The distinct word of each token.
    shapes (Floats2d): One row a token.
    fragments (Floats1d): 1 for a token of a fragment, 0 for one of running text.
    commonness (Ints1d): The class of each token's word; empty, if it is not looked at.
    languages (Ints1d): The number of each token's language; 0: not known.
    sentences (Ints1d): The number of tokens of each sentence.
    """

    vectors: Floats2d
    words: numpy.ndarray
    shapes: numpy.ndarray
    fragments: numpy.ndarray
    commonness: numpy.ndarray
    languages: numpy.ndarray
    sentences: numpy.ndarray


def forward(
    model: Model,
    docs: List[Doc],
    is_train: bool,
    *,
    languages: Dict[str, int],
    commonness: bool,
) -> Tuple[Units, Callable[[Units], List[Doc]]]:
    read_words, read_sentences = model.layers
    phonemes = [segments for doc in docs for segments in require_phonemes(doc)]
    texts, text_index = index_distinct([token.text for doc in docs for token in doc])
    words, word_index = index_distinct(phonemes)
    vectors, backprop_words = read_words(words, is_train)
    sizes = [len(doc) for doc in docs]
    repeat = partial(numpy.repeat, repeats=sizes)
    batch = SentenceInput(
        vectors=vectors,
        words=word_index,
        shapes=numpy.asarray(list(map(shape_features, texts)), dtype="f")[text_index],
        fragments=repeat([get_kind(doc) == "fragment" for doc in docs]).astype("f"),
        commonness=numpy.asarray(
            [cls for doc in docs for cls in word_classes(doc)] if commonness else [],
            dtype="int64",
        ),
        languages=repeat([languages.get(noted_language(doc) or "", 0) for doc in docs]),
        sentences=numpy.diff(
            sentence_starts(docs).nonzero()[0], append=len(word_index)
        ),
    )
    flat, backprop_sentences = read_sentences(batch, is_train)
    lengths = NUMPY_OPS.asarray1i(sizes)
    # On the CPU: from a GPU each doc's would be fetched on its own.
    tokens = [NUMPY_OPS.asarray1i(range(len(doc))) for doc in docs]

    def backprop(d_units: Units) -> List[Doc]:
        backprop_words(backprop_sentences(model.ops.flatten(d_units.rows)))
        return docs

    return Units(model.ops.unflatten(flat, lengths), tokens), backprop


def convert_inputs(
    model: Model, batch: SentenceInput, is_train: bool
) -> Tuple[ArgsKwargs, Callable[[ArgsKwargs], Floats2d]]:
    arrays = {**vars(batch)}
    found = arrays.pop("vectors")
    tensors = to_tensors(model, arrays)
    # Not the device that is the thread's: a new thread's is the CPU.
    vectors = xp2torch(found, is_train, tensors["words"].device)

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
        word_widths: List[int],
        hidden_width: int,
        depth: int,
        dropout: float,
        context_dropout: float,
        ngram_dropout: float,
        n_shape: int,
        shape_dropout: float,
        kind: bool,
        n_commonness: int,
        commonness_dropout: float,
        names_dropout: float,
        n_languages: int,
        language_dropout: float,
        mixed_precision: bool,
    ):
        super().__init__()
        self.word_widths = word_widths
        self.ngram_dropout = ngram_dropout
        self.n_shape = n_shape
        self.shape_dropout = shape_dropout
        self.kind = kind
        self.n_commonness = n_commonness
        self.commonness_dropout = commonness_dropout
        self.names_dropout = names_dropout
        self.language_dropout = language_dropout
        self.mixed_precision = mixed_precision
        n_inputs = sum(word_widths) + n_shape + kind + n_commonness
        self.token = nn.Linear(n_inputs, hidden_width)
        self.languages = (
            nn.Embedding(n_languages + 1, hidden_width, padding_idx=0)
            if n_languages
            else None
        )
        self.layers = nn.ModuleList(
            GatedConvolution(hidden_width, context_dropout) for _ in range(depth)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        vectors: Tensor,
        words: Tensor,
        shapes: Tensor,
        fragments: Tensor,
        commonness: Tensor,
        languages: Tensor,
        sentences: Tensor,
    ) -> Tensor:
        languages = self.drop(languages, sentences, self.language_dropout)
        # index_select: on the CPU the gradient of vectors[words] would depend on the
        # order in which threads add it up.
        X = vectors.index_select(0, words)
        word, consonants, names, exact = X.split(self.word_widths, dim=1)
        parts = [
            word,
            self.drop(consonants, sentences, self.ngram_dropout),
            self.drop(names, sentences, self.names_dropout),
            exact * (languages > 0)[:, None],
        ]
        if self.n_shape:
            parts.append(self.read_shapes(shapes, sentences))
        if self.kind:
            parts.append(fragments[:, None])
        if self.n_commonness:
            commonness = self.drop(commonness, sentences, self.commonness_dropout)
            parts.append(one_hot(commonness, self.n_commonness).float())
        with mixed_precision(self):
            X = self.token(torch.cat(parts, dim=1))
            if self.languages:
                X = X + self.languages(languages)
            X = self.dropout(self.read_tokens(X, sentences))
        return X.float()

    def drop(self, X: Tensor, sentences: Tensor, share: float) -> Tensor:
        """In training, read some of the sentences without an input.

        X (Tensor): The input: one row, or one number, a token.
        share (float): The share of sentences that lose it.
        """
        if not self.training:
            return X
        keep = ~sample_sentences(sentences, share)
        return X * (keep if X.dim() == 1 else keep[:, None])

    def read_tokens(self, X: Tensor, sentences: Tensor) -> Tensor:
        """Convolve the tokens of sentences.

        X (Tensor): One row a token, the sentences one after the other.
        RETURNS (Tensor): One row a token.
        """
        rows = neighbours(sentences)
        for layer in self.layers:
            X = layer(X, sentences, rows)
        return X

    def read_shapes(self, shapes: Tensor, sentences: Tensor) -> Tensor:
        """In training, read some of the sentences as if their letters had no case."""
        if not self.training:
            return shapes[:, : self.n_shape]
        drop = sample_sentences(sentences, self.shape_dropout)
        shapes = shapes.clone()
        shapes[drop, CASELESS] = shapes[drop, HAS_LETTER]
        for cased in (UPPER_INITIAL, ALL_UPPER, UPPER_INSIDE):
            shapes[drop, cased] = 0
        return shapes[:, : self.n_shape]


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
