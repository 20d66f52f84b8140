"""What stands in a sheet and is no record, and columns that do not mean one thing only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from hengjian.intake.errors import DoubtfulColumn, UnknownUnit
from hengjian.intake.headers import Recognised, normal
from hengjian.intake.readers.sheet import Merged, Sheet, Torn
from hengjian.intake.units import UNIT_COLUMNS, Unit, disagrees, standard_unit

_NUMBERS = ("money", "integer", "ratio", "decimal")
_TOTALS = ("合计", "总计", "小计", "共计")
#: A remark such as 金额单位：万元 under or between the records.
_SAID = re.compile(r"单位\s*[:：]\s*(人民币)?[十百千万亿]*[元圆]")


def drop_no_records(
    con: duckdb.DuckDBPyConnection, sheet: Sheet
) -> tuple[list[str], tuple[str, ...]]:
    """Remove blank rows, totals, repeated headers and remarks on the unit from `raw`.

    Returns (notes that name what was left out, the remarks).
    """
    headers = [h.strip() for h in sheet.headers]
    totals: list[int] = []
    again: list[int] = []
    said: list[str] = []
    gone: list[int] = []
    for identity, number, *cells in _doubtful(con, headers):
        texts = [(c or "").strip() for c in cells]
        start = next((t for t in texts if t), "")
        if _is_total(start):
            totals.append(number)
        elif texts == headers:
            again.append(number)
        elif _SAID.search(start):
            said.append(start)
        elif start:
            continue
        gone.append(identity)
    if gone:
        con.execute("delete from raw where rowid in (select unnest(?))", [gone])
    notes = [f"{sheet.name}：{_rows(totals)}是合计行，未作为记录"] if totals else []
    notes += [f"{sheet.name}：{_rows(again)}重复了表头，未作为记录"] if again else []
    return notes, tuple(said)


def _doubtful(con: duckdb.DuckDBPyConnection, headers: Sequence[str]) -> list[tuple[Any, ...]]:
    """(identity, row number, cells) of rows that could be something else than a record."""
    names = [f"c{i}" for i in range(len(headers))]
    rest = ", ".join(names[1:])
    # As a table of its own: within a filter the engine would compute it once for every test. A lambda,
    # since a macro is copied into the query for every column.
    con.execute(
        "create or replace temp table firsts as select rowid as id, case when trimmed(c0) is null then"
        f" list_filter(list_transform([{rest}]::varchar[], lambda x: trimmed(x)), lambda x: x is not null)[1]"
        " else trimmed(c0) end as first from raw"
    )
    starts = " or ".join(f"starts_with(first, '{word[0]}')" for word in _TOTALS)
    return con.execute(
        f"select id, _row, {', '.join(names)} from firsts join raw on id = raw.rowid"
        f" where first is null or {starts} or contains(first, '单位') or first = ?",
        [next((h for h in headers if h), "")],
    ).fetchall()


def _is_total(text: str) -> bool:
    return re.sub(r"[\s:：]", "", text) in _TOTALS


def _rows(numbers: Sequence[int]) -> str:
    named = "、".join(map(str, numbers[:5]))
    return f"第 {named} {'等 ' + str(len(numbers)) + ' ' if len(numbers) > 5 else ''}行"


def without_totals(sheet: Sheet) -> list[Torn]:
    """Torn lines that are no lines of totals: those have few cells by nature."""
    return [t for t in sheet.torn if not _is_total(next((c for c in t.cells if c.strip()), ""))]


def refuse_doubtful(con: duckdb.DuckDBPyConnection, found: Recognised, sheet: Sheet) -> None:
    """Two headers for one column: harmless when one is empty or both say the same.

    Raises DoubtfulColumn otherwise.
    """
    for name, places in found.again.items():
        for other in places:
            here = found.columns[name]
            a, b = f"trimmed(c{here})", f"trimmed(c{other})"
            row = con.execute(
                f"select count({a}), count({b}), min(_row) filter ({a} is distinct from {b}) from raw"
            ).fetchone()
            filled, also, differs = row or (0, 0, None)
            if filled and also and differs is not None:
                raise DoubtfulColumn(
                    f"{sheet.name}：第 {here + 1} 列「{sheet.headers[here]}」和第 {other + 1} 列"
                    f"「{sheet.headers[other]}」都是「{found.table.columns[name].title}」，"
                    f"第 {differs} 行起内容不同；请只保留一列，另一列改名或删去"
                )
            if also and not filled:
                found.columns[name] = other


def fill_merged(
    con: duckdb.DuckDBPyConnection, found: Recognised, sheet: Sheet
) -> tuple[list[Torn], list[str]]:
    """A cell merged over several rows holds for each of them; a number does not, nobody can share it out.

    Returns (rows that go back, notes).
    """
    names = {place: name for name, place in found.columns.items()}
    unfit: dict[int, Torn] = {}
    filled: list[str] = []
    for area in sheet.merged:
        name = names.get(area.column)
        if name is None or _count(con, area) < 2:
            continue
        header = sheet.headers[area.column]
        if found.table.columns[name].type in _NUMBERS:
            why = f"第 {area.first}–{area.last} 行的「{header}」合并成一个数，不能分到各行"
            unfit |= {t.row: t for t in _rows_of(con, area, why, len(sheet.headers))}
            continue
        con.execute(
            f"update raw set c{area.column} = ? where _row > ? and _row <= ?",
            [area.text, area.first, area.last],
        )
        filled.append(f"第 {area.first}–{area.last} 行「{header}」")
    if unfit:
        con.execute("delete from raw where list_contains(?, _row)", [list(unfit)])
    more = f"等 {len(filled)} 处" if len(filled) > 5 else ""
    note = f"{sheet.name}：{'、'.join(filled[:5])}{more}是合并单元格，已逐行填入"
    return list(unfit.values()), [note] if filled else []


def _count(con: duckdb.DuckDBPyConnection, area: Merged) -> int:
    row = con.execute(
        "select count(*) from raw where _row between ? and ?", [area.first, area.last]
    ).fetchone()
    return int(row[0]) if row else 0


def _rows_of(con: duckdb.DuckDBPyConnection, area: Merged, why: str, width: int) -> list[Torn]:
    names = ", ".join(f"c{i}" for i in range(width))
    rows = con.execute(
        f"select _row, {names} from raw where _row between ? and ?", [area.first, area.last]
    ).fetchall()
    return [Torn(r[0], why, tuple(c or "" for c in r[1:])) for r in rows]


def check_unit_columns(
    con: duckdb.DuckDBPyConnection, found: Recognised, sheet: Sheet, units: Mapping[str, Unit]
) -> None:
    """A column 金额单位 or 币种 that says something else than the headers. Raises UnknownUnit."""
    columns = found.table.columns
    money = {n: units.get(n) or standard_unit(columns[n]) for n in found.columns}
    named = [u for u in money.values() if u is not None and not u.label.endswith(("%", "‰"))]
    for place, header in enumerate(sheet.headers):
        if normal(header) not in UNIT_COLUMNS or place in found.columns.values() or not named:
            continue
        values = con.execute(
            f"select trimmed(c{place}) as v, min(_row) from raw where v is not null group by v limit 100"
        ).fetchall()
        for value, row in values:
            if any(disagrees(value, unit) for unit in named):
                raise UnknownUnit(
                    f"{sheet.name} 第 {row} 行：列「{header}」写明“{value}”，与金额列的单位（{named[0].label}）"
                    "不一致，整张表未接收；请折算为同一单位，并把单位写进金额列的表头，如 合同金额（万元）"
                )
