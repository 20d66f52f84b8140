"""From a file to a committed batch: read, recognise, check, set aside, tokenise, commit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlglot import exp

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Table
from hengjian.identity.tokens import token
from hengjian.intake import check, quarantine
from hengjian.intake.errors import IntakeError, UnknownTable
from hengjian.intake.headers import Recognised, choose_table, recognise, require_columns
from hengjian.intake.mapping import TableMapping, read_mapping, sources
from hengjian.intake.ocds import is_ocds, read_ocds
from hengjian.intake.quarantine import Fault
from hengjian.intake.readers import kind_of, sheets
from hengjian.intake.readers.lines import read_query
from hengjian.intake.readers.sheet import Sheet
from hengjian.lake import AlreadyDelivered, Batch, Lake


@dataclass
class Delivery:
    """What became of a file. `good`, `bad`: rows by table; `faults`: the first faulty cells."""

    source: str
    batch_id: str | None = None
    good: dict[str, int] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)
    quarantine: str = ""
    warnings: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """How a delivery is to be taken in."""

    lake: Lake
    catalog: Catalog
    key: bytes
    received_at: datetime
    table: str | None = None
    mapping: Path | None = None
    dry_run: bool = False


def deliver(
    path: Path, *, lake: Lake, catalog: Catalog, key: bytes, received_at: datetime,
    table: str | None = None, mapping: Path | None = None, dry_run: bool = False,
) -> Delivery:  # fmt: skip
    """Take in one file: good rows commit as one batch, bad rows go to a quarantine file.

    Raises IntakeError when the file cannot be taken in at all, AlreadyDelivered when the same
    bytes are in the lake.
    """
    order = Order(lake, catalog, key, received_at, table, mapping, dry_run)
    if not path.is_file():
        raise IntakeError(f"{path}：没有这个文件")
    kind_of(path)
    digest = _digest(path, mapping)
    if (held := lake.find_delivery(digest)) is not None:
        raise AlreadyDelivered(path.name, held)
    with _database(lake) as con:
        if table is None and mapping is None and is_ocds(path):
            return _commit_all(con, order, path.name, digest, read_ocds(path, con, order.catalog))
        return _take(con, order, path, digest)


def deliver_query(
    database: str, query: str, *, lake: Lake, catalog: Catalog, key: bytes, received_at: datetime,
    table: str | None = None, dry_run: bool = False,
) -> Delivery:  # fmt: skip
    """Take in the rows of a query against SQLite or PostgreSQL."""
    order = Order(lake, catalog, key, received_at, table, None, dry_run)
    digest = hashlib.sha256(f"{database}\n{query}\n{received_at.isoformat()}".encode()).hexdigest()
    with _database(lake) as con:
        delivery = Delivery("数据库查询")
        with lake.staging() as folder:
            for sheet in read_query(database, query, con):
                _sheet(con, order, sheet, folder, delivery)
            return _commit(order, delivery, folder, digest)


def _database(lake: Lake) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    con.execute("set autoinstall_known_extensions = false")
    con.execute("set autoload_known_extensions = false")
    con.execute("set temp_directory = ?", [str(lake.root / "staging" / "spill")])
    con.execute("set timezone = 'Asia/Shanghai'")
    check.prepare(con)
    return con


def _digest(path: Path, mapping: Path | None) -> str:
    """SHA-256 of the delivered bytes; another mapping of the same bytes is another delivery."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    if mapping is not None:
        digest.update(mapping.read_bytes())
    return digest.hexdigest()


def _take(con: duckdb.DuckDBPyConnection, order: Order, path: Path, digest: str) -> Delivery:
    delivery = Delivery(path.name)
    with order.lake.staging() as folder:
        for sheet in sheets(path, con, lambda headers: _known(order.catalog.tables, headers)):
            _sheet_or_note(con, order, sheet, folder, delivery)
        if not delivery.good and not delivery.bad:
            raise UnknownTable("；".join(delivery.warnings) or f"{path.name}：文件中没有可接收的行")
        return _commit(order, delivery, folder, digest)


def _sheet_or_note(
    con: duckdb.DuckDBPyConnection, order: Order, sheet: Sheet, folder: Path, delivery: Delivery
) -> None:
    """A workbook may hold sheets that are no table (code lists, notes): they are named, not refused."""
    try:
        _sheet(con, order, sheet, folder, delivery)
    except UnknownTable as error:
        if order.table is not None or order.mapping is not None:
            raise
        delivery.warnings.append(str(error))


