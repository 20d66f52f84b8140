"""Converts and judges every cell of a sheet in one pass, from the table's own file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp

from hengjian.catalog.models import Column, Table
from hengjian.lake.types import duckdb_type

#: Problem code → (what is wrong, what to do).
PROBLEMS: dict[str, tuple[str, str]] = {
    "required": ("必填项为空", "请填写"),
    "date": ("不是有效的日期", "请写成 2024-03-05 或 2024年3月5日，并核对这一天是否存在"),
    "time": ("不是有效的时间", "请写成 2024-03-05 09:30:00"),
    "money": ("不是有效的金额", "请只写数字，最多到分"),
    "integer": ("不是整数", "请只写整数"),
    "ratio": ("不是有效的比例", "请写成 0.02 或 2%"),
    "decimal": ("不是有效的数", "请只写数字"),
    "boolean": ("不是“是/否”", "请写“是”或“否”"),
    "code": ("不在代码表中", "请从模板的下拉列表中选择"),
    "credit_code": ("统一社会信用代码校验位不符", "请与营业执照核对十八位代码"),
    "id_number": ("身份证号校验位不符", "请与证件核对十八位号码"),
    "phone": ("不是有效的电话号码", "请只写数字"),
    "range": ("超出允许的范围", "请核对正负号和单位"),
    "formula": ("单元格内容是公式或指令", "请改为普通文字，公式不予接收"),
    "length": ("内容过长", "请缩短到两千字以内"),
    "duplicate": ("主键重复且内容不同", "请只保留正确的一行"),
}
_LONGEST = 2000


@dataclass(frozen=True)
class Cell:
    """How one column is read: its cleaned text, typed value and problem, as expressions."""

    name: str
    text: exp.Expr
    value: exp.Expr
    problem: exp.Expr


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Define the macros that read cells."""
    con.execute((Path(__file__).parent / "macros.sql").read_text(encoding="utf-8"))


@cache
def _parsed(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, read="duckdb")


def _fill(text: str, **values: exp.Expr) -> exp.Expr:
    """A small expression with its `:name` marks replaced by trees."""
    tree = exp.Paren(this=_parsed(text).copy())
    for node in list(tree.find_all(exp.Placeholder)):
        node.replace(values[node.name].copy())
    inner: exp.Expr = tree.this
    return inner


def cell(name: str, column: Column, source: exp.Expr, unit: str = "") -> Cell:
    """The text, value and problem of a column. Value and problem read the columns `<name>~` (the
    cleaned text) and `<name>` (the value), so that nothing is computed twice."""
    cleaned = _fill("trimmed(:x)" if _keeps_width(column) else "clean(:x)", x=source)
    text, value = exp.column(f"{name}~", quoted=True), exp.column(name)
    problems: list[tuple[str, exp.Expr]] = []
    if column.required:
        problems.append(("required", _fill(":t is null", t=text)))
    if column.type == "text":
        problems.append(("formula", _fill("is_formula(:t)", t=text)))
        problems.append(
            ("length", _fill("length(:t) > :n", t=text, n=exp.Literal.number(_LONGEST)))
        )
    else:
        problems.append((column.type, _fill(":t is not null and :v is null", t=text, v=value)))
    if column.format:
        test = {"credit_code": "credit_code_ok(:v)", "id_number": "id_number_ok(:v)",
                "phone": "phone_ok(:v)"}[column.format]  # fmt: skip
        problems.append((column.format, _fill(f":t is not null and not {test}", t=text, v=value)))
    problems += [("range", test) for test in _bounds(column, value)]
    typed = exp.cast(_value(column, text, unit), duckdb_type(column.type))
    return Cell(name, cleaned, typed, _first_problem(problems))


def _keeps_width(column: Column) -> bool:
    """Free text keeps its full-width characters; codes, numbers and keys do not."""
    return column.type == "text" and not column.format and not column.required


def _value(column: Column, text: exp.Expr, unit: str) -> exp.Expr:
    if column.type == "money":
        factor = 1_000_000 if (unit or column.unit) == "wan_yuan" else 100
        return _fill("cell_fen(:t, :f)", t=text, f=exp.Literal.number(factor))
    if column.type == "code":
        return _code(column, text)
    if column.type == "text":
        return _fill("upper(:t)" if column.format in ("credit_code", "id_number") else ":t", t=text)
    macro = {"decimal": "number"}.get(column.type, column.type)
    return _fill(f"cell_{macro}(:t)", t=text)


def _code(column: Column, text: exp.Expr) -> exp.Expr:
    """The code itself, or the code of a Chinese label (cells come in half width)."""
    ifs = [
        exp.If(
            this=text.copy().isin(
                *dict.fromkeys((code, label, unicodedata.normalize("NFKC", label)))
            ),
            true=exp.Literal.string(code),
        )
        for code, label in column.codes.items()
    ]
    return exp.Case(ifs=ifs)


