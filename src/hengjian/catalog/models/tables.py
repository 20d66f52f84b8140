"""The data standard: tables and columns that departments deliver."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from hengjian.catalog.models.entries import ColumnType, Entry, Secrecy, Text


class Column(Entry, frozen=True):
    title: Text
    type: ColumnType
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)
    unit: Literal["", "yuan", "wan_yuan"] = ""
    format: Literal["", "credit_code", "id_number", "phone"] = ""
    secrecy: Secrecy = "internal"
    min: int | None = 0
    max: int | None = None
    refers_to: str = ""
    note: str = ""


class Table(Entry, frozen=True):
    table: Text
    title: Text
    grain: Text
    key: tuple[str, ...]
    columns: dict[str, Column]
    source: str = ""
    derived: bool = False
    reads: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    note: str = ""
    sql: str = ""


class OverlayColumn(Entry, frozen=True):
    """What a district's departments write in a column besides: further codes and headers."""

    codes: dict[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


class OverlayTable(Entry, frozen=True):
    """A district's own additions to a table of the standard; nothing is taken away."""

    table: str
    columns: dict[str, OverlayColumn]
    note: str = ""
