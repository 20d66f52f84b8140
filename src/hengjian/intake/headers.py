"""Which column a header names, and which table a file is."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from hengjian.catalog.models import Column, Table
from hengjian.intake.errors import MissingColumns, UnknownTable

#: Columns that the product itself adds to files which departments send back.
OWN_COLUMNS = frozenset({"问题", "原文件行号"})
_UNIT = re.compile(r"[(（\[【](.*?)[)）\]】]")


@dataclass(frozen=True)
class Recognised:
    """Headers of one sheet against one table. `columns`: column → index of the header;
    `units`: column → unit named in its header; `extra`: headers that name nothing."""

    table: Table
    columns: dict[str, int]
    units: dict[str, str] = field(default_factory=dict)
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


def recognise(table: Table, headers: Sequence[str]) -> Recognised:
    """Match the headers of a sheet with the columns of a table; the first of two wins."""
    names = names_of(table)
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    extra: list[str] = []
    for index, header in enumerate(headers):
        key = names.get(normal(header))
        if key is None or key in columns:
            if normal(header) and header.strip() not in OWN_COLUMNS:
                extra.append(header)
            continue
        columns[key] = index
        if unit := _named_unit(header, table.columns[key]):
            units[key] = unit
    return Recognised(table, columns, units, tuple(extra))


def _named_unit(header: str, column: Column) -> str:
    """The unit of money that a header names in brackets; empty when it names none."""
    if column.type != "money":
        return ""
    named = "".join(_UNIT.findall(unicodedata.normalize("NFKC", header)))
    if "万" in named:
        return "wan_yuan"
    return "yuan" if "元" in named else ""


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