def _bounds(column: Column, value: exp.Expr) -> list[exp.Expr]:
    if column.type not in ("money", "integer", "ratio", "decimal"):
        return []
    tests = []
    if column.min is not None:
        tests.append(_fill("(:v) < :n", v=value, n=exp.Literal.number(column.min)))
    if column.max is not None:
        tests.append(_fill("(:v) > :n", v=value, n=exp.Literal.number(column.max)))
    return tests


def _first_problem(problems: list[tuple[str, exp.Expr]]) -> exp.Expr:
    if not problems:
        return exp.cast(exp.null(), "varchar")
    return exp.Case(ifs=[exp.If(this=t, true=exp.Literal.string(code)) for code, t in problems])


def judged(table: Table, sources: dict[str, exp.Expr], units: dict[str, str]) -> exp.Select:
    """Every row with values typed and one `<column>?` problem code beside each value.

    `sources`: column → expression of its text over the relation `sheet`; absent columns are null.
    """
    cells = [
        cell(name, column, sources[name], units.get(name, ""))
        for name, column in table.columns.items() if name in sources
    ]  # fmt: skip
    row = exp.column("_row")
    texts = exp.select(row, *[exp.alias_(c.text, f"{c.name}~", quoted=True) for c in cells])
    values = exp.select(
        row, *[exp.column(f"{c.name}~", quoted=True) for c in cells],
        *[exp.alias_(c.value, c.name) for c in cells],
    )  # fmt: skip
    problems = {c.name: c.problem for c in cells}
    columns: list[exp.Expr] = [row]
    for name, column in table.columns.items():
        if name in problems:
            flag = exp.alias_(problems[name], f"{name}?", quoted=True)
            columns += [exp.column(name), flag]
        else:
            columns.append(exp.alias_(exp.cast(exp.null(), duckdb_type(column.type)), name))
    inner = texts.from_("sheet").subquery("texts")
    return exp.select(*columns).from_(values.from_(inner).subquery("read_values"))


def run(con: duckdb.DuckDBPyConnection, table: Table, query: exp.Select) -> None:
    """Materialise `judged` and split it: tables `good` and `bad` with the problems of each row."""
    con.execute(f"create or replace temp table judged as {query.sql(dialect='duckdb')}")
    names = [d[0] for d in con.execute("select * from judged limit 0").description]
    flags = [exp.column(n, quoted=True) for n in names if n.endswith("?")]
    faulty: exp.Expr = exp.or_(*[f.is_(exp.null()).not_() for f in flags])
    wrong = exp.select("*").from_("judged").where(faulty)
    con.execute(f"create or replace temp table bad as {wrong.sql(dialect='duckdb')}")
    kept = ["_row", *table.columns]
    right = exp.select(*kept).from_("judged").where(exp.Not(this=exp.Paren(this=faulty)))
    con.execute(f"create or replace temp table good as {right.sql(dialect='duckdb')}")


def set_duplicates_aside(con: duckdb.DuckDBPyConnection, table: Table) -> tuple[int, int]:
    """(identical rows dropped, rows of one key that differ): the latter move to `bad`."""
    key = [exp.column(k) for k in table.key]
    twice = exp.select(*key).from_("good").group_by(*key).having(
        exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    )  # fmt: skip
    con.execute(f"create or replace temp table twice as {twice.sql(dialect='duckdb')}")
    if con.execute("select count(*) from twice").fetchone() == (0,):
        return 0, 0
    return _identical(con, table), _different(con, table)


def _identical(con: duckdb.DuckDBPyConnection, table: Table) -> int:
    same = [exp.column(c) for c in table.columns]
    first = (
        exp.select(exp.alias_(exp.Min(this=exp.column("_row")), "_row"))
        .from_("good")
        .group_by(*same)
    )
    before = count(con, "good")
    con.execute(f"delete from good where _row not in ({first.sql(dialect='duckdb')})")
    return before - count(con, "good")


def _different(con: duckdb.DuckDBPyConnection, table: Table) -> int:
    key = [exp.column(k) for k in table.key]
    twice = exp.select(*key).from_("good").group_by(*key).having(
        exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    )  # fmt: skip
    names = ", ".join(table.key)
    rows = f"select _row from good semi join ({twice.sql(dialect='duckdb')}) using ({names})"
    con.execute(f"create or replace temp table clashing as {rows}")
    flag = exp.column(f"{table.key[0]}?", quoted=True).sql(dialect="duckdb")
    con.execute(
        f"insert into bad select * replace ('duplicate' as {flag}) from judged"
        " where _row in (select _row from clashing)"
    )
    con.execute("delete from good where _row in (select _row from clashing)")
    return count(con, "clashing")


def count(con: duckdb.DuckDBPyConnection, name: str) -> int:
    """Rows of a table of the connection."""
    row = con.execute(f'select count(*) from "{name}"').fetchone()
    return int(row[0]) if row else 0
