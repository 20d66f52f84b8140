"""Ledgers kept here go into the lake like any department's records: the supervisors are supervised too.

A ledger is a function named in settings.OFFICE_LEDGERS that returns {table: rows}; a row maps columns of
the data standard to Python values (dates, times with zone, fen, ratios as Decimal, codes). Rows are never
taken back: a later row with the same key replaces the earlier one, an ended entry carries its end.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from hengjian.catalog.models import Column, Table
from hengjian.identity.tokens import load_key
from hengjian.intake import AlreadyDelivered, Delivery, deliver
from hengjian.office.door import home

Rows = Iterable[Mapping[str, Any]]
FEN = {"yuan": 100, "wan_yuan": 1_000_000}


def snapshot_ledgers() -> dict[str, int]:
    """Deliver every ledger whose rows differ from the last delivery; {table: rows delivered}.

    Raises ValueError when rows do not fit the data standard: that is a fault of this office.
    """
    delivered: dict[str, int] = {}
    for name in settings.OFFICE_LEDGERS:
        tables: Mapping[str, Rows] = import_string(name)()
        for table, rows in tables.items():
            if count := deliver_ledger(table, rows):
                delivered[table] = count
    return delivered


def deliver_ledger(table: str, rows: Rows) -> int:
    """One ledger as one batch, unless it reads as it did last time; the number of rows delivered."""
    spec = home().catalog.tables[table]
    lines = sorted(json.dumps(_line(spec, row), ensure_ascii=False) for row in rows)
    text = "\n".join(lines) + "\n"
    mark = home().path / "office" / "ledgers" / table
    digest = hashlib.sha256(text.encode()).hexdigest()
    if not lines or (mark.exists() and mark.read_text() == digest):
        return 0
    done = _deliver(table, text)
    if done.bad:
        raise ValueError(f"ledger {table}: rows do not fit the data standard: {done.faults[:3]}")
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest)
    return sum(done.good.values())


def _deliver(table: str, text: str) -> Delivery:
    """A ledger that returns to an earlier state is news again: a blank line more tells it apart."""
    place = home()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table}.jsonl"
        while True:
            path.write_text(text, encoding="utf-8")
            try:
                return deliver(
                    path, lake=place.lake, catalog=place.catalog, table=table,
                    key=load_key(place.path / "keys" / "tokens.key"), received_at=timezone.localtime(),
                )  # fmt: skip
            except AlreadyDelivered:
                text += "\n"


def _line(spec: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as a department would write it: Chinese titles, yuan, local dates."""
    return {
        spec.columns[name].title: _cell(spec.columns[name], value)
        for name, value in row.items()
        if value is not None and value != ""
    }


def _cell(column: Column, value: Any) -> Any:
    if column.type == "money":
        return str(Decimal(int(value)) / FEN[column.unit or "yuan"])
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if column.type == "code":
        return column.codes.get(str(value), str(value))
    return str(value)
