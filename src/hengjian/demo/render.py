"""How a department writes a cell: Chinese dates, yuan or ten thousand yuan, labels for codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as _date
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengjian.catalog.models import Column, Table
from hengjian.demo.days import as_date, number
from hengjian.demo.frames import Array, texts

_FIRST_WRITTEN = number(_date(1980, 1, 1))
_LAST_WRITTEN = number(_date(2040, 12, 31))
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Style:
    """The habits of one sending system."""

    date: str = "iso"  #: iso | slash | chinese
    thousands: bool = False  #: 1,234.50
    full_width: bool = False  #: some digits as ０１２
    blanks: bool = False  #: some cells end with blanks
    yes: str = "是"
    no: str = "否"
    alias: int = 0  #: which header: 0 the title, 1 the first alias ...


@cache
def _written_days(style: str) -> Array:
    days = [as_date(d) for d in range(_FIRST_WRITTEN, _LAST_WRITTEN + 1)]
    forms: dict[str, Callable[[_date], str]] = {
        "iso": lambda d: d.isoformat(),
        "slash": lambda d: f"{d.year}/{d.month}/{d.day}",
        "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    }
    return texts([forms[style](d) for d in days])


def header(name: str, column: Column, style: Style) -> str:
    """The column's Chinese header in this style."""
    names = (column.title or name, *column.aliases)
    return names[min(style.alias, len(names) - 1)]


def headers(spec: Table, style: Style) -> list[str]:
    """All headers; where an alias would appear twice, the titles are written."""
    names = [header(name, column, style) for name, column in spec.columns.items()]
    if len(set(names)) < len(names):
        return [column.title for column in spec.columns.values()]
    return names


def written(table: pa.Table, spec: Table, style: Style) -> pa.Table:
    """Every cell as text, under Chinese headers; a missing cell stays missing."""
    arrays = [
        _written(table[name].combine_chunks(), column, style)
        for name, column in spec.columns.items()
    ]
    return pa.table(arrays, names=headers(spec, style))


def _written(values: Array, column: Column, style: Style) -> Array:
    if column.type == "code":
        return _labels(values, column)
    if column.type == "date":
        index = pc.subtract(values.cast(pa.int32()), _FIRST_WRITTEN)
        return _written_days(style.date).take(index)
    if column.type == "time":
        return _times(values)
    if column.type == "money":
        return _grouped(decimal_text(values, 6 if column.unit == "wan_yuan" else 2), style)
    if column.type in ("ratio", "decimal"):
        return _bare(decimal_text(values, 6))
    if column.type == "boolean":
        return pc.if_else(values, style.yes, style.no)
    if column.type == "integer":
        return values.cast(pa.string())
    return values


def _labels(values: Array, column: Column) -> Array:
    coded = values.dictionary_encode()
    names = [column.codes.get(code, code) for code in coded.dictionary.to_pylist()]
    return texts(names).take(coded.indices) if names else pa.nulls(len(values), pa.string())


def _times(values: Array) -> Array:
    local = pc.strftime(values, format="%Y-%m-%d %H:%M:%S")
    return local.cast(pa.string())


def decimal_text(values: Array, scale: int) -> Array:
    """Whole numbers of the smallest unit as exact decimals: fen to yuan is scale 2."""
    whole = values.fill_null(0).to_numpy(zero_copy_only=False)
    wide = np.empty((len(whole), 2), np.int64)
    wide[:, 0], wide[:, 1] = whole, whole >> 63
    buffers = [None, pa.py_buffer(np.ascontiguousarray(wide))]
    exact = pa.Array.from_buffers(pa.decimal128(38, scale), len(whole), buffers)
    return pc.if_else(values.is_valid(), exact.cast(pa.string()), pa.scalar(None, pa.string()))


def _bare(values: Array) -> Array:
    return pc.utf8_rtrim(pc.utf8_rtrim(values, characters="0"), characters=".")


def _grouped(values: Array, style: Style) -> Array:
    if not style.thousands:
        return values
    return texts([None if v is None else _thousands(v) for v in values.to_pylist()])


def _thousands(value: str) -> str:
    whole, _, rest = value.partition(".")
    return f"{int(whole):,}.{rest}" if whole.lstrip("-") else value


def full_width(value: str) -> str:
    """The digits of the text in full width."""
    return value.translate(_FULL_WIDTH)
