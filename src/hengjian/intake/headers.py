"""Which column a header names, in which unit, and which table a file is."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from hengjian.catalog.models import Table
from hengjian.intake.errors import MissingColumns, UnknownTable, UnknownUnit
from hengjian.intake.units import Unit, UnknownWord, said_above, unit_of, without_tail

#: Columns that the product itself adds to files which departments send back.
OWN_COLUMNS = frozenset({"问题", "原文件行号", "原文"})
_UNIT = re.compile(r"[(（\[【〔](.*?)[)）\]】〕]")
_NUMBERS = ("money", "ratio", "decimal", "integer")
_REMEDY = {
    "money": "请把表头写成（元）、（千元）、（万元）或（亿元）之一，外币请先折算为人民币",
    "decimal": "请把表头写成（元）、（千元）、（万元）或（亿元）之一，外币请先折算为人民币",
    "ratio": "请把表头写成（%）或（‰），或去掉括号并把单元格写成 0.02 或 2%",
    "integer": "请按数据标准的单位填写并更正表头",
}


@dataclass(frozen=True)
class Recognised:
    """Headers of one sheet against one table. `columns`: column → index of the header;
    `again`: column → indexes of further headers that name it; `extra`: headers that name nothing."""

    table: Table
    columns: dict[str, int]
    again: dict[str, list[int]] = field(default_factory=dict)
    extra: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """Required columns without a header."""
        return [n for n, c in self.table.columns.items() if c.required and n not in self.columns]


@lru_cache(maxsize=20_000)
def normal(header: str) -> str:
    """A header without width, blanks, marks and the unit in brackets."""
    text = unicodedata.normalize("NFKC", header)
    return re.sub(r"[\s*＊:：_\-]", "", _UNIT.sub("", text)).lower()


_NAMES: dict[int, tuple[Table, dict[str, str]]] = {}


def names_of(table: Table) -> dict[str, str]:
    """Every accepted header, normalised → column: key, title and aliases."""
    if id(table) not in _NAMES:  # tables are frozen; keeping them keeps their ids their own
        _NAMES[id(table)] = (table, _names(table))
    return _NAMES[id(table)][1]


def _names(table: Table) -> dict[str, str]:
    names: dict[str, str] = {}
    for key, column in table.columns.items():
        for name in (key, column.title, *column.aliases):
            names.setdefault(normal(name), key)
    return names


def tables_by_name(tables: Iterable[Table]) -> dict[str, list[Table]]:
    """Which tables accept a normalised header: most rows of a file hold none, and most tables need no look."""
    index: dict[str, list[Table]] = {}
    for table in tables:
        for name in names_of(table):
            index.setdefault(name, []).append(table)
    return index


def spellings(headers: Iterable[str]) -> set[str]:
    """The normalised headers, with and without a unit behind them."""
    return {form for h in headers for form in (normal(h), normal(_cut(h)[0]))}


def recognise(table: Table, headers: Sequence[str]) -> Recognised:
    """Match the headers of a sheet with the columns of a table."""
    names = names_of(table)
    columns: dict[str, int] = {}
    again: dict[str, list[int]] = {}
    extra: list[str] = []
    for index, header in enumerate(headers):
        key = names.get(normal(header)) or _with_tail(table, header)
        if key is None:
            if normal(header) and header.strip() not in OWN_COLUMNS:
                extra.append(header)
        elif key in columns:
            again.setdefault(key, []).append(index)
        else:
            columns[key] = index
    return Recognised(table, columns, again, tuple(extra))


def _with_tail(table: Table, header: str) -> str | None:
    """The column of numbers that a header names with a unit behind it: 合同金额万元."""
    name, tail = _cut(header)
    key = names_of(table).get(normal(name)) if tail else None
    return key if key and table.columns[key].type in _NUMBERS else None


_cut = lru_cache(maxsize=20_000)(without_tail)


def named_units(
    table: Table, headers: Mapping[str, str], above: Sequence[str], where: str
) -> dict[str, Unit]:
    """Column → the unit that its header, or else the text above the table, names for it.

    `headers`: column → its header. Raises UnknownUnit for a unit that is not known.
    """
    units: dict[str, Unit] = {}
    for name, header in headers.items():
        column = table.columns[name]
        try:
            if (unit := unit_of(header, column)) is not None:
                units[name] = unit
        except UnknownWord as error:
            raise UnknownUnit(
                f"{where}：列「{header}」的单位“{error}”无法识别，整张表未接收；{_REMEDY[column.type]}"
            ) from error
    money = [n for n in headers if table.columns[n].type == "money" and n not in units]
    if money and (general := _general_unit(above, where)) is not None:
        units |= dict.fromkeys(money, general)
    return units


def _general_unit(above: Sequence[str], where: str) -> Unit | None:
    try:
        return said_above(above)
    except UnknownWord as error:
        raise UnknownUnit(
            f"{where}：表头上方写明的金额单位“{error}”无法识别，整张表未接收；{_REMEDY['money']}"
        ) from error


def choose_table(
    tables: Mapping[str, Table], headers: Sequence[str], hint: str, where: str
) -> Recognised:
    """The table that fits the headers best; `hint` (the file name) breaks ties.

    Raises UnknownTable when none fits or the best two are equal.
    """
    found = [recognise(t, headers) for t in tables.values() if not t.derived]
    fitting = [r for r in found if r.columns and not r.missing]
    if not fitting:
        raise UnknownTable(_no_table(found, where))
    fitting.sort(key=lambda r: _score(r, hint), reverse=True)
    best = fitting[0]
    if len(fitting) > 1 and _score(best, hint) == _score(fitting[1], hint):
        names = "、".join(f"{r.table.table}（{r.table.title}）" for r in fitting[:2])
        raise UnknownTable(f"{where}：表头同样符合 {names}；请用 --table 指明是哪一张表")
    return best


def _score(found: Recognised, hint: str) -> tuple[int, int, float]:
    stem = hint.lower()
    name = found.table.table
    hinted = int(bool(re.match(rf"{re.escape(name)}(?![a-z_])", stem)) or found.table.title in hint)
    return hinted, len(found.columns), len(found.columns) / len(found.table.columns)


def _no_table(found: Iterable[Recognised], where: str) -> str:
    near = max(found, key=lambda r: len(r.columns), default=None)
    if near is None or not near.columns:
        return f"{where}：表头与任何一张表都不符；请用 `hengjian intake --template <表>` 取得模板"
    lacking = "、".join(near.table.columns[m].title for m in near.missing)
    return (
        f"{where}：最接近「{near.table.title}」（{near.table.table}），但缺少必需的列：{lacking}"
        f"{_suggest(near)}；请补上这些列，或用 --mapping 说明列的对应关系"
    )


def _suggest(found: Recognised) -> str:
    """Headers that look like a missing column's title."""
    hints = []
    for name in found.missing:
        title = found.table.columns[name].title
        close = difflib.get_close_matches(normal(title), [normal(e) for e in found.extra], 1, 0.5)
        hints += [
            f"「{e}」是否就是「{title}」？" for e in found.extra if close and normal(e) == close[0]
        ]
    return f"（{''.join(hints)}）" if hints else ""


def require_columns(found: Recognised, where: str) -> None:
    """Raises MissingColumns when a required column has no header."""
    if found.missing:
        lacking = "、".join(f"{found.table.columns[m].title}" for m in found.missing)
        raise MissingColumns(
            f"{where}：「{found.table.title}」缺少必需的列：{lacking}{_suggest(found)}；"
            f"模板见 `hengjian intake --template {found.table.table}`"
        )
