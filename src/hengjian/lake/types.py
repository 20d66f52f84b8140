"""How a column type of the data standard is stored: exact money, instants with a zone."""

from __future__ import annotations

import pyarrow as pa

_SQL = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "time": "TIMESTAMPTZ",
    "money": "BIGINT",
    "integer": "BIGINT",
    "ratio": "DECIMAL(9,6)",
    "decimal": "DECIMAL(38,9)",
    "boolean": "BOOLEAN",
}

_ARROW = {
    "text": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "time": pa.timestamp("us", tz="UTC"),
    "money": pa.int64(),
    "integer": pa.int64(),
    "ratio": pa.decimal128(9, 6),
    "decimal": pa.decimal128(38, 9),
    "boolean": pa.bool_(),
}

#: Columns the lake adds to every table: batch id, row in the source file, date of the batch.
LAKE_COLUMNS = {"_batch": "text", "_row": "integer", "_known_on": "date"}


def duckdb_type(column_type: str) -> str:
    """The DuckDB type of a catalog column type; money is BIGINT fen."""
    return _SQL[column_type]


def arrow_type(column_type: str) -> pa.DataType:
    """The Arrow type of a catalog column type; money is int64 fen."""
    return _ARROW[column_type]
