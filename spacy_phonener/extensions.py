"""The custom attributes of tokens, spans and docs.

`token._.phonemes`, `token._.ipa`, `span._.phonemes`, `span._.ipa`, `span._.score`,
`span._.sound_score`, `token._.commonness`, `doc._.phonener_lang`, `doc._.lang_score`,
`doc._.phonener_kind` and `doc._.phonener_source` are there as soon as this module is
imported: use its functions rather than `._.`, and they always are.

Phonemes and word classes lie in `doc.user_data` under spaCy's own kind of key for spans,
with the token's start *and* end: so they survive `to_bytes`, `to_json`, `Doc.copy`,
`Span.as_doc` and `Doc.from_docs`, and a token that the retokenizer merged or split has
none instead of stale ones. What its parts had is still there.
"""

from itertools import chain
from typing import Any, Iterable, List, Optional, Sequence, Tuple, Union

from spacy.attrs import IDX, LENGTH
from spacy.tokens import Doc, Span, Token

from .segments import Segments

# spaCy types those of doc.user_data as strings.
Key = Any
# Word classes: no list for the language, not in the list, and five from rare to common.
N_COMMONNESS = 7
# What a doc may be: running text, or a fragment as WikiANN's are (a title, a list line).
KINDS = ("text", "fragment")
KIND_KEY: Key = ("._.", "phonener_kind", None, None)


def _key(token: Token, name: str = "phonemes") -> Key:
    return ("._.", name, token.idx, token.idx + len(token))


def phoneme_keys(tokens: Union[Doc, Span]) -> List[Key]:
    """List where in `doc.user_data` the segments of each token lie."""
    return token_keys(tokens, "phonemes")


def token_keys(tokens: Union[Doc, Span], name: str) -> List[Key]:
    """List where in `doc.user_data` an attribute of each token lies."""
    places = tokens.to_array([IDX, LENGTH]).tolist()  # type: ignore[union-attr]
    return [("._.", name, start, start + length) for start, length in places]


def get_phonemes(token: Token) -> Optional[Segments]:
    """Get the segments of a token: None if it has not been read yet."""
    segments = token.doc.user_data.get(_key(token))
    # Serialization turns tuples into lists.
    return None if segments is None else tuple(segments)


def _merged(token: Token) -> List[Segments]:
    """Get the segments of the tokens that were merged to this one, if they had any."""
    found = []
    user_data = token.doc.user_data
    start = token.idx
    for place, letter in enumerate(token.text, start=token.idx):
        key: Key = ("._.", "phonemes", start, place + 1)
        segments = user_data.get(key)
        if segments is not None:
            found.append(tuple(segments))
            start = place + 1
        elif start == place and letter.isspace():
            start += 1
    return found if start == token.idx + len(token) else []


def has_phonemes(doc: Doc) -> bool:
    """Tell whether each token of a doc has been read."""
    return all(key in doc.user_data for key in phoneme_keys(doc))


def require_phonemes(doc: Doc) -> List[Segments]:
    """Get the segments of each token of a doc.

    A token that was merged has those of its parts.

    RAISES (ValueError): If one has not been read.
    """
    try:
        return [tuple(doc.user_data[key]) for key in phoneme_keys(doc)]
    except KeyError:
        return [_require(token) for token in doc]


def _require(token: Token) -> Segments:
    segments = get_phonemes(token) or tuple(chain.from_iterable(_merged(token)))
    if not segments:
        raise ValueError(
            f"The token '{token.text}' has no phonemes (token._.phonemes). Put the "
            "component 'phonemizer' before this one, and behind those that split tokens: "
            "nlp.add_pipe('phonemizer', before=...). In training also let it "
            'annotate, in the config: [training] annotating_components = ["phonemizer"]'
        )
    return segments


def set_phonemes(token: Token, segments: Sequence[str]) -> None:
    """Set a token's segments. The phonemizer keeps what is set."""
    if isinstance(segments, str) or not segments or not all(segments):
        raise ValueError(
            f"token._.phonemes is one or more non-empty segments, for example "
            f"('p', 'a', 'r', 'i'), not {segments!r}."
        )
    token.doc.user_data[_key(token)] = tuple(segments)


def token_ipa(token: Token) -> str:
    """Get the transcription of a token: empty if it has not been read.

    With a blank between the tokens that were merged to it.
    """
    segments = get_phonemes(token)
    return " ".join(map("".join, _merged(token) if segments is None else [segments]))


def span_phonemes(span: Span) -> Segments:
    """Get the segments of a span's tokens."""
    return tuple(chain.from_iterable(get_phonemes(t) or () for t in span))


def set_span_phonemes(span: Span, segments: Sequence[str]) -> None:
    """Set the segments of a span that is a token, as `Doc.from_json` does."""
    if len(span) != 1:
        raise ValueError("Set the phonemes of a span's tokens (token._.phonemes).")
    set_phonemes(span[0], segments)


