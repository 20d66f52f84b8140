"""Rows of each table and the end of the chain: what a backup and its restoration must agree on."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Counts:
    """What the copied database holds: rows of each table, and the end of the chain."""

    tables: dict[str, int]
    entries: int
    digest: str


def counted(cursor: Any) -> Counts:
    """Rows of each table of the office, read by the same connection that made the copy.

    Raises ValueError where the office was never set up.
    """
    tables: dict[str, int] = {}
    names = table_names(cursor)
    if "trail_head" not in names:
        raise ValueError(
            "there is no office in this database; set it up with `hengjian office init`"
        )
    for name in names:
        cursor.execute(f'SELECT COUNT(*) FROM "{name}"')  # noqa: S608 (names from the catalogue)
        tables[name] = cursor.fetchone()[0]
    cursor.execute("SELECT number, digest FROM trail_head WHERE id = 1")
    number, digest = cursor.fetchone() or (0, "")
    return Counts(tables, number, digest)


def table_names(cursor: Any) -> list[str]:
    """Tables of the database, by its own catalogue."""
    if isinstance(cursor, sqlite3.Cursor):
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    else:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return sorted(row[0] for row in cursor.fetchall())
