"""Contrastive learning on pairs of words, before tagging (Sohn & Mortensen 2025).

An objective for `spacy pretrain`: a name in English and the same name in another language
get vectors that are near, and other names do not.
"""

from functools import partial
from typing import Any, Callable, List, Optional, Tuple, cast

import numpy
import torch
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Linear, Model, torch2xp, xp2torch
from thinc.types import Floats2d
from torch.nn.functional import cross_entropy, normalize

from ..extensions import require_phonemes
from ..segments import Segments
from .tagger import NUMPY_OPS, Units


def create_pretrain_contrastive(
    width: int = 128, temperature: float = 0.1
) -> Callable[[Vocab, Model], Model]:
    """Make the objective: InfoNCE over the vectors of words, both ways.

    Every other word of a batch is a negative example, unless its English name is the same.

    width (int): Width of a linear layer over the vectors, which is for pretraining only.
    temperature (float): What similarities are divided by; lower: nearer negatives count
        more.
    """

    def create(vocab: Vocab, encoder: Model[List[Doc], Units]) -> Model:
        projection = Linear(nO=width)
        return Model(
            "contrastive",
            forward,
            init=init,
            layers=[encoder, projection],
            # What spaCy saves.
            refs={"tok2vec": encoder, "projection": projection},
            attrs={"loss": partial(contrastive_loss, temperature=temperature)},
        )

    return create


def init(model: Model, X: Any = None, Y: Any = None) -> None:
    encoder, projection = model.get_ref("tok2vec"), model.get_ref("projection")
    encoder.initialize()
    projection.set_dim("nI", (find_words(encoder) or encoder).get_dim("nO"))
    projection.initialize()


def forward(
    model: Model, docs: List[Doc], is_train: bool
) -> Tuple[Floats2d, Callable[[Floats2d], List[Doc]]]:
    encoder, projection = model.get_ref("tok2vec"), model.get_ref("projection")
    if words := find_words(encoder):
        phonemes = [segments for doc in docs for segments in require_phonemes(doc)]
        vectors, backprop_vectors = words(phonemes, is_train)
    else:
        vectors, backprop_vectors = read_units(encoder, docs, is_train)
    rows, backprop_rows = projection(vectors, is_train)

    def backprop(d_rows: Floats2d) -> List[Doc]:
        backprop_vectors(backprop_rows(d_rows))
        return docs

    return rows, backprop


def find_words(encoder: Model) -> Optional[Model[List[Segments], Floats2d]]:
    """Find the layer of an encoder that reads words on their own (LiteEncoder's)."""
    return next((layer for layer in encoder.walk() if layer.name == "words"), None)


def read_units(
    encoder: Model[List[Doc], Units], docs: List[Doc], is_train: bool
) -> Tuple[Floats2d, Callable[[Floats2d], Any]]:
    """Read words with an encoder of units: a word is the mean of its own."""
    ops = encoder.ops
    units, backprop_units = encoder(docs, is_train)
    own = [ops.to_numpy(tokens) >= 0 for tokens in units.tokens]
    lengths = ops.asarray1i([kept.sum() for kept in own])
    kept = ops.xp.asarray(numpy.concatenate(own))
    vectors = ops.reduce_mean(ops.flatten(units.rows)[kept], lengths)

    def backprop(d_vectors: Floats2d) -> Any:
        d_flat = ops.alloc2f(len(kept), d_vectors.shape[1])
        d_flat[kept] = ops.backprop_reduce_mean(d_vectors, lengths)
        sizes = NUMPY_OPS.asarray1i([len(tokens) for tokens in own])
        return backprop_units(units._replace(rows=ops.unflatten(d_flat, sizes)))

    return vectors, backprop


def contrastive_loss(
    ops: Any, docs: List[Doc], rows: Floats2d, *, temperature: float
) -> Tuple[float, Floats2d]:
    """Tell each name from the others of a batch by its counterpart.

    docs (List[Doc]): English names, each followed by its counterpart.
    rows (Floats2d): One row a doc.
    RETURNS (Tuple[float, Floats2d]): The loss, averaged over pairs, and its gradient.
    """
    if len(docs) % 2:
        raise ValueError(
            f"A batch of {len(docs)} docs is not one of pairs. Set an even "
            "`pretraining.batcher.size`."
        )
    X = xp2torch(rows, requires_grad=True)
    vectors = normalize(X, dim=1)
    scores = vectors[0::2] @ vectors[1::2].T / temperature
    names = numpy.asarray([doc.text for doc in docs[0::2]])
    same = torch.from_numpy(names[:, None] == names).fill_diagonal_(False)
    scores = scores.masked_fill(same.to(scores.device), -torch.inf)
    target = torch.arange(len(scores), device=scores.device)
    loss = (cross_entropy(scores, target) + cross_entropy(scores.T, target)) / 2
    [d_rows] = torch.autograd.grad(loss, X)
    return loss.item(), cast(Floats2d, torch2xp(d_rows))
