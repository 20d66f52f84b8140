"""Open contracting releases as a delivery: flat tables ready to commit, rejects listed with reasons."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import duckdb

from hengjian.catalog.library import Catalog
from hengjian.intake.delivery import Delivery
from hengjian.intake.errors import DamagedFile
from hengjian.intake.quarantine import Fault
from hengjian.intake.readers import ocds as reader


def is_ocds(path: Path) -> bool:
    """Whether the first line that is an object names an ocid."""
    if not path.name.lower().endswith((".jsonl", ".json", ".ndjson", ".jsonl.gz", ".json.gz")):
        return False
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8", errors="replace") as stream:
            lines = [next(stream, "") for _ in range(20)]
    except (OSError, EOFError):
        return False
    return any('"ocid"' in line and _has_ocid(line) for line in lines)


def _has_ocid(line: str) -> bool:
    try:
        data = json.loads(line)
    except ValueError:
        return False
    return isinstance(data, dict) and "ocid" in data


def read_ocds(path: Path, con: duckdb.DuckDBPyConnection, catalog: Catalog) -> Delivery:
    """Read the releases; every flat table waits as `ready_<table>`. Raises DamagedFile."""
    try:
        found = reader.read(path, con)
    except reader.OcdsError as error:
        raise DamagedFile(str(error)) from error
    delivery = Delivery(path.name)
    for name in found.tables:
        columns = ", ".join(f'"{c}"' for c in catalog.tables[name].columns)
        con.execute(
            f'create or replace temp view "ready_{name}" as'
            f' select {columns}, cast(null as bigint) as _row from ocds_in."{name}"'
        )
        count = con.execute(f'select count(*) from "ready_{name}"').fetchone()
        if count and count[0]:
            delivery.good[name] = int(count[0])
    if found.rejects:
        delivery.bad["ocds_process"] = found.rejects
        delivery.faults = faults(con, limit=1000)
    if found.blank:
        delivery.warnings.append(f"{found.blank} 行空行")
    return delivery


def faults(con: duckdb.DuckDBPyConnection, limit: int) -> list[Fault]:
    """What the reader refused, in the order of the file."""
    rows = con.execute(
        "select line, path, value, reason from ocds_in.reject order by line, path limit ?", [limit]
    ).fetchall()
    return [
        Fault(r[0], r[1] or "整行", str(r[2])[:200], r[3], "请发布方更正后重新导出") for r in rows
    ]
