"""What a file takes in memory, known before it is taken: a few kilobytes can stand for any number of cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventstudy.messages import message

__all__ = ["MOST_COLUMNS", "TEXT_CELL", "NoPlainCells", "TooLarge", "read_parquet", "refuse_many_cells"]

TEXT_CELL = 64
"""Bytes of a short text as an object of its own."""
TEXT_CODE = 4
BATCH = 65_536
MOST_COLUMNS = 200_000


class TooLarge(Exception):
    """More than may be held: `what` is wrong, and the `remedy`."""

    def __init__(self, need: int, most: int) -> None:
        super().__init__(need, most)
        self.what = message("takes_too_much_memory", need=_size(need), most=_size(most))
        self.remedy = message("keep_what_study_needs")


class NoPlainCells(Exception):
    """A column whose cells are lists, mappings or bytes."""

    def __init__(self, name: str, kind: Any) -> None:
        super().__init__(name, kind)
        self.what = message("column_of_no_plain_cells", column=name, kind=str(kind))
        self.remedy = message("store_plain_cells")


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e8 else f"{count / 1e6:,.1f} MB"


def refuse_many_cells(content: bytes, delimiter: str, most: int) -> None:
    """Refuse a table of text whose cells would take more than `most` bytes as objects.

    Raises
    ------
    TooLarge
    """
    cells = content.count(delimiter.encode()) + content.count(b"\n") + 1
    need = len(content) + cells * TEXT_CELL
    if need > most:
        raise TooLarge(need, most)


def read_parquet(content: bytes, choose: Callable[[list[str]], list[str]], most: int, text: int, threads: bool) -> Any:
    """Read columns of a Parquet file with their types, none of it before it is known to fit.

    A dictionary of texts stays one until the length of all its cells is known.

    Parameters
    ----------
    content : bytes
    choose : callable
        From the names of all columns those that are wanted.
    most : int
        Bytes that the columns may take.
    text : int
        Bytes that a cell of text takes besides its letters.
    threads : bool

    Raises
    ------
    TooLarge, NoPlainCells
    pyarrow.ArrowException, OSError
        It is no Parquet file.
    """
    import pyarrow as pa
    from pyarrow import parquet

    file = parquet.ParquetFile(pa.BufferReader(content))
    schema, metadata = file.schema_arrow, file.metadata
    wanted = choose(list(schema.names))
    kinds = {name: schema.field(name).type for name in wanted}
    texts = [name for name, kind in kinds.items() if _width(name, kind) is None]
    need = metadata.num_rows * sum(_width(name, kind) or TEXT_CODE + text for name, kind in kinds.items())
    stored, chained = _letters(metadata, texts)
    if need + stored > most:
        raise TooLarge(need + stored, most)
    if chained:
        table = _by_batches(file, wanted, chained, most)
    else:
        file = parquet.ParquetFile(pa.BufferReader(content), metadata=metadata, read_dictionary=texts)
        table = file.read(columns=wanted, use_threads=threads)
    table.validate(full=True)  # text that is none would be met only where it is used
    return _unfolded(table, {name: kinds[name] for name in texts}, need, most)


def _width(name: str, kind: Any) -> int | None:
    """Bytes of a cell, None for text."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return None
    if types.is_nested(kind) or not (types.is_primitive(kind) or types.is_decimal(kind) or types.is_null(kind)):
        raise NoPlainCells(name, kind)
    return 1 if types.is_null(kind) else max(1, int(kind.bit_width) // 8)


def _letters(metadata: Any, texts: list[str]) -> tuple[int, int]:
    """Bytes of texts as they are stored, unpacked, and the largest that one may have that repeats the one before it."""
    total = chained = 0
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for at in range(row_group.num_columns):
            column = row_group.column(at)
            if column.path_in_schema in texts:
                total += column.total_uncompressed_size
                if "DELTA_BYTE_ARRAY" in column.encodings:
                    chained = max(chained, column.total_uncompressed_size)
    return total, chained


def _by_batches(file: Any, wanted: list[str], longest: int, most: int) -> Any:
    """The table, read in so few rows at a time that they fit even if every text is as long as one can be."""
    import pyarrow as pa

    rows = max(1, min(BATCH, most // (longest * len(wanted))))
    batches, held = [], 0
    for batch in file.iter_batches(rows, columns=wanted, use_threads=False):
        held += batch.nbytes
        if held > most:
            raise TooLarge(held, most)
        batches.append(batch)
    return pa.Table.from_batches(batches, file.schema_arrow if not batches else None).select(wanted)


def _unfolded(table: Any, texts: dict[str, Any], need: int, most: int) -> Any:
    """The table with dictionaries of texts written out, if that is what their columns are."""
    import pyarrow.compute as pc
    from pyarrow import types

    for name, kind in texts.items():
        column = table[name]
        for chunk in column.chunks if types.is_dictionary(column.type) else ():
            lengths = pc.binary_length(chunk.dictionary)
            need += pc.sum(lengths.take(chunk.indices)).as_py() or 0
            if need > most:
                raise TooLarge(need, most)
        if column.type != kind and not types.is_dictionary(kind):
            table = table.set_column(table.column_names.index(name), name, column.cast(kind))
    return table
