"""Readers of WikiANN in its three common forms.

Each yields a sentence as (tokens, BIO tags). Whatever is wrong with a file, it raises a
ValueError that names the file and the place.
"""

import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from reprlib import repr as shorten
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple

from ..languages import LanguageEntry, find_language, get_language

Sentence = Tuple[List[str], List[str]]

# The hub's and the paper's `ner_tags`.
TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
TAG = re.compile(r"O|[BI]-[\w-]+")
SPLITS = ("train", "validation", "test")
# JSON can spell halves of characters, which no file can hold.
HALF = re.compile("[\ud800-\udfff]")
# `en:London` in the files of Pan et al. 2017 and Rahimi et al. 2019.
PREFIX = re.compile(r"([a-z][a-z-]+):.")


def read_conll(path: Path) -> Iterator[Sentence]:
    """Read `token<TAB>TAG` lines with a blank line between sentences.

    There may be further columns between the two, blanks where a file has no tabs, and IOB1
    tags. The token may be prefixed with its language, `en:token`, if all of the file's
    tokens are.
    """
    lines = [line.rstrip("\r") for line in read_text(path).split("\n")]
    sentences = list(_split_conll(path, lines))
    is_iob1 = all(_is_iob1(tags) for _, _, tags in sentences)
    for start, tokens, tags in sentences:
        if is_iob1:
            tags = _iob1_to_iob2(tags)
        for i, (previous, tag) in enumerate(zip(["O", *tags], tags)):
            check_tag(tag, previous, f"{path}, line {start + i}")
        yield tokens, tags


