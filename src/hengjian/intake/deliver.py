"""From a file or a query to a committed batch: read, recognise, check, set aside, commit."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from hengjian.catalog.library import Catalog
from hengjian.intake import check, quarantine
from hengjian.intake.committing import commit
from hengjian.intake.delivery import Delivery, Order, digest_of, quarantine_path
from hengjian.intake.duplicates import gather
from hengjian.intake.errors import DamagedFile, IntakeError, UnknownTable
from hengjian.intake.examining import Examiner, known_headers
from hengjian.intake.ocds import faults, is_ocds, read_ocds
from hengjian.intake.quarantine import Examined
from hengjian.intake.readers import kind_of, sheets
from hengjian.intake.readers.database import read_query, shown
from hengjian.intake.readers.sheet import Sheet
from hengjian.lake import AlreadyDelivered, Lake

_NO_ROOM = ("No space left", "File too large", "Disk quota exceeded", "out of disk space")


def deliver(
    path: Path, *, lake: Lake, catalog: Catalog, key: bytes, received_at: datetime,
    table: str | None = None, mapping: Path | None = None, dry_run: bool = False,
) -> Delivery:  # fmt: skip
    """Take in one file: good rows commit as one batch, bad rows go to a quarantine file.

    Raises IntakeError when the file cannot be taken in at all, AlreadyDelivered when the same
    bytes are in the lake, LakeFull when there is no room. In each case nothing is left behind.
    """
    order = Order(lake, catalog, key, received_at, table, mapping, dry_run)
    if not path.is_file():
        raise IntakeError(f"{path}：没有这个文件；请核对路径")
    kind_of(path)
    digest = digest_of(path, mapping)
    if (held := lake.find_delivery(digest)) is not None:
        raise AlreadyDelivered(path.name, held)
    with _workplace(lake, path.name) as (con, folder):
        if table is None and mapping is None and is_ocds(path):
            return _take_releases(con, order, path, folder, digest)
        score = known_headers(order)
        return _take(con, order, path.name, lambda: sheets(path, con, score), folder, digest)


def deliver_query(
    database: str, query: str, *, lake: Lake, catalog: Catalog, key: bytes, received_at: datetime,
    table: str | None = None, dry_run: bool = False,
) -> Delivery:  # fmt: skip
    """Take in the rows of a query against SQLite or PostgreSQL.

    Raises IntakeError when it cannot be answered, AlreadyDelivered when it gave the same rows
    before. Neither the lake nor a message ever holds the password of the address.
    """
    order = Order(lake, catalog, key, received_at, table, None, dry_run)
    source = f"{shown(database)} 查询"
    with _workplace(lake, source) as (con, folder):
        sheet, rows = read_query(database, query, con)
        digest = hashlib.sha256(f"{shown(database)}\n{query}\n{rows}".encode()).hexdigest()
        if (held := lake.find_delivery(digest)) is not None:
            raise AlreadyDelivered(source, held)
        return _take(con, order, source, lambda: [sheet], folder, digest)


@contextmanager
def _workplace(lake: Lake, source: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """(a database, a staging folder) for one delivery; both are gone afterwards, whatever happens."""
    with lake.staging() as folder:
        spill = folder.with_suffix(".spill")
        try:
            with _database(spill) as con:
                yield con, folder
        except duckdb.Error as error:
            text = str(error)
            if any(sign in text for sign in _NO_ROOM):
                raise OSError(errno.ENOSPC, text) from error
            said = text.split("\n\n")[0].replace("\n", "；")[:300]
            raise DamagedFile(
                f"{source}：处理时出错（{said}），未接收；请核对内容后重新导出"
            ) from error
        finally:
            shutil.rmtree(spill, ignore_errors=True)


def _database(spill: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    con.execute("set enable_progress_bar = false")  # it would write into what commands print
    con.execute("set autoinstall_known_extensions = false")
    con.execute("set autoload_known_extensions = false")
    con.execute("set temp_directory = ?", [str(spill)])
    con.execute("set timezone = 'Asia/Shanghai'")
    check.prepare(con)
    return con


def _take(
    con: duckdb.DuckDBPyConnection, order: Order, source: str,
    read: Callable[[], Iterable[Sheet]], folder: Path, digest: str,
) -> Delivery:  # fmt: skip
    delivery = Delivery(source)
    found: list[Examined] = []
    examiner = Examiner(con, order, delivery, found)
    for sheet in read():
        examiner.take(sheet)
    if not found:
        said = "；".join(delivery.warnings) or f"{source}：文件中没有可接收的行"
        raise UnknownTable(said)
    _gather(con, delivery, found)
    if delivery.bad:
        delivery.faults = quarantine.faults(con, found)
    path = quarantine_path(order, source, digest)
    with _set_aside(delivery, path, lambda: quarantine.write(con, found, path)):
        return commit(con, order, delivery, folder, digest)


def _take_releases(
    con: duckdb.DuckDBPyConnection, order: Order, source: Path, folder: Path, digest: str
) -> Delivery:
    delivery = read_ocds(source, con, order.catalog)
    path = quarantine_path(order, source.name, digest)

    def write() -> list[str]:
        return quarantine.write_list(faults(con, quarantine.MAX_ROWS + 1), path)

    with _set_aside(delivery, path, write):
        return commit(con, order, delivery, folder, digest)


def _gather(con: duckdb.DuckDBPyConnection, delivery: Delivery, found: list[Examined]) -> None:
    """Good rows by table, each key once; what is wrong is counted."""
    by_table: dict[str, list[Examined]] = {}
    for examined in found:
        by_table.setdefault(examined.table.table, []).append(examined)
    for name, parts in by_table.items():
        same = gather(con, parts[0].table, [p.number for p in parts])
        if same:
            delivery.warnings.append(f"{same} 行与其他行完全相同，只保留一行")
        delivery.good[name] = check.count(con, f"ready_{name}")
        bad = sum(check.count(con, f"bad_{p.number}") + len(p.torn) for p in parts)
        if bad:
            delivery.bad[name] = bad
        elif not delivery.good[name]:
            delivery.warnings.append(f"「{parts[0].table.title}」只有表头，没有数据行")


@contextmanager
def _set_aside(delivery: Delivery, path: Path, write: Callable[[], list[str]]) -> Iterator[None]:
    """Write the quarantine file; if the batch then fails it is taken away again."""
    if not delivery.bad:
        yield
        return
    held = path.exists()
    delivery.warnings += write()
    delivery.quarantine = str(path)
    try:
        yield
    except BaseException:
        if not held:
            path.unlink(missing_ok=True)
        raise