def span_ipa(span: Span) -> str:
    """Get the transcription of a span, with a blank between tokens."""
    return " ".join(filter(None, map(token_ipa, span)))


def set_scores(scored: Iterable[Tuple[Span, float]]) -> None:
    """Set `span._.score` of spans: how probable it is that they are right."""
    for span, score in scored:
        key: Key = ("._.", "score", span.start_char, span.end_char)
        span.doc.user_data[key] = score


def set_sound_score(span: Span, score: float) -> None:
    """Set `span._.sound_score` of a name that was found by its sound."""
    key: Key = ("._.", "sound_score", span.start_char, span.end_char)
    span.doc.user_data[key] = score


def get_lang(doc: Doc) -> Optional[str]:
    """Get what names the language of a doc (`doc._.phonener_lang`), if it says so."""
    return doc._.phonener_lang


def set_lang(doc: Doc, lang: Optional[str]) -> None:
    """Set what names the language of a doc (`doc._.phonener_lang`)."""
    doc._.phonener_lang = lang


def set_lang_score(doc: Doc, score: float) -> None:
    """Set how probable the language is that a doc was found to be in."""
    doc._.lang_score = score


def _language_key(doc: Doc) -> Key:
    # As of a span: a key of the doc's own would make `Doc.from_docs` warn.
    end = doc[-1].idx + len(doc[-1]) if len(doc) else 0
    return ("._.", "phonener_language", 0, end)


def note_language(doc: Doc, code: str) -> None:
    """Note the code of the language that a doc is in; what has been noted stays."""
    doc.user_data.setdefault(_language_key(doc), code)


def noted_language(doc: Doc) -> Optional[str]:
    """Get the code of the language that a doc is in: None if nobody has noted it."""
    return doc.user_data.get(_language_key(doc))


def word_classes(doc: Doc) -> List[int]:
    """Get how common the word of each token is (`token._.commonness`), from 0 to 6."""
    user_data = doc.user_data
    return [user_data.get(key, 0) for key in token_keys(doc, "commonness")]


def get_commonness(token: Token) -> int:
    """Get how common a token's word is: 0 if there is no list for its language."""
    return token.doc.user_data.get(_key(token, "commonness"), 0)


def set_commonness(token: Token, value: int) -> None:
    """Set how common a token's word is. The component `commonness` keeps what is set."""
    if value not in range(N_COMMONNESS):
        raise ValueError(
            f"token._.commonness is a class from 0 to {N_COMMONNESS - 1}, not {value!r}."
        )
    token.doc.user_data[_key(token, "commonness")] = int(value)


def get_kind(doc: Doc) -> str:
    """Get what kind of text a doc is (`doc._.phonener_kind`): running text by default."""
    return doc.user_data.get(KIND_KEY, KINDS[0])


def set_kind(doc: Doc, kind: str) -> None:
    """Set what kind of text a doc is (`doc._.phonener_kind`)."""
    if kind not in KINDS:
        raise ValueError(f"doc._.phonener_kind is {' or '.join(KINDS)}, not {kind!r}.")
    doc.user_data[KIND_KEY] = kind


def get_source(doc: Doc) -> Optional[str]:
    """Get what names the gold data that a doc is of (`doc._.phonener_source`)."""
    return doc._.phonener_source


def set_source(doc: Doc, source: Optional[str]) -> None:
    """Set what names the gold data that a doc is of (`doc._.phonener_source`)."""
    doc._.phonener_source = source


def copy_origin(doc: Doc, new: Doc) -> None:
    """Copy the language, the kind of text and the source of a doc to another one."""
    set_lang(new, get_lang(doc))
    set_kind(new, get_kind(doc))
    set_source(new, get_source(doc))


# Named functions: nlp.pipe(n_process=2) pickles them where processes are spawned.
Token.set_extension("phonemes", getter=get_phonemes, setter=set_phonemes, force=True)
Token.set_extension("ipa", getter=token_ipa, force=True)
Token.set_extension(
    "commonness", getter=get_commonness, setter=set_commonness, force=True
)
Span.set_extension(
    "phonemes", getter=span_phonemes, setter=set_span_phonemes, force=True
)
Span.set_extension("ipa", getter=span_ipa, force=True)
# For `Doc.from_json`, which sets those of tokens as of spans.
Span.set_extension("commonness", default=None, force=True)
Span.set_extension("score", default=None, force=True)
Span.set_extension("sound_score", default=None, force=True)
Doc.set_extension("phonener_lang", default=None, force=True)
Doc.set_extension("lang_score", default=None, force=True)
Doc.set_extension("phonener_kind", getter=get_kind, setter=set_kind, force=True)
Doc.set_extension("phonener_source", default=None, force=True)
