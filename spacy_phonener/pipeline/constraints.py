"""Where an entity may be: what the best path through the scores has to keep to.

- No entity has a blocked token, or goes over the end of a sentence.
- A span must be able to be a name: it begins and ends with a token that has a letter, and no
  web or e-mail address, @mention, #tag or markup is in it.
"""

from itertools import accumulate
from typing import List, Tuple

import numpy
import regex
from spacy.attrs import ENT_IOB, ENT_TYPE, ORTH
from spacy.lang.lex_attrs import like_email
from spacy.tokens import Doc

from ..lru import LRUCache
from ..scripts import has_letter
from ..sentences import sentence_starts
from .bio import OUTSIDE

# Lower than any sum of log probabilities, but a number: differences of two are.
FORBIDDEN = -1e9
# spaCy's B with no type: no entity may have the token (`doc.set_ents(blocked=…)`).
BLOCKED = (3, 0)
# The kinds of words, by the hashes of their texts.
_known: LRUCache[int, Tuple[bool, bool]] = LRUCache(2**14)
# A company may be called after its address (Amazon.com): this is one that can be followed.
ADDRESS = regex.compile(r"\p{L}[\w+.-]*://.*|www\..+|\S+\.\p{L}{2,}/.*", regex.I)
MENTION = regex.compile(r"[@#][\p{L}\p{M}\p{N}].*")
MARKUP = regex.compile(r"</?[A-Za-z]+/?>?|[\p{P}\p{S}]*<[^>]*>?")


def constrain(
    docs: List[Doc],
    scores: List[numpy.ndarray],
    blocked: List[numpy.ndarray],
    *,
    plausible: bool,
) -> Tuple[List[numpy.ndarray], List[numpy.ndarray]]:
    """Keep the tags of the tokens of docs to those that are allowed.

    scores (List[Floats2d]): For each doc log probabilities, one row a token, one column a
        tag.
    blocked (List[Array[bool]]): For each doc, which tokens no entity may have.
    plausible (bool): Spans must be able to be names.
    RETURNS (Tuple[List[Floats2d], List[Array[bool]]]): For each doc the scores, FORBIDDEN
        where a tag is not allowed; and which tokens an entity may end with.
    """
    if not docs:
        return [], []
    ends = list(accumulate(map(len, docs)))
    firsts = [0, *ends[:-1]]
    outside = numpy.concatenate(blocked)
    edges = numpy.ones(len(outside), dtype=bool)
    if plausible:
        words = numpy.concatenate([doc.to_array(ORTH) for doc in docs])
        distinct, places, back = numpy.unique(
            words, return_index=True, return_inverse=True
        )
        owners = numpy.searchsorted(ends, places, side="right")
        kinds = [
            _known.get(word) or kind_of(docs[i].vocab.strings[word], word)
            for i, word in zip(owners.tolist(), distinct.tolist())
        ]
        edges, addresses = numpy.asarray(kinds, dtype=bool).reshape(-1, 2)[back].T
        outside |= addresses
    # The docs' tokens are numbered through.
    starts = sentence_starts(docs)
    within = starts.copy()
    within[[first for first in firsts if first < len(within)]] = False
    allowed = numpy.concatenate(scores)
    # Where no entity can have begun before, what would be inside of one begins it. The
    # tags are O, then B and I of each label.
    begins = within.copy()
    begins[1:] |= (~edges[:-1] | outside[:-1]) & ~starts[1:]
    begun = allowed[begins]
    allowed[begins, 1::2] = numpy.logaddexp(begun[:, 1::2], begun[:, 2::2])
    allowed[within, 2::2] = FORBIDDEN
    allowed[~edges, 1::2] = FORBIDDEN
    allowed[outside, OUTSIDE + 1 :] = FORBIDDEN
    parts = list(map(slice, firsts, ends))
    return [allowed[part] for part in parts], [edges[part] for part in parts]


def is_blocked(doc: Doc) -> numpy.ndarray:
    """Tell which tokens no entity may have."""
    if not doc.has_annotation("ENT_IOB"):
        return numpy.zeros(len(doc), dtype=bool)
    return (doc.to_array([ENT_IOB, ENT_TYPE]).reshape(-1, 2) == BLOCKED).all(axis=1)


def kind_of(text: str, orth: int) -> Tuple[bool, bool]:
    """Tell whether a token has a letter, and whether it is an address or the like.

    orth (int): The hash of its text, by which it is remembered.
    """
    _known[orth] = kind = has_letter(text), is_address(text)
    return kind


def is_address(text: str) -> bool:
    """Tell whether a token is an address, a mention, a tag or markup."""
    patterns = (ADDRESS, MENTION, MARKUP)
    return like_email(text) or any(pattern.fullmatch(text) for pattern in patterns)
