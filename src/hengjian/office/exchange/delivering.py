"""The file of a delivery: from the lake, only the approved columns and rows; its hash and its MAC."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from hengjian.catalog.models import Table
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.identity.tokens import load_key, token
from hengjian.office.door import catalog, home
from hengjian.office.exchange.terms import terms


@dataclass(frozen=True)
class Made:
    """A file before it is kept."""

    content: bytes
    rows: int
    sha256: str


def make_file(table: str, columns: Sequence[str], where: dict[str, str]) -> Made:
    """CSV with titles as headers, codes as words; no more rows than library/exchange.yaml allows."""
    spec = catalog().tables[table]
    chosen = [c for c in spec.columns if c in columns]
    backend = DuckDBBackend()
    try:
        home().lake.attach(backend, [spec])
        relation = backend.relation("src", table)
        for name, value in where.items():
            relation = relation.filter(
                duckdb.ColumnExpression(name) == duckdb.ConstantExpression(value)
            )
        picked = relation.select(*[duckdb.ColumnExpression(c) for c in chosen]).limit(
            terms().largest_rows
        )
        rows = picked.fetchall()
    finally:
        backend.close()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([spec.columns[c].title for c in chosen])
    writer.writerows(
        [_cell(spec, c, v) for c, v in zip(chosen, row, strict=True)]
        for row in sorted(rows, key=str)
    )
    content = text.getvalue().encode("utf-8-sig")
    return Made(content, len(rows), hashlib.sha256(content).hexdigest())


def _cell(spec: Table, name: str, value: Any) -> str:
    column = spec.columns[name]
    if value is None:
        return ""
    if column.type == "code":
        return column.codes.get(str(value), str(value))
    if column.type == "money":
        return f"{int(value) / 100:.2f}"
    text = str(value)
    return (
        f"'{text}" if text[:1] in "=+-@\t" and column.type == "text" else text
    )  # no formula in a spreadsheet


def mac_of(number: str, sha256: str, rows: int, columns: Sequence[str], at: datetime) -> str:
    """HMAC-SM3 under the district's key over what the receipt says."""
    said = "|".join([number, sha256, str(rows), ",".join(columns), at.isoformat()])
    return token(load_key(home().path / "keys" / "tokens.key"), said)
