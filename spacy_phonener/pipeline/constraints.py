"""Where an entity may be: what the best path through the scores has to keep to.

- No entity has a blocked token, or goes over the end of a sentence.
- A span must be able to be a name: it begins and ends with a token that has a letter, and no
  web or e-mail address, @mention, #tag or markup is in it.
"""

from typing import Tuple

import numpy
import regex
from spacy.attrs import ENT_IOB, ENT_TYPE, LIKE_EMAIL, ORTH
from spacy.tokens import Doc

from ..lru import remember_short
from ..sentences import sentence_bounds
from .bio import OUTSIDE

# Lower than any sum of log probabilities, but a number: differences of two are.
FORBIDDEN = -1e9
# spaCy's B with no type: no entity may have the token (`doc.set_ents(blocked=…)`).
BLOCKED = (3, 0)
# A company may be called after its address (Amazon.com): this is one that can be followed.
ADDRESS = regex.compile(r"\p{L}[\w+.-]*://.*|www\..+|\S+\.\p{L}{2,}/.*", regex.I)
MENTION = regex.compile(r"[@#][\p{L}\p{M}\p{N}].*")
MARKUP = regex.compile(r"</?[A-Za-z]+/?>?|[\p{P}\p{S}]*<[^>]*>?")


def constrain(
    doc: Doc, scores: numpy.ndarray, *, plausible: bool
) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """Keep the tags of a doc's tokens to those that are allowed.

    scores (Floats2d): Log probabilities, one row a token, one column a tag.
    plausible (bool): Spans must be able to be names.
    RETURNS (Tuple[Floats2d, Array[bool]]): The scores, FORBIDDEN where a tag is not
        allowed; and which tokens an entity may end with.
    """
    edges = numpy.ones(len(doc), dtype=bool)
    outside = is_blocked(doc)
    if plausible and len(doc):
        words, places = numpy.unique(doc.to_array(ORTH), return_inverse=True)
        texts = [doc.vocab.strings[int(word)] for word in words]
        kinds = numpy.asarray([(has_letter(t), is_address(t)) for t in texts])[places]
        edges = kinds[:, 0]
        outside = outside | kinds[:, 1] | doc.to_array(LIKE_EMAIL).astype(bool)
    starts = [start for start, _ in sentence_bounds(doc)[1:]]
    if edges.all() and not outside.any() and not starts:
        return scores, edges
    allowed = scores.copy()
    # Where no entity can have begun before, what would be inside of one begins it. The
    # tags are O, then B and I of each label.
    begins = numpy.zeros(len(doc), dtype=bool)
    begins[1:] = ~edges[:-1] | outside[:-1]
    begins[starts] = True
    allowed[begins, 1::2] = numpy.logaddexp(scores[begins, 1::2], scores[begins, 2::2])
    allowed[starts, 2::2] = FORBIDDEN
    allowed[~edges, 1::2] = FORBIDDEN
    allowed[outside, OUTSIDE + 1 :] = FORBIDDEN
    return allowed, edges


def is_blocked(doc: Doc) -> numpy.ndarray:
    """Tell which tokens no entity may have."""
    return (doc.to_array([ENT_IOB, ENT_TYPE]).reshape(-1, 2) == BLOCKED).all(axis=1)


@remember_short(2**14)
def has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


@remember_short(2**14)
def is_address(text: str) -> bool:
    """Tell whether a token is an address, a mention, a tag or markup."""
    patterns = (ADDRESS, MENTION, MARKUP)
    return any(pattern.fullmatch(text) for pattern in patterns)
