"""Readers of WikiANN in its three common forms.

Each yields a sentence as (tokens, BIO tags), and raises a ValueError that names the file and
the line.
"""

import re
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Sequence, Tuple

import srsly

from ..languages import find_language

Sentence = Tuple[List[str], List[str]]

# The hub's and the paper's `ner_tags`.
TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
TAG = re.compile(r"O|[BI]-\S+")
# `en:London` in the files of Pan et al. 2017 and Rahimi et al. 2019.
PREFIX = re.compile(r"([a-z][a-z-]+):.")


def read_conll(path: Path) -> Iterator[Sentence]:
    """Read `token<TAB>TAG` lines with a blank line between sentences.

    The token may be prefixed with its language, `en:token`, if all of the file's tokens
    are.
    """
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    lines = [line.rstrip("\r") for line in lines]
    prefix = _language_prefix(lines)
    tokens: List[str] = []
    tags: List[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        where = f"{path}, line {number}"
        if line.strip():
            token, tab, tag = line.rpartition("\t")
            token = token.removeprefix(prefix)
            if not tab or not token:
                raise ValueError(f"{where}: expected 'token<TAB>TAG', got {line!r}.")
            check_tag(tag, tags[-1] if tags else "O", where)
            tokens.append(token)
            tags.append(tag)
        elif tokens:
            yield tokens, tags
            tokens, tags = [], []


def _language_prefix(lines: Iterable[str]) -> str:
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
    try:
        table = pyarrow.parquet.read_table(path, columns=["tokens", "ner_tags"])
    except (pyarrow.ArrowException, KeyError) as err:
        raise ValueError(
            f"{path}: not a parquet file with the columns tokens and ner_tags. {err}"
        ) from err
    for number, row in enumerate(table.to_pylist(), start=1):
        yield check_sentence(row["tokens"], row["ner_tags"], f"{path}, row {number}")


def read_json(path: Path) -> Dict[str, Iterator[Sentence]]:
    """Read the form of the paper's repository: one file a language.

    Each of its splits is a list of objects with `tokens` and `ner_tags`.

    RETURNS (Dict[str, Iterator[Sentence]]): The sentences of each split.
    """
    try:
        data = srsly.read_json(path)
    except ValueError as err:
        raise ValueError(f"{path}: not valid JSON. {err}") from err
    if not isinstance(data, dict):
        raise ValueError(f"{path}: expected an object with one list a split.")
    return {
        split: _read_json_split(rows, f"{path}, {split}")
        for split, rows in data.items()
        if split in ("train", "validation", "test")
    }


def _read_json_split(rows: List[dict], where: str) -> Iterator[Sentence]:
    for number, row in enumerate(rows, start=1):
        here = f"{where}, sentence {number}"
        if not isinstance(row, dict) or not {"tokens", "ner_tags"} <= set(row):
            raise ValueError(f"{here}: expected an object with tokens and ner_tags.")
        yield check_sentence(row["tokens"], row["ner_tags"], here)


def check_sentence(tokens: List[str], ids: Sequence[int], where: str) -> Sentence:
    if len(tokens) != len(ids):
        raise ValueError(f"{where}: {len(tokens)} tokens but {len(ids)} tags.")
    if not tokens or not all(tokens):
        raise ValueError(f"{where}: no tokens, or an empty one: {tokens}.")
    tags: List[str] = []
    for i in ids:
        if i not in range(len(TAGS)):
            raise ValueError(f"{where}: ner_tags are 0 to {len(TAGS) - 1}, not {i!r}.")
        check_tag(TAGS[i], tags[-1] if tags else "O", where)
        tags.append(TAGS[i])
    return tokens, tags


def check_tag(tag: str, previous: str, where: str) -> None:
    if not TAG.fullmatch(tag):
        raise ValueError(f"{where}: '{tag}' is not a tag (O, B-PER, I-PER…).")
    if tag.startswith("I-") and previous[2:] != tag[2:]:
        raise ValueError(f"{where}: {tag} follows {previous}; entities start with B-.")
