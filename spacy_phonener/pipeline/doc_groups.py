"""Groups of docs that a model is more or less sure of."""

from typing import List, Set

from spacy.tokens import Doc
from thinc.api import Model

from ..casing import has_upper
from ..extensions import noted_language

# In a language that the model was trained on; in another one; in another one, where no
# letter is in upper case.
KNOWN, CASED, CASELESS = GROUPS = ("known", "cased", "caseless")


def group_docs(docs: List[Doc], model: Model) -> List[str]:
    """Tell the group of each doc.

    model (Model): The tagger. If its encoder does not say which languages it knows, it
        knows none.
    """
    encoder = model.maybe_get_ref("encoder")
    known: Set[str] = set(encoder.attrs.get("languages", ())) if encoder else set()
    return [
        KNOWN
        if noted_language(doc) in known
        else CASED
        if has_upper(doc.text)
        else CASELESS
        for doc in docs
    ]
