"""The part of the LiteEncoder that reads words: a vector of each, whatever its place."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple, cast

import numpy
import torch
from spacy.strings import get_string_id
from spacy.util import minibatch
from thinc.api import ArgsKwargs, Model
from thinc.types import Floats2d, Ints2d
from torch import Tensor, nn

from ..articulatory import N_ARTICULATORY, articulatory_features
from ..forks import make_lock
from ..lru import LONGEST
from ..name_table import N_FOUND_CLASSES, name_classes
from ..segments import Segments
from .features import hash_exact, hash_ngrams, hash_rows, index_distinct
from .modules import (
    ModuleShim,
    mixed_precision,
    neighbours,
    to_tensors,
    with_neighbours,
    wrap_module,
)

# How many words' vectors to remember: 1 to 2 KB each.
REMEMBERED = 2**15
# How many new words to read together, however many a batch of docs has.
NEW_WORDS = 1024


def build_words(module: "WordModule") -> Model[List[Segments], Floats2d]:
    """Build a layer that reads words: one row a word.

    In prediction it remembers the words that it read last.

    segments → articulatory features (panphon) + hashed embeddings → convolutions over
    the segments of a word → maximum, beside n-grams of its consonants; and, if the module
    has them, what names it sounds like, and itself and its n-grams as they are.
    """
    return Model(
        "words",
        # Not attrs: those are saved with the weights, and would undo the config.
        partial(
            forward,
            rows=module.hashed.num_embeddings,
            ngram_rows=module.ngrams.num_embeddings,
            exact_rows=module.exact.num_embeddings if module.exact else 0,
        ),
        layers=[wrap_module(module, convert_inputs, WordShim)],
        dims={"nO": module.width},
        # Data like the weights: saved with them.
        attrs={"names": numpy.zeros(0, dtype="uint32")},
    )


@dataclass
class WordInput:
    """Words, as arrays. Segments stand once, however often they occur.

    articulatory (Floats2d): One row a distinct segment.
    hashes (Ints2d): Rows of the hash table, one row a distinct segment.
    segments (Ints1d): The segments of all words, one word after the other.
    lengths (Ints1d): The number of segments of each word.
    ngrams (Ints1d): Rows of the table of n-grams, of all words.
    ngram_starts (Ints1d): Where those of each word begin.
    exact, exact_starts (Ints1d): As in `hash_exact`; empty, if they are not looked at.
    names (Ints2d): What names each word sounds like, as in `name_classes`.
    """

    articulatory: numpy.ndarray
    hashes: numpy.ndarray
    segments: numpy.ndarray
    lengths: numpy.ndarray
    ngrams: numpy.ndarray
    ngram_starts: numpy.ndarray
    exact: numpy.ndarray
    exact_starts: numpy.ndarray
    names: Ints2d


def featurize(
    words: Sequence[Segments],
    *,
    names: numpy.ndarray,
    rows: int,
    ngram_rows: int,
    exact_rows: int,
) -> WordInput:
    segments, segment_index = index_distinct(list(chain.from_iterable(words)))
    lengths = numpy.asarray([len(word) for word in words], dtype="int64")
    ngrams = [hash_ngrams(word, ngram_rows) for word in words]
    exact = exact_starts = numpy.zeros(0, dtype="int64")
    if exact_rows:
        hashes = numpy.asarray([get_string_id(s) for s in segments], dtype="uint64")
        exact, exact_starts = hash_exact(hashes[segment_index], lengths, exact_rows)
    return WordInput(
        articulatory=numpy.asarray(
            [articulatory_features(s) for s in segments], dtype="f"
        ),
        hashes=numpy.asarray([hash_rows(s, rows) for s in segments], dtype="int64"),
        segments=segment_index,
        lengths=lengths,
        ngrams=numpy.asarray(list(chain.from_iterable(ngrams)), dtype="int64"),
        ngram_starts=numpy.cumsum([0, *map(len, ngrams)], dtype="int64")[:-1],
        exact=exact,
        exact_starts=exact_starts,
        names=name_classes(names, words),
    )


def forward(
    model: Model, words: List[Segments], is_train: bool, **tables: Any
) -> Tuple[Floats2d, Callable[[Floats2d], Any]]:
    [layer] = model.layers

    def prepare(some: Sequence[Segments]) -> WordInput:
        return featurize(some, names=model.attrs["names"], **tables)

    if is_train:
        return layer(prepare(words), True)

    def read(new: List[Segments]) -> numpy.ndarray:
        parts = map(prepare, minibatch(new, NEW_WORDS))
        return numpy.concatenate([model.ops.to_numpy(layer.predict(p)) for p in parts])

    vectors = cast(WordShim, layer.shims[0]).known.recall(words, read)
    return model.ops.asarray2f(cast(Floats2d, vectors)), lambda d_vectors: []


class WordShim(ModuleShim):
    """Remembers the vectors of words, until the weights change."""

    def __init__(self, model: "WordModule", **kwargs: Any):
        super().__init__(model, **kwargs)
        self.known = WordTable(REMEMBERED, model.width)

    def finish_update(self, optimizer: Any) -> None:
        super().finish_update(optimizer)
        self.known.clear()

    @contextmanager
    def use_params(self, params: Any) -> Iterator[None]:
        self.known.clear()
        with super().use_params(params):
            yield
        self.known.clear()

    def from_bytes(self, bytes_data: bytes) -> "WordShim":
        super().from_bytes(bytes_data)
        self.known.clear()
        return self


class WordTable:
    """The vectors of the words that were read last, at most `size` of them.

    They lie in one array: if each had its own, these would stand between the big arrays
    of one batch and the next, and keep their memory from being used again.
    """

    # Threads may share a pipeline. Of the class, for a table can be copied and a lock not.
    lock = make_lock()

    def __init__(self, size: int, width: int):
        self.vectors = numpy.zeros((size, width), dtype="f")
        self.clear()

    def clear(self) -> None:
        self.rows: Dict[Segments, int] = {}
        self.words: List[Segments] = []
        self.next = 0

    def recall(
        self, words: List[Segments], read: Callable[[List[Segments]], numpy.ndarray]
    ) -> numpy.ndarray:
        """Look words up, and read those that are not known.

        words (List[Segments]): Distinct words.
        read (Callable): Reads those that are not known: one row each.
        RETURNS (Floats2d): One row a word.
        """
        with self.lock:
            rows = numpy.asarray([self.rows.get(word, -1) for word in words])
            found = self.vectors[rows]
        [new] = (rows < 0).nonzero()
        if len(new):
            unknown = [words[i] for i in new]
            found[new] = read(unknown)
            with self.lock:
                self._remember(unknown, found[new])
        return found

    def _remember(self, words: List[Segments], vectors: numpy.ndarray) -> None:
        for word, vector in zip(words, vectors):
            # Another thread may have read it meanwhile.
            if word in self.rows or len(word) > LONGEST:
                continue
            if self.next < len(self.words):
                del self.rows[self.words[self.next]]
                self.words[self.next] = word
            else:
                self.words.append(word)
            self.rows[word] = self.next
            self.vectors[self.next] = vector
            self.next = (self.next + 1) % len(self.vectors)


def convert_inputs(
    model: Model, words: WordInput, is_train: bool
) -> Tuple[ArgsKwargs, Callable[[Any], None]]:
    tensors = to_tensors(model, vars(words))
    return ArgsKwargs(args=(), kwargs=tensors), lambda d_inputs: None


class WordModule(nn.Module):
    """Reads words.

    Its rows have four parts: what convolutions make of a word's segments; its consonants;
    what names it sounds like; and itself, segment by segment.
    """

    def __init__(
        self,
        *,
        width: int,
        rows: int,
        word_width: int,
        word_depth: int,
        ngram_width: int,
        ngram_rows: int,
        names_width: int,
        exact_width: int,
        exact_rows: int,
        dropout: float,
        segment_dropout: float,
        mixed_precision: bool,
    ):
        super().__init__()
        self.widths = [word_width, ngram_width, names_width, 2 * exact_width]
        self.width = sum(self.widths)
        self.segment_dropout = segment_dropout
        self.mixed_precision = mixed_precision
        self.articulatory = nn.Linear(N_ARTICULATORY, width)
        self.hashed = make_table(rows, width, "sum")
        widths = [width] + [word_width] * word_depth
        self.layers = nn.ModuleList(
            nn.Linear(3 * n_in, n_out) for n_in, n_out in zip(widths, widths[1:])
        )
        self.ngrams = make_table(ngram_rows, ngram_width, "mean")
        self.names = (
            make_table(3 * N_FOUND_CLASSES, names_width, "sum") if names_width else None
        )
        self.exact = (
            make_table(exact_rows, exact_width, "mean") if exact_width else None
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
        exact: Tensor,
        exact_starts: Tensor,
        names: Tensor,
    ) -> Tensor:
        with mixed_precision(self):
            X = self.articulatory(articulatory) + self.hashed(hashes)
            # index_select: on the CPU the gradient of X[segments] would depend on the
            # order in which threads add it up.
            X = self.read_segments(X.index_select(0, segments), lengths)
        parts = [X.float(), self.dropout(self.ngrams(ngrams, ngram_starts))]
        if self.names:
            # The three classes of a word have rows of their own.
            firsts = N_FOUND_CLASSES * torch.arange(3, device=names.device)
            parts.append(self.names(names + firsts))
        if self.exact:
            of_ngrams, own = self.exact(exact, exact_starts).chunk(2)
            parts.append(self.dropout(torch.cat([of_ngrams, own], dim=1)))
        return torch.cat(parts, dim=1)

    def read_segments(self, X: Tensor, lengths: Tensor) -> Tensor:
        """Convolve the segments of words, and take each word's maximum.

        X (Tensor): One row a segment, the words one after the other.
        RETURNS (Tensor): One row a word.
        """
        if self.training:
            keep = torch.rand(len(X), 1, device=X.device) >= self.segment_dropout
            X = X * keep
        X = self.dropout(X)
        rows = neighbours(lengths)
        for layer in self.layers:
            parts = with_neighbours(X, rows)
            X = torch.cat([torch.relu(layer(part)) for part in parts])
        return self.dropout(torch.segment_reduce(X, "max", lengths=lengths, axis=0))


def make_table(rows: int, width: int, mode: str) -> nn.EmbeddingBag:
    """Make a table of embeddings, which are small at first."""
    table = nn.EmbeddingBag(rows, width, mode=mode)
    nn.init.normal_(table.weight, std=0.1)
    return table
