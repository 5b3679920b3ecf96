"""Parquet files: rows in groups, of which a range is read."""

from typing import Any, Dict, Iterator, Sequence, Tuple

import fsspec

# Rows that are in memory at once.
BATCH = 256
# Bytes of a column that are read at once.
BUFFER = 2**20


def open_parquet(file: Any) -> Any:
    """Open a Parquet file, to be read bit by bit.

    RAISES (ValueError): If it is none.
    """
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError as err:
        raise ImportError(
            "Reading Parquet needs pyarrow: pip install 'spacy-phonener[annotate]'"
        ) from err
    try:
        return ParquetFile(file, buffer_size=BUFFER, pre_buffer=False)
    except pyarrow.ArrowInvalid as err:
        raise ValueError(f"no Parquet file: {err}") from err


def read_columns(path: str) -> Tuple[str, ...]:
    """Read the names of the columns of a file."""
    with fsspec.open(path, "rb", compression=None) as file:
        return tuple(open_parquet(file).schema_arrow.names)


def cut_parquet(path: str, size: int, column: str) -> Iterator[Tuple[int, int, float]]:
    """Cut a file into ranges of rows, none of which is in two row groups.

    size (int): About how many bytes of a column a range has.
    YIELDS (Tuple[int, int, float]): First row, last row + 1, and the share of all rows.
    """
    with fsspec.open(path, "rb", compression=None) as file:
        metadata = open_parquet(file).metadata
        start = 0
        for i in range(metadata.num_row_groups):
            group = metadata.row_group(i)
            chunks = map(group.column, range(group.num_columns))
            n_bytes = sum(
                chunk.total_uncompressed_size
                for chunk in chunks
                if chunk.path_in_schema == column
            )
            n_parts = -(-n_bytes // size) or 1
            n_rows = -(-group.num_rows // n_parts) or 1
            end = start + group.num_rows
            for first in range(start, end, n_rows):
                last = min(first + n_rows, end)
                yield first, last, (last - first) / metadata.num_rows
            start = end


def read_parquet(
    path: str, start: int, stop: int, fields: Sequence[str]
) -> Iterator[Dict[str, Any]]:
    """Read a range of rows that `cut_parquet` made.

    fields (Sequence[str]): The columns to read, where there are such.
    """
    with fsspec.open(path, "rb", compression=None) as file:
        parquet = open_parquet(file)
        row = group = 0
        while row + parquet.metadata.row_group(group).num_rows <= start:
            row += parquet.metadata.row_group(group).num_rows
            group += 1
        columns = [name for name in fields if name in parquet.schema_arrow.names]
        batches = parquet.iter_batches(BATCH, row_groups=[group], columns=columns)
        for batch in batches:
            if row >= stop:
                return
            skipped = max(start - row, 0)
            if skipped < batch.num_rows:
                n_rows = min(row + batch.num_rows, stop) - row - skipped
                yield from batch.slice(skipped, n_rows).to_pylist()
            row += batch.num_rows
