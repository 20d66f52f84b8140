"""Event logs in XES: one row per event, with the case's attributes; entities and DTDs refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from lxml import etree

from hengjian.intake.errors import DamagedFile, DangerousFile
from hengjian.intake.readers.plain import unpacked
from hengjian.intake.readers.sheet import Sheet, load_rows

CASE_PREFIX = "case:"


def read(path: Path, con: duckdb.DuckDBPyConnection) -> Iterator[Sheet]:
    """Headers are the attribute keys; those of the trace carry the prefix `case:`."""
    with unpacked(path) as plain:
        _refuse_entities(plain, path.name)
        names, rows = _events(plain, path.name)
    columns = [[row.get(name) for row in rows] for name in names]
    load_rows(con, columns, list(range(1, len(rows) + 1)))
    yield Sheet(path.name, names)


def _refuse_entities(path: Path, name: str) -> None:
    """A DTD can name files of this machine or expand without end; no log needs one."""
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise DangerousFile(f"{name}：XML 中含有 DTD 或实体声明，未接收；请导出不含 DTD 的 XES")


def _events(path: Path, name: str) -> tuple[list[str], list[dict[str, str]]]:
    names: dict[str, None] = {}
    rows: list[dict[str, str]] = []
    try:
        parser = etree.iterparse(
            str(path), events=("end",), tag=("{*}trace",), resolve_entities=False,
            no_network=True, load_dtd=False, huge_tree=False,
        )  # fmt: skip
        for _, trace in parser:
            for row in _trace(trace):
                names.update(dict.fromkeys(row))
                rows.append(row)
            trace.clear()
            while trace.getprevious() is not None:
                del trace.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise DamagedFile(f"{name}：XES 不完整或不是有效的 XML（{error}），请重新导出") from error
    return list(names), rows


def _trace(trace: Any) -> Iterator[dict[str, str]]:
    """One dictionary per event of a trace."""
    case: dict[str, str] = {}
    events = []
    for child in trace:
        if etree.QName(child).localname == "event":
            events.append(
                {a.get("key"): a.get("value") for a in child if a.get("value") is not None}
            )
        elif child.get("value") is not None:
            case[CASE_PREFIX + child.get("key")] = child.get("value")
    for event in events:
        yield {**case, **event}