def _known(tables: Mapping[str, Table], headers: Sequence[str]) -> int:
    """How many headers the best fitting table knows."""
    return max(
        (len(recognise(t, headers).columns) for t in tables.values() if not t.derived), default=0
    )


def _sheet(
    con: duckdb.DuckDBPyConnection, order: Order, sheet: Sheet, folder: Path, delivery: Delivery
) -> None:
    _drop_totals(con, len(sheet.headers))
    delivery.warnings += sheet.notes
    if sheet.torn:
        delivery.bad["（整行）"] = len(sheet.torn)
        delivery.faults += [
            Fault(n, "整行", "", why, "请更正后重新报送") for n, why in sheet.torn[:20]
        ]
    if order.mapping is not None:
        for mapping in read_mapping(order.mapping):
            _mapped(con, order, sheet, mapping, folder, delivery)
        return
    found = _recognised(order, sheet)
    if found.extra:
        delivery.warnings.append(f"{sheet.name}：未用的列 {'、'.join(found.extra[:8])}")
    con.execute("create or replace temp view sheet as select * from raw")
    texts = {name: f"c{index}" for name, index in found.columns.items()}
    columns: dict[str, exp.Expr] = {n: exp.column(c, "sheet") for n, c in texts.items()}
    _check(con, order, found.table, columns, found.units, texts, folder, delivery)


def _recognised(order: Order, sheet: Sheet) -> Recognised:
    if order.table is None:
        return choose_table(order.catalog.tables, sheet.headers, sheet.name, sheet.name)
    table = order.catalog.tables.get(order.table)
    if table is None or table.derived:
        raise UnknownTable(
            f"没有表 {order.table}；可用的表：{'、'.join(sorted(order.catalog.tables))}"
        )
    found = recognise(table, sheet.headers)
    require_columns(found, sheet.name)
    return found


def _drop_totals(con: duckdb.DuckDBPyConnection, width: int) -> None:
    """Rows of totals and rows without any value are no records."""
    cells = [exp.func("trimmed", exp.column(f"c{i}")) for i in range(width)]
    first = exp.func("coalesce", *cells)
    empty = exp.func("coalesce", *[c.copy() for c in cells]).is_(exp.null())
    test = exp.or_(empty, exp.func("is_total", first))
    con.execute(f"delete from raw where {test.sql(dialect='duckdb')}")


def _mapped(
    con: duckdb.DuckDBPyConnection, order: Order, sheet: Sheet, mapping: TableMapping,
    folder: Path, delivery: Delivery,
) -> None:  # fmt: skip
    table = order.catalog.tables.get(mapping.table)
    if table is None or table.derived:
        raise UnknownTable(f"映射中的表 {mapping.table} 不存在")
    columns, query = sources(mapping, table, sheet.headers, sheet.name)
    con.execute(f"create or replace temp table sheet as {query.sql(dialect='duckdb')}")
    place = {h: f"c{i}" for i, h in enumerate(sheet.headers)}
    texts = {c: place[h] for c, h in mapping.columns.items()}
    _check(con, order, table, columns, {}, texts, folder, delivery)
    con.execute("drop table sheet")


def _check(
    con: duckdb.DuckDBPyConnection, order: Order, table: Table,
    columns: dict[str, exp.Expr], units: dict[str, str], texts: dict[str, str],
    folder: Path, delivery: Delivery,
) -> None:  # fmt: skip
    check.run(con, table, check.judged(table, columns, units))
    same, _ = check.set_duplicates_aside(con, table)
    if same:
        delivery.warnings.append(f"{same} 行与其他行完全相同，只保留一行")
    good, bad = _count(con, "good"), _count(con, "bad")
    delivery.good[table.table] = delivery.good.get(table.table, 0) + good
    if bad:
        delivery.bad[table.table] = delivery.bad.get(table.table, 0) + bad
        delivery.faults += quarantine.faults(con, table, texts)
        name = f"{Path(delivery.source).stem}.{table.table}.quarantine.xlsx"
        path = order.lake.root / "quarantine" / name
        delivery.quarantine = str(quarantine.write(con, table, texts, path))
    if good:
        _tokenise(con, table, order.key)
        _write(con, table, order, folder, delivery)


