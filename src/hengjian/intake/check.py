"""Converts and judges every cell of a sheet in one pass, from the table's own file."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp

from hengjian.catalog.models import Column, Table
from hengjian.intake.units import MONEY, Unit, standard_unit
from hengjian.lake.types import duckdb_type

#: Problem code → (what is wrong, what to do).
PROBLEMS: dict[str, tuple[str, str]] = {
    "required": ("必填项为空", "请填写"),
    "date": ("不是有效的日期", "请写成 2024-03-05 或 2024年3月5日，并核对这一天是否存在"),
    "time": ("不是有效的时间", "请写成 2024-03-05 09:30:00"),
    "money": ("不是有效的金额", "请只写数字，最多到分；千位分隔符须三位一节，单位须与表头一致"),
    "integer": ("不是整数", "请只写整数；千位分隔符须三位一节"),
    "ratio": ("不是有效的比例", "请写成 0.02 或 2%"),
    "decimal": ("不是有效的数", "请只写数字；千位分隔符须三位一节"),
    "boolean": ("不是“是/否”", "请写“是”或“否”"),
    "code": ("不在代码表中", "请从模板的下拉列表中选择"),
    "credit_code": ("统一社会信用代码校验位不符", "请与营业执照核对十八位代码"),
    "id_number": ("身份证号校验位不符", "请与证件核对十八位号码"),
    "phone": ("不是有效的电话号码", "请只写数字"),
    "range": ("超出允许的范围", "请核对正负号和单位"),
    "formula": ("单元格内容是公式或指令", "请改为普通文字，公式不予接收"),
    "error": ("是表格软件的错误值或未计算的公式", "请在表格软件中改正并重新计算，改为数值后保存"),
    "rounded": ("长数字已被表格软件改写为科学计数法，末位丢失", "请把该列设为文本格式后重新填写"),
    "garbled": ("含有控制字符或乱码", "请删去看不见的字符或按原件重新填写"),
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


def fill(text: str, **values: exp.Expr) -> exp.Expr:
    """A small expression with its `:name` marks replaced by trees."""
    tree = exp.Paren(this=_parsed(text).copy())
    for node in list(tree.find_all(exp.Placeholder)):
        node.replace(values[node.name].copy())
    inner: exp.Expr = tree.this
    return inner


@dataclass(frozen=True)
class Reading:
    """How a sheet is to be read. `sources`: column → expression of its text over the sheet;
    `units`: column → unit that its header names; `shift`: days by which its serial dates differ."""

    sources: Mapping[str, exp.Expr]
    units: dict[str, Unit]
    shift: int = 0


def cell(name: str, column: Column, reading: Reading) -> Cell:
    """The bare text, value and problem of a column. Value and problem read the columns `<name>~` (the
    text, null when there is none) and `<name>` (the value), so that nothing is computed twice."""
    macro = "bare(:x)" if _keeps_width(column) else "bare_code(:x)"
    cleaned = fill(macro, x=reading.sources[name])
    text, value = exp.column(f"{name}~", quoted=True), exp.column(name)
    typed = exp.cast(_value(column, text, reading.units.get(name), reading.shift),
                     duckdb_type(column.type))  # fmt: skip
    return Cell(name, cleaned, typed, _first_problem(_problems(column, text, value)))


def _problems(column: Column, text: exp.Expr, value: exp.Expr) -> list[tuple[str, exp.Expr]]:
    """(code, test) in the order in which a person should hear of them."""
    problems: list[tuple[str, exp.Expr]] = []
    if column.required:
        problems.append(("required", fill(":t is null", t=text)))
    problems.append(("error", fill("is_error(:t)", t=text)))
    if column.type == "text":
        problems += [
            ("length", fill("length(:t) > :n", t=text, n=exp.Literal.number(_LONGEST))),
            ("formula", fill("is_formula(:t)", t=text)),
            ("rounded", fill("is_rounded(:t)", t=text)),
            ("garbled", fill("is_garbled(:t)", t=text)),
        ]
    else:
        problems.append((column.type, fill(":t is not null and :v is null", t=text, v=value)))
    if column.format:
        test = {"credit_code": "credit_code_ok(:v)", "id_number": "id_number_ok(:v)",
                "phone": "phone_ok(:v)"}[column.format]  # fmt: skip
        problems.append((column.format, fill(f":t is not null and not {test}", t=text, v=value)))
    return problems + [("range", test) for test in _bounds(column, value)]


def _keeps_width(column: Column) -> bool:
    """Free text keeps its full-width characters; codes, numbers and keys do not."""
    return column.type == "text" and not column.format and not column.required


def _value(column: Column, text: exp.Expr, unit: Unit | None, shift: int) -> exp.Expr:
    if column.type == "text":
        return fill("upper(:t)" if column.format in ("credit_code", "id_number") else ":t", t=text)
    if column.type == "code":
        return _code(column, text)
    if column.type in ("date", "time"):
        return fill(f"cell_{column.type}(:t, :s)", t=text, s=exp.Literal.number(shift))
    if column.type == "ratio":
        factor = exp.Literal.number(str(unit.factor if unit else 1))
        return fill("cell_ratio(:t, :f)", t=text, f=factor)
    if column.type in ("money", "decimal"):
        return _amount(column, text, unit)
    return fill(f"cell_{column.type}(:t)", t=text)


def _amount(column: Column, text: exp.Expr, unit: Unit | None) -> exp.Expr:
    """Money in fen, or a decimal in whole yuan; a cell may repeat the unit, and name no other."""
    money = column.type == "money"
    named = unit or standard_unit(column) or (MONEY["元"] if money else None)
    factor = named.factor if named else MONEY["元"].factor
    return fill(
        "cell_fen(:t, :f, :u)" if money else "cell_decimal(:t, :f, :u)",
        t=text,
        f=exp.Literal.number(str(factor if money else factor / MONEY["元"].factor)),
        u=exp.Literal.string(named.pattern if named else ""),
    )


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
        tests.append(fill("(:v) < :n", v=value, n=exp.Literal.number(column.min)))
    if column.max is not None:
        tests.append(fill("(:v) > :n", v=value, n=exp.Literal.number(column.max)))
    return tests


def _first_problem(problems: list[tuple[str, exp.Expr]]) -> exp.Expr:
    if not problems:
        return exp.cast(exp.null(), "varchar")
    return exp.Case(ifs=[exp.If(this=t, true=exp.Literal.string(code)) for code, t in problems])


def judged(table: Table, reading: Reading) -> exp.Select:
    """Every row with values typed and one `<column>?` problem code beside each value.

    Columns without a source are null. Each step is a query of its own so that the next one reads
    its result instead of computing it again.
    """
    cells = {n: cell(n, c, reading) for n, c in table.columns.items() if n in reading.sources}
    row = exp.column("_row")
    marks = {n: exp.column(f"{n}~", quoted=True) for n in cells}
    bare = exp.select(row, *[_named(c.text, f"{n}~") for n, c in cells.items()]).from_("sheet")
    filled = [_named(fill("filled(:t)", t=mark), f"{n}~") for n, mark in marks.items()]
    texts = exp.select(row, *filled).from_(bare.subquery("bare_texts"))
    typed = [exp.alias_(c.value, n) for n, c in cells.items()]
    values = exp.select(row, *marks.values(), *typed).from_(texts.subquery("texts"))
    columns: list[exp.Expr] = [row]
    for name, column in table.columns.items():
        if name in cells:
            columns += [exp.column(name), _named(cells[name].problem, f"{name}?")]
        else:
            columns.append(exp.alias_(exp.cast(exp.null(), duckdb_type(column.type)), name))
    return exp.select(*columns).from_(values.subquery("read_values"))


def _named(value: exp.Expr, name: str) -> exp.Expr:
    """An expression under a quoted name."""
    return exp.alias_(value, name, quoted=True)


#: Below so many rows, optimising the query takes longer than running it as it is written.
SMALL = 5_000


def run(con: duckdb.DuckDBPyConnection, table: Table, query: exp.Select, number: int) -> None:
    """Materialise `judged` and split it: `good_<number>` and, with the problems of each row,
    `bad_<number>`."""
    small = count(con, "sheet") < SMALL
    con.execute(f"pragma {'disable' if small else 'enable'}_optimizer")
    try:
        _split(con, table, query, number)
    finally:
        con.execute("pragma enable_optimizer")


def _split(con: duckdb.DuckDBPyConnection, table: Table, query: exp.Select, number: int) -> None:
    con.execute(f"create or replace temp table judged as {query.sql(dialect='duckdb')}")
    names = [d[0] for d in con.execute("select * from judged limit 0").description]
    flags = [exp.column(n, quoted=True) for n in names if n.endswith("?")]
    faulty: exp.Expr = exp.or_(*[f.is_(exp.null()).not_() for f in flags])
    wrong = exp.select("_row", *flags).from_("judged").where(faulty)
    con.execute(f"create or replace temp table bad_{number} as {wrong.sql(dialect='duckdb')}")
    sheet = exp.alias_(exp.Literal.number(number), "_sheet")
    right = exp.select(sheet, "_row", *table.columns).from_("judged")
    right = right.where(exp.Not(this=exp.Paren(this=faulty)))
    con.execute(f"create or replace temp table good_{number} as {right.sql(dialect='duckdb')}")
    con.execute("drop table judged")


def count(con: duckdb.DuckDBPyConnection, name: str) -> int:
    """Rows of a table of the connection."""
    row = con.execute(f'select count(*) from "{name}"').fetchone()
    return int(row[0]) if row else 0
