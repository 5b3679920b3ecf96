"""What a worker reads: the records of a part."""

import json
import re
from codecs import BOM_UTF8
from functools import partial
from io import BytesIO
from reprlib import repr as shorten
from typing import (
    Any,
    Callable,
    Dict,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Tuple,
    Union,
)

import fsspec
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from ..corpora.readers import language_prefix
from .fields import Fields, check_characters
from .parts import Part, Piece
from .raw import decode_loosely, parse_row, split
from .tables import read_parquet

# A text, its tokens, or a doc that has been made of it.
Content = Union[str, List[str], Doc]
# Content, language and id.
Taken = Tuple[Union[str, List[str]], Optional[str], Optional[str]]
# What stands between the documents of CoNLL-2003.
DOC = "-DOCSTART-"


class Record(NamedTuple):
    """A document to annotate.

    file, number: As in `Broken`.
    id (Optional[str]): What it is called, if anything.
    lang (Optional[str]): What names its language, if it says so.
    content (Content): What is annotated.
    """

    file: str
    number: int
    id: Optional[str]
    lang: Optional[str]
    content: Content


class Broken(NamedTuple):
    """A record that cannot be read.

    file (str): What it is in.
    number (int): The line that it begins at; in Parquet its row, in a docbin its doc.
        From 1.
    reason (str): Why.
    """

    file: str
    number: int
    reason: str


def read_part(
    part: Part, fields: Fields, vocab: Vocab
) -> Iterator[Union[Record, Broken]]:
    """Read the records of a part, in order."""
    for piece in part.pieces:
        if piece.reason:
            yield Broken(piece.file, piece.first, piece.reason)
        elif piece.format == "docbin":
            yield from read_docbin(piece, vocab)
        elif piece.format == "parquet":
            yield from read_rows(piece, fields)
        else:
            yield from read_text(piece, fields)


def read_docbin(piece: Piece, vocab: Vocab) -> Iterator[Union[Record, Broken]]:
    """Read the docs of a docbin, each with what it has already."""
    try:
        with fsspec.open(piece.path, "rb", compression=None) as file:
            docbin = DocBin().from_bytes(file.read())
    # It has many ways to say that a file is damaged.
    except Exception as err:
        yield Broken(piece.file, 1, f"no docbin: {err}")
        return
    number = 1
    try:
        for doc in docbin.get_docs(vocab):
            key = str(doc.user_data.get("id", f"{piece.file}:{number}"))
            yield Record(piece.file, number, key, None, doc)
            number += 1
    except Exception as err:
        reason = f"the docs are damaged from here on: {type(err).__name__}: {err}"
        yield Broken(piece.file, number, reason)


def read_rows(piece: Piece, fields: Fields) -> Iterator[Union[Record, Broken]]:
    """Read the rows of a piece of Parquet."""
    number = piece.first
    try:
        for row in read_parquet(piece.path, piece.start, piece.stop, fields.names):
            yield from make_record(piece, number, partial(fields.take, row))
            number += 1
    # Of PyArrow's too.
    except (OSError, ValueError) as err:
        yield Broken(piece.file, number, f"the rows are damaged from here on: {err}")


def read_text(piece: Piece, fields: Fields) -> Iterator[Union[Record, Broken]]:
    """Read the records of a piece of a text format."""
    with fsspec.open(piece.path, "rb", compression=None) as file:
        file.seek(piece.start)
        data = file.read(piece.stop - piece.start)
    if piece.first == 1:
        data = data.removeprefix(BOM_UTF8)
    number = piece.first
    for raw in split(BytesIO(data), piece.format, len(piece.columns)):
        # A file is a document even if it is empty; a line is not.
        if raw.data.strip() or piece.format == "file":
            yield from make_record(
                piece, number, partial(parse, raw.data, piece, fields)
            )
        number += raw.lines


def make_record(
    piece: Piece, number: int, take: Callable[[], Taken]
) -> Iterator[Union[Record, Broken]]:
    """Make a record of what is taken out of it; none, if that is nothing."""
    try:
        content, lang, key = take()
        if not content and piece.format == "conll":
            return
        if key is None:
            key = piece.file if piece.format == "file" else f"{piece.file}:{number}"
        for text in (*([content] if isinstance(content, str) else content), key):
            check_characters(text)
    except ValueError as err:
        yield Broken(piece.file, number, str(err))
    else:
        yield Record(piece.file, number, key, lang, content)


def parse(data: bytes, piece: Piece, fields: Fields) -> Taken:
    """Take text, language and id out of a record of a text format.

    RAISES (ValueError): If it is broken.
    """
    if piece.format == "jsonl":
        return fields.take(load_object(data))
    if piece.format in ("csv", "tsv"):
        row = parse_row(data, piece.format)
        if len(row) != len(piece.columns):
            raise ValueError(
                f"{len(row)} columns, but the header has {len(piece.columns)}"
            )
        return fields.take(dict(zip(piece.columns, row)))
    text = decode_loosely(data)
    if piece.format == "conll":
        return take_tokens(text)
    return (text if piece.format == "file" else text.rstrip("\r\n")), None, None


def load_object(data: bytes) -> Dict[str, Any]:
    """Load an object of JSON.

    RAISES (ValueError): If it is none.
    """
    try:
        record = json.loads(decode_loosely(data.strip()))
    except (ValueError, RecursionError) as err:
        raise ValueError(f"not JSON: {err}") from err
    if not isinstance(record, dict):
        raise ValueError(f"no object of JSON: {shorten(record)}")
    return record


def take_tokens(text: str) -> Tuple[List[str], Optional[str], None]:
    """Take the tokens out of a sentence of CoNLL: the first column.

    RETURNS (Tuple[List[str], Optional[str], None]): The tokens; and the language, if each
        of them is prefixed with it, `en:token`.
    """
    lines = [line.rstrip("\r") for line in text.split("\n") if line.strip()]
    tokens = [re.split("\t| +", line)[0] for line in lines if not line.startswith(DOC)]
    prefix = language_prefix(tokens)
    tokens = [token.removeprefix(prefix) for token in tokens]
    if not all(tokens):
        raise ValueError("a line begins with a blank, where its token should be")
    return tokens, prefix.rstrip(":") or None, None
