"""Formats of the output: how a part is written, and how parts are joined."""

import json
import shutil
from pathlib import Path
from typing import Any, Callable, Iterable, List, NamedTuple

from spacy.tokens import Doc, DocBin
from spacy.util import minibatch

from .rows import conll_lines, make_row

# Rows of Parquet that are in memory at once.
BATCH = 1024
# So many bytes of parts make a row group.
GROUP_BYTES = 2**25


class Output(NamedTuple):
    """A format of the output.

    ending (str): Of the file's name.
    write (Callable): Writes docs to a file.
    join (Callable): Writes what is in several files to one.
    """

    ending: str
    write: Callable[[Iterable[Doc], Path], None]
    join: Callable[[Iterable[Path], Path], None]


def write_jsonl(docs: Iterable[Doc], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for doc in docs:
            file.write(json.dumps(make_row(doc), ensure_ascii=False) + "\n")


def write_conll(docs: Iterable[Doc], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for doc in docs:
            file.writelines(f"{line}\n" for line in conll_lines(doc))


def join_bytes(parts: Iterable[Path], path: Path) -> None:
    with path.open("wb") as file:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, file)


def write_docbin(docs: Iterable[Doc], path: Path) -> None:
    docbin = new_docbin()
    for doc in docs:
        docbin.add(doc)
    docbin.to_disk(path)


def new_docbin() -> DocBin:
    attrs = ["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID", "SENT_START"]
    return DocBin(attrs=attrs, store_user_data=True)


def join_docbins(parts: Iterable[Path], path: Path) -> None:
    """Join docbins. All are in memory then: spaCy has no other way."""
    docbin = new_docbin()
    for part in parts:
        docbin.merge(new_docbin().from_disk(part))
    docbin.to_disk(path)


def schema() -> Any:
    """Get the columns of Parquet."""
    import pyarrow

    entity = pyarrow.struct(
        {
            "start": pyarrow.int32(),
            "end": pyarrow.int32(),
            "label": pyarrow.string(),
            "score": pyarrow.float32(),
            "ipa": pyarrow.string(),
            "kb_id": pyarrow.string(),
            "ent_id": pyarrow.string(),
        }
    )
    return pyarrow.schema(
        {
            "id": pyarrow.string(),
            "lang": pyarrow.string(),
            "text": pyarrow.string(),
            "ents": pyarrow.list_(entity),
        }
    )


def write_parquet(docs: Iterable[Doc], path: Path) -> None:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    with ParquetWriter(path, schema()) as writer:
        for batch in minibatch(map(make_row, docs), BATCH):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema()))


def join_parquet(parts: Iterable[Path], path: Path) -> None:
    import pyarrow
    from pyarrow.parquet import ParquetWriter, read_table

    with ParquetWriter(path, schema()) as writer:
        tables: List[Any] = []
        for part in parts:
            tables.append(read_table(part))
            if sum(table.nbytes for table in tables) >= GROUP_BYTES:
                writer.write_table(pyarrow.concat_tables(tables))
                tables = []
        if tables:
            writer.write_table(pyarrow.concat_tables(tables))


OUTPUTS = {
    "jsonl": Output(".jsonl", write_jsonl, join_bytes),
    "conll": Output(".conll", write_conll, join_bytes),
    "docbin": Output(".spacy", write_docbin, join_docbins),
    "parquet": Output(".parquet", write_parquet, join_parquet),
}


def output_format(path: Path) -> str:
    """Tell the format of a file by its name; "" where that says none: a folder."""
    endings = {output.ending: name for name, output in OUTPUTS.items()}
    return endings.get(path.suffix.lower(), "")


def write_folder(parts: Iterable[Path], path: Path, ending: str) -> None:
    """Put the files of parts into a folder, by their number."""
    path.mkdir()
    for number, part in enumerate(parts):
        place = path / f"part-{number:06}{ending}"
        try:
            place.hardlink_to(part)
        except OSError:
            # Not all file systems can.
            shutil.copyfile(part, place)
