"""Columns of a table of the data standard: numpy or Arrow arrays in, one Arrow table out.

Stored as the lake stores them: money in fen, ratios exact; times are wall-clock seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from hengjian.catalog.models import Table
from hengjian.demo.days import NONE, Ints, number

Array: TypeAlias = pa.Array
Columns = Mapping[str, Any]

#: Column types whose cells are whole numbers here; ratios are millionths.
ARROW = {
    "text": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "time": pa.timestamp("s"),
    "money": pa.int64(),
    "integer": pa.int64(),
    "ratio": pa.int64(),
    "decimal": pa.int64(),
    "boolean": pa.bool_(),
}


def table_of(spec: Table, columns: Columns) -> pa.Table:
    """The columns as a table in the standard's order; columns not given are empty."""
    unknown = set(columns) - set(spec.columns)
    if unknown:
        raise KeyError(f"{spec.table}: no columns {sorted(unknown)}")
    size = len(next(iter(columns.values())))
    arrays = {
        name: _array(columns.get(name), ARROW[column.type], size)
        for name, column in spec.columns.items()
    }
    return pa.table(arrays)


def _array(values: Any, kind: pa.DataType, size: int) -> Array:
    if values is None:
        return pa.nulls(size, kind)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.DictionaryArray):
        return values.dictionary_decode()
    if isinstance(values, pa.Array):
        return values.cast(kind)
    if values.dtype == np.int64:
        return _whole(values, kind)
    return pa.array(values, kind, from_pandas=True)


def _whole(values: Ints, kind: pa.DataType) -> Array:
    gone = values == NONE
    if kind == pa.bool_():
        return pa.array(values == 1, kind, mask=gone)
    if kind == pa.date32():
        return pa.array(np.where(gone, 0, values).astype(np.int32), pa.int32(), mask=gone).cast(
            kind
        )
    return pa.array(values, pa.int64(), mask=gone).cast(kind)


def rows_table(spec: Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Single rows (dates, whole numbers, texts, None) as a table of the standard."""
    names = {name for row in rows for name in row}
    columns = {
        name: pa.array([_cell(row.get(name)) for row in rows], ARROW[column.type])
        for name, column in spec.columns.items()
        if name in names
    }
    unknown = names - set(columns)
    if unknown:
        raise KeyError(f"{spec.table}: no columns {sorted(unknown)}")
    return table_of(spec, columns)


def _cell(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, int) and value == NONE else value


def texts(values: Sequence[str | None]) -> Array:
    """Python texts as an Arrow array."""
    return pa.array(values, pa.string())


def labelled(index: Ints, labels: Sequence[str] | Array) -> Array:
    """The label of each index; NONE gives no label."""
    if not isinstance(labels, pa.Array):
        labels = texts(labels)
    gone = index == NONE
    return labels.take(pa.array(np.where(gone, 0, index), pa.int64(), mask=gone))


def numbered(prefix: str, numbers: Ints, width: int) -> Array:
    """Identifiers such as 'XK2024' + '00000017'; NONE gives none."""
    values = pa.array(numbers, pa.int64(), mask=numbers == NONE)
    digits = pc.utf8_lpad(values.cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def joined(*parts: Array | str) -> Array:
    """Texts side by side; a missing part makes the result missing."""
    return pc.binary_join_element_wise(*parts, "")


def kept(flags: npt.NDArray[np.bool_], values: Array | str) -> Array:
    """The text where the flag holds, missing elsewhere."""
    mask = pa.array(flags)
    other = pa.scalar(None, pa.string())
    if isinstance(values, str):
        return pc.if_else(mask, pa.scalar(values), other)
    return pc.if_else(mask, values, other)


def seconds(day: Ints, minute: Ints | int) -> Ints:
    """Wall-clock seconds of a minute of the day; NONE stays NONE."""
    return np.where(day == NONE, NONE, day * 86400 + minute * 60)


def instant(day: date, hour: int = 9, minute: int = 30) -> datetime:
    """A wall-clock time on a day."""
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 (wall clock)


def selected(columns: Columns, where: npt.NDArray[Any]) -> dict[str, Any]:
    """The rows of the columns that a flag or index array names."""
    index = np.flatnonzero(where) if where.dtype == np.bool_ else where
    taken = pa.array(index)
    return {
        name: values.take(taken) if isinstance(values, pa.Array) else values[index]
        for name, values in columns.items()
    }


def day_number(value: date) -> int:
    """Short for `days.number`, for rows built by hand."""
    return number(value)
