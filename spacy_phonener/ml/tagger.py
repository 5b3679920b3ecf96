from typing import Callable, List, NamedTuple, Optional, Tuple

from spacy.tokens import Doc
from thinc.api import Linear, Model, NumpyOps
from thinc.layers.resizable import resizable, resize_linear_weighted, resize_model
from thinc.types import Floats2d, Ints1d

NUMPY_OPS = NumpyOps()


class Units(NamedTuple):
    """Rows of numbers for the units of some docs.

    rows (List[Floats2d]): For each doc, one row a unit.
    tokens (List[Ints1d]): For each doc, the index of the token that each unit
        belongs to; -1 for separators and special symbols, which belong to none.
    """

    rows: List[Floats2d]
    tokens: List[Ints1d]


def build_tagger(
    encoder: Model[List[Doc], Units], nO: Optional[int] = None
) -> Model[List[Doc], Units]:
    """Build a tagger: an encoder and a linear layer over its units.

    encoder (Model[List[Doc], Units]): One row a unit; its width is its nO, which a
        pretrained encoder knows when it is initialized.
    nO (Optional[int]): The number of tags, set by the component.
    """
    output: Model[Floats2d, Floats2d] = resizable(
        Linear(nO=nO, nI=encoder.maybe_get_dim("nO")),
        resize_layer=resize_linear_weighted,
    )
    return Model(
        "phone_tagger",
        forward,
        init=init,
        layers=[encoder, output],
        refs={"encoder": encoder, "output_layer": output},
        dims={"nO": nO},
        attrs={"resize_output": resize_output},
    )


def init(model: Model, X=None, Y=None) -> None:
    encoder, output = model.get_ref("encoder"), model.get_ref("output_layer")
    encoder.initialize()
    output.layers[0].set_dim("nI", encoder.get_dim("nO"))
    output.layers[0].set_dim("nO", model.get_dim("nO"))
    output.initialize()


def forward(
    model: Model, docs: List[Doc], is_train: bool
) -> Tuple[Units, Callable[[Units], List[Doc]]]:
    encoder, output = model.get_ref("encoder"), model.get_ref("output_layer")
    units, backprop_encoder = encoder(docs, is_train)
    flat = model.ops.flatten(units.rows)
    lengths = NUMPY_OPS.asarray1i([len(rows) for rows in units.rows])
    scores, backprop_output = output(flat, is_train)

    def backprop(d_units: Units) -> List[Doc]:
        d_flat = backprop_output(model.ops.flatten(d_units.rows))
        d_rows = model.ops.unflatten(d_flat, lengths)
        return backprop_encoder(Units(d_rows, d_units.tokens))

    return Units(model.ops.unflatten(scores, lengths), units.tokens), backprop


def resize_output(model: Model, nO: int) -> None:
    """Add tags to a tagger; those that it knows keep their weights."""
    resize_model(model.get_ref("output_layer"), nO)
    model.set_dim("nO", nO, force=True)