def _split_conll(
    path: Path, lines: List[str]
) -> Iterator[Tuple[int, List[str], List[str]]]:
    """Split lines into sentences: the line that each begins at, its tokens and tags."""
    prefix = language_prefix(lines)
    separator = "\t" if any("\t" in line for line in lines) else " "
    width = 0
    tokens: List[str] = []
    tags: List[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        # Between the documents of CoNLL-2003.
        if line.strip() and not line.startswith("-DOCSTART-"):
            columns = line.split(separator)
            if separator == " ":
                columns = list(filter(None, columns))
            width = width or len(columns)
            token, tag = columns[0].removeprefix(prefix), columns[-1]
            if not len(columns) == width > 1 or not token:
                raise ValueError(
                    f"{path}, line {number}: expected 'token<TAB>TAG', got "
                    f"{shorten(line)}. Each line has as many columns as the first."
                )
            tokens.append(token)
            tags.append(tag)
        elif tokens:
            yield number - len(tokens), tokens, tags
            tokens, tags = [], []


def _is_iob1(tags: List[str]) -> bool:
    """Tell whether B- is used only between two entities of one type."""
    return all(
        TAG.fullmatch(tag) and (not tag.startswith("B-") or previous[2:] == tag[2:])
        for previous, tag in zip(["O", *tags], tags)
    )


def _iob1_to_iob2(tags: List[str]) -> List[str]:
    return [
        f"B-{tag[2:]}" if tag != "O" and previous[2:] != tag[2:] else tag
        for previous, tag in zip(["O", *tags], tags)
    ]


def language_prefix(lines: Iterable[str]) -> str:
    """Find the prefix of a known language that all tokens have, `en:`; else nothing."""
    tokens = [line for line in lines if line.strip()]
    match = PREFIX.match(tokens[0]) if tokens else None
    if match and find_language(match.group(1)):
        prefix = match.group(1) + ":"
        if all(token.startswith(prefix) for token in tokens):
            return prefix
    return ""


def read_parquet(path: Path) -> Iterator[Sentence]:
    """Read the hub's form: columns `tokens` and `ner_tags` (0 to 6)."""
    try:
        import pyarrow.parquet
    except ImportError as err:
        raise ImportError(
            f"Reading {path} needs pyarrow: pip install 'spacy-phonener[parquet]'"
        ) from err
    data = pyarrow.BufferReader(read_bytes(path))
    columns = ["tokens", "ner_tags"]
    try:
        table = pyarrow.parquet.read_table(data, columns=columns)
        rows = table.select(columns).to_pylist()
    # It has many ways to say that a file is damaged.
    except Exception as err:
        raise ValueError(
            f"{path}: not a parquet file with the columns tokens and ner_tags. {err}"
        ) from err
    for number, row in enumerate(rows, start=1):
        yield check_sentence(row["tokens"], row["ner_tags"], f"{path}, row {number}")


def read_json(path: Path) -> Dict[str, Iterator[Sentence]]:
    """Read the form of the paper's repository: one file a language.

    Each of its splits is a list of objects with `tokens` and `ner_tags`.

    RETURNS (Dict[str, Iterator[Sentence]]): The sentences of each split.
    """
    data = load_json(path)
    if not isinstance(data, dict) or data.keys().isdisjoint(SPLITS):
        raise ValueError(f"{path}: expected an object with {', '.join(SPLITS)}.")
    return {
        split: _read_json_split(data[split], f"{path}, {split}")
        for split in data
        if split in SPLITS
    }


def _read_json_split(rows: Any, where: str) -> Iterator[Sentence]:
    if not isinstance(rows, list):
        raise ValueError(f"{where}: expected a list of sentences, got {shorten(rows)}.")
    for number, row in enumerate(rows, start=1):
        here = f"{where}, sentence {number}"
        if not isinstance(row, dict) or not {"tokens", "ner_tags"} <= set(row):
            raise ValueError(f"{here}: expected an object with tokens and ner_tags.")
        yield check_sentence(row["tokens"], row["ner_tags"], here)


def load_json(path: Path) -> Any:
    """Read a JSON file.

    RAISES (ValueError): Names the file, and the line if it can be read at all.
    """
    text = read_text(path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as err:
        raise ValueError(f"{path}: not valid JSON. {err}") from err


def read_text(path: Path) -> str:
    """Read a file in UTF-8, or in UTF-16 with a byte order mark.

    RAISES (ValueError): Names the file, and the line if it can be read at all.
    """
    data = read_bytes(path)
    is_utf16 = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as err:
        line = err.object[: err.start].count(b"\n") + 1
        raise ValueError(
            f"{path}, line {line}: not {'UTF-16' if is_utf16 else 'UTF-8'}. Convert it first."
        ) from err


def read_bytes(path: Path) -> bytes:
    """Read a file.

    RAISES (ValueError): Names the file, which may be a folder.
    """
    try:
        return path.read_bytes()
    except OSError as err:
        raise ValueError(f"{path} cannot be read: {err.strerror}.") from err


def check_sentence(tokens: Any, ids: Any, where: str) -> Sentence:
    if not isinstance(tokens, list) or not isinstance(ids, list):
        wrong = ids if isinstance(tokens, list) else tokens
        raise ValueError(
            f"{where}: tokens and ner_tags must be lists, not {shorten(wrong)}."
        )
    if len(tokens) != len(ids):
        raise ValueError(f"{where}: {len(tokens)} tokens but {len(ids)} tags.")
    if not tokens or not all(map(_is_token, tokens)):
        raise ValueError(
            f"{where}: no tokens, or an empty one, or one that is no text: "
            f"{shorten(tokens)}."
        )
    tags: List[str] = []
    for i in ids:
        # True and 1.0 are in the range, too.
        if type(i) is not int or i not in range(len(TAGS)):
            raise ValueError(
                f"{where}: ner_tags are 0 to {len(TAGS) - 1}, not {shorten(i)}."
            )
        check_tag(TAGS[i], tags[-1] if tags else "O", where)
        tags.append(TAGS[i])
    return tokens, tags


def _is_token(token: Any) -> bool:
    return isinstance(token, str) and bool(token) and not HALF.search(token)


def check_tag(tag: str, previous: str, where: str) -> None:
    if not TAG.fullmatch(tag):
        raise ValueError(
            f"{where}: {shorten(tag)} is not a tag (O, B-PER, I-PER…). Labels are of "
            "letters, digits, _ and -."
        )
    if tag.startswith("I-") and previous[2:] != tag[2:]:
        raise ValueError(f"{where}: {tag} follows {previous}; entities start with B-.")


# By the end of a file's name; JSON files have several splits.
READERS: Dict[str, Callable[[Path], Iterator[Sentence]]] = {
    ".conll": read_conll,
    ".tsv": read_conll,
    ".parquet": read_parquet,
}


def language_of(file: Path, lang: Optional[str] = None) -> LanguageEntry:
    """Get the language of a file: the one that is named, or its folder's."""
    name = lang or file.parent.resolve().name
    if lang is None and find_language(name) is None:
        raise ValueError(
            f"Which language is {file} in? Its folder's name '{name}' is no known "
            "language. Name the folder by it; or a single file's with --lang."
        )
    return get_language(name)
