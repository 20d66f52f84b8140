"""Plain values of case files as Arrow rows of the data standard, and back for comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from hengjian.catalog.models import Table
from hengjian.lake.types import LAKE_COLUMNS, arrow_type

SHANGHAI = ZoneInfo("Asia/Shanghai")


def arrow_rows(table: Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows of a table, missing columns null; raises ValueError naming an unknown column."""
    kinds = {name: column.type for name, column in table.columns.items()}
    if not table.derived:
        kinds |= LAKE_COLUMNS  # type: ignore[arg-type]
    for row in rows:
        if unknown := set(row) - set(kinds):
            raise ValueError(f"table {table.table} has no column {', '.join(sorted(unknown))}")
    columns = {
        name: pa.array([convert(row.get(name), kind) for row in rows], arrow_type(kind))
        for name, kind in kinds.items()
    }
    return pa.table(columns)


def convert(value: Any, kind: str) -> Any:
    """A YAML value as the Python value of a column type; times without a zone are Shanghai."""
    if value is None:
        return None
    if kind in ("text", "code"):
        return str(value)
    if kind in ("ratio", "decimal"):
        return Decimal(str(value))
    if kind == "time":
        return _instant(value)
    if kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _instant(value: Any) -> datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 (zone follows)
    if value.tzinfo is None:
        value = value.replace(tzinfo=SHANGHAI)
    instant: datetime = value.astimezone(UTC)
    return instant


def same(expected: Any, found: Any) -> bool:
    """Whether an expected YAML value equals a value from an engine."""
    if isinstance(found, datetime):
        return expected is not None and _instant(expected) == found.astimezone(UTC)
    if isinstance(found, Decimal) and expected is not None:
        return Decimal(str(expected)) == found
    if isinstance(found, date) and isinstance(expected, str):
        return expected == found.isoformat()
    if isinstance(found, str) and expected is not None:
        return str(expected) == found
    return bool(expected == found)


_FINDING = {
    "finding_id": "text", "rule": "text", "record_id": "text", "trigger_day": "date",
    "verdict": "text", "level": "text", "family": "text", "mechanism": "integer",
    "unit": "text", "person": "text", "amount_fen": "money",
}  # fmt: skip


def finding_rows(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows of engine.finding, missing columns null."""
    return pa.table(
        {
            name: pa.array([convert(row.get(name), kind) for row in rows], arrow_type(kind))
            for name, kind in _FINDING.items()
        }
    )
