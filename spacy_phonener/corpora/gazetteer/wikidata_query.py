"""The result of a query (SPARQL) to Wikidata, a name a row, as JSON, TSV or CSV.

It has the columns `item`, `name` and `label`; and maybe `lang` (of the name, where its literal
does not say it), `geonames` and `sitelinks`.
"""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Tuple

import srsly

from .entries import ITEM, Entry
from .files import BROKEN, inner_suffix, stream_lines, stream_rows

COLUMNS = ("item", "name", "label")
# A term of SPARQL's TSV: "Nelson Mandela"@en, "98"^^<…>, <http://…/Q8023>. A plain one is as it is.
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<.*>)?')
ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
# A cell: what it says, and in which language.
Cell = Tuple[str, str]


def read_query(path: Path, broken: Counter) -> Iterator[Entry]:
    """Read the items of a query's result, each with all of its names.

    broken (Counter): How many rows were broken, by the name of their file.
    RAISES (ValueError): If the file is not such a result.
    """
    entries: Dict[Tuple[str, str], Entry] = {}
    for row in _read_rows(path, broken):
        try:
            entry = _read_row(row)
        except BROKEN:
            broken[path.name] += 1
            continue
        known = entries.setdefault((entry.label, entry.id), entry)
        if known is not entry:
            known.names.extend(entry.names)
    yield from entries.values()


def _read_row(row: Mapping[str, Cell]) -> Entry:
    item, name, label = (row[column] for column in COLUMNS)
    id = item[0].rpartition("/")[2]
    lang = row.get("lang", name)["lang" not in row]
    number = row.get("geonames", ("", ""))[0]
    links = row.get("sitelinks", ("0", ""))[0]
    if not (ITEM.fullmatch(id) and label[0] and label[0].isprintable()):
        raise ValueError(f"{row} is no item with a name")
    return Entry(label[0], id, [(lang, name[0])], int(links or 0), number)


def _read_rows(path: Path, broken: Counter) -> Iterator[Mapping[str, Cell]]:
    suffix = inner_suffix(path)
    if suffix not in SPLIT:
        return _read_json(path, broken)
    return _read_table(path, SPLIT[suffix], broken)


def _read_table(
    path: Path, split: Callable[[str], List[str]], broken: Counter
) -> Iterator[Mapping[str, Cell]]:
    lines = stream_rows(path, broken)
    header = [name.lstrip("?") for name in split(next(lines, ""))]
    if not set(COLUMNS) <= set(header):
        raise ValueError(
            f"{path} has no columns {', '.join(COLUMNS)}, but: {', '.join(header)}."
        )
    for line in filter(None, lines):
        cells = split(line)
        if len(cells) == len(header):
            yield dict(zip(header, map(_read_term, cells)))
        else:
            broken[path.name] += 1


def _split_tsv(line: str) -> List[str]:
    return line.split("\t")


def _split_csv(line: str) -> List[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


SPLIT = {".tsv": _split_tsv, ".csv": _split_csv}


def _read_term(text: str) -> Cell:
    if found := LITERAL.fullmatch(text):
        value = re.sub(r"\\(.)", lambda m: ESCAPED.get(m[1], m[1]), found[1])
        return value, found[2] or ""
    return text.removeprefix("<").removesuffix(">"), ""


def _read_json(path: Path, broken: Counter) -> Iterator[Mapping[str, Cell]]:
    """Read the JSON of SPARQL's standard, or one of the two that Wikidata's page saves."""
    try:
        data = srsly.json_loads(b"\n".join(stream_lines(path)).decode("utf-8"))
        rows = iter(data if isinstance(data, list) else data["results"]["bindings"])
    except BROKEN as err:
        raise ValueError(
            f"{path} is neither a JSON dump of Wikidata nor the result of a query: {err}"
        ) from err
    for row in rows:
        try:
            yield {column: _read_value(value) for column, value in row.items()}
        except BROKEN:
            broken[path.name] += 1


def _read_value(value: Any) -> Cell:
    if not isinstance(value, dict):
        value = {"value": value}
    text, lang = value["value"], value.get("xml:lang", "")
    if not isinstance(text, (str, int)) or not isinstance(lang, str):
        raise TypeError(f"{value} is no text")
    return str(text), lang