def _count(con: duckdb.DuckDBPyConnection, name: str) -> int:
    row = con.execute(f'select count(*) from "{name}"').fetchone()
    return int(row[0]) if row else 0


def _tokenise(con: duckdb.DuckDBPyConnection, table: Table, key: bytes) -> None:
    """ID numbers become tokens, one computation per distinct number."""
    for name, column in table.columns.items():
        if column.format != "id_number":
            continue
        query = (
            exp.select(exp.column(name))
            .distinct()
            .from_("good")
            .where(exp.column(name).is_(exp.null()).not_())
        )
        numbers = [r[0] for r in con.execute(query.sql(dialect="duckdb")).fetchall()]
        tokens = pa.table({"number": pa.array(numbers, pa.string()),
                           "token": pa.array([token(key, n) for n in numbers], pa.string())})  # fmt: skip
        con.register("tokens", tokens)
        con.execute(
            f'update good set "{name}" = tokens.token from tokens where good."{name}" = tokens.number'
        )
        con.unregister("tokens")


def _write(
    con: duckdb.DuckDBPyConnection, table: Table, order: Order, folder: Path, delivery: Delivery
) -> None:
    """Good rows as a Parquet part of the batch. `_batch` is the batch's own id, known beforehand."""
    target = folder / f"{table.table}.parquet"
    if target.exists():  # a workbook with several sheets of one table
        con.execute(
            "create or replace temp table earlier as select * from read_parquet(?)", [str(target)]
        )
        con.execute("insert into good by name select * exclude (_batch, _known_on) from earlier")
        con.execute("drop table earlier")
    con.execute("set variable known_on = cast(? as date)", [order.received_at.date()])
    con.execute("set variable batch = ?", [batch_id(order.received_at, folder)])
    con.execute("set variable target = ?", [str(target)])
    con.execute(
        "create or replace temp view outgoing as select * exclude (_row), getvariable('batch') as _batch,"
        " _row, getvariable('known_on') as _known_on from good"
    )
    con.table("outgoing").write_parquet(str(target), compression="zstd", row_group_size=122_880)
    con.execute("drop view outgoing")


def batch_id(received_at: datetime, folder: Path) -> str:
    """An id that sorts in the order of staging: time of work, then the staging name."""
    started = folder.stat().st_ctime_ns
    return f"B{started // 1000:017d}-{folder.name[:6]}"


def _commit(order: Order, delivery: Delivery, folder: Path, digest: str) -> Delivery:
    tables = {t: n for t, n in delivery.good.items() if n}
    if order.dry_run or not tables:
        return delivery
    batch = Batch(
        batch_id=batch_id(order.received_at, folder), source=delivery.source, sha256=digest,
        received_at=order.received_at, known_on=order.received_at.date(), tables=tables,
        rejected=sum(delivery.bad.values()), quarantine=Path(delivery.quarantine).name,
        overlaps=_overlaps(order, tables, folder),
    )  # fmt: skip
    delivery.batch_id = order.lake.commit(folder, batch).batch_id
    return delivery


def _overlaps(order: Order, tables: dict[str, int], folder: Path) -> dict[str, int]:
    """Rows whose key an earlier batch holds: later ones correct them."""
    found = {}
    with duckdb.connect(":memory:") as con:
        for name in tables:
            files = order.lake.files(name)
            if not files:
                continue
            con.read_parquet(files, union_by_name=True).create_view("earlier", replace=True)
            con.read_parquet(str(folder / f"{name}.parquet")).create_view("now", replace=True)
            key = ", ".join(order.catalog.tables[name].key)
            row = con.execute(
                f"select count(*) from now semi join earlier using ({key})"
            ).fetchone()
            if row and row[0]:
                found[name] = int(row[0])
    return found


def _commit_all(
    con: duckdb.DuckDBPyConnection, order: Order, source: str, digest: str, delivery: Delivery
) -> Delivery:
    """Commit tables that a reader has already typed (OCDS)."""
    with order.lake.staging() as folder:
        for name in delivery.good:
            con.execute(f'create or replace temp table good as select * from "ready_{name}"')
            _write(con, order.catalog.tables[name], order, folder, delivery)
        delivery.source = source
        return _commit(order, delivery, folder, digest)
