"""From checked rows to a committed batch: ID numbers become tokens, Parquet is written, corrections counted."""

from __future__ import annotations

from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
from sqlglot import exp

from hengjian.catalog.models import Table
from hengjian.identity.tokens import token
from hengjian.intake.delivery import Delivery, Order
from hengjian.lake import Batch
from hengjian.lake.store import SHANGHAI


def commit(
    con: duckdb.DuckDBPyConnection, order: Order, delivery: Delivery, folder: Path, digest: str
) -> Delivery:
    """Commit the tables `ready_<table>` as one batch; a dry run or no good row commits nothing."""
    tables = {t: n for t, n in delivery.good.items() if n}
    if order.dry_run or not tables:
        return delivery
    for name in tables:
        _tokenise(con, order.catalog.tables[name], order.key)
    batch = Batch(
        batch_id="", source=delivery.source, sha256=digest, received_at=order.received_at,
        known_on=order.received_at.astimezone(SHANGHAI).date(), tables=tables,
        rejected=sum(delivery.bad.values()), quarantine=Path(delivery.quarantine).name,
    )  # fmt: skip

    def fill(named: Batch) -> Batch:
        """Under the lake's lock: the id is final and no other batch comes between."""
        for name in tables:
            _write(con, order.catalog.tables[name], named, folder)
        overlaps = _overlaps(con, order, tables, folder)
        return msgspec.structs.replace(named, overlaps=overlaps)

    delivery.batch_id = order.lake.commit(folder, batch, fill).batch_id
    return delivery


def _tokenise(con: duckdb.DuckDBPyConnection, table: Table, key: bytes) -> None:
    """ID numbers become tokens, one computation per distinct number."""
    ready = exp.table_(f"ready_{table.table}", quoted=True)
    for name, column in table.columns.items():
        if column.format != "id_number":
            continue
        known = exp.column(name, quoted=True).is_(exp.null()).not_()
        query = exp.select(exp.column(name, quoted=True)).distinct().from_(ready).where(known)
        numbers = [r[0] for r in con.execute(query.sql(dialect="duckdb")).fetchall()]
        tokens = pa.table({"number": pa.array(numbers, pa.string()),
                           "token": pa.array([token(key, n) for n in numbers], pa.string())})  # fmt: skip
        con.register("tokens", tokens)
        con.execute(
            f'update "ready_{table.table}" as ready set "{name}" = tokens.token from tokens'
            f' where ready."{name}" = tokens.number'
        )
        con.unregister("tokens")


def _write(con: duckdb.DuckDBPyConnection, table: Table, batch: Batch, folder: Path) -> None:
    """Good rows as a Parquet part of the batch, each with the batch's own id."""
    con.execute("set variable known_on = cast(? as date)", [batch.known_on])
    con.execute("set variable batch = ?", [batch.batch_id])
    names = ", ".join(f'"{c}"' for c in table.columns)
    con.execute(
        f"create or replace temp view outgoing as select {names}, getvariable('batch') as _batch,"
        f" _row, getvariable('known_on') as _known_on from \"ready_{table.table}\""
    )
    target = str(folder / f"{table.table}.parquet")
    con.table("outgoing").write_parquet(target, compression="zstd", row_group_size=122_880)
    con.execute("drop view outgoing")


def _overlaps(
    con: duckdb.DuckDBPyConnection, order: Order, tables: dict[str, int], folder: Path
) -> dict[str, int]:
    """Rows whose key an earlier batch holds: later ones correct them."""
    found = {}
    for name in tables:
        files = order.lake.files(name)
        if not files:
            continue
        con.read_parquet(files, union_by_name=True).create_view("earlier", replace=True)
        con.read_parquet(str(folder / f"{name}.parquet")).create_view("now", replace=True)
        key = ", ".join(order.catalog.tables[name].key)
        row = con.execute(f"select count(*) from now semi join earlier using ({key})").fetchone()
        if row and row[0]:
            found[name] = int(row[0])
    return found
