"""Ordinary records from `records/<table>.yaml`: what a department sends when all goes well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from hengjian.catalog.reading import read_object
from hengjian.demo.approvals import Office
from hengjian.demo.codes import people_numbers
from hengjian.demo.days import (
    AS_OF,
    NONE,
    YEARS,
    Ints,
    known_by,
    next_working,
    number,
    plus_working,
    shifted,
    working_days_of,
)
from hengjian.demo.draws import Generator, amounts, between, generator, pick
from hengjian.demo.frames import Array, labelled, numbered, seconds, texts
from hengjian.demo.outbox import Outbox, Sending
from hengjian.demo.people import colleague
from hengjian.demo.render import Style
from hengjian.demo.units import NAMES

STYLES = {
    "system": Style(),
    "hand": Style(date="chinese", thousands=True, full_width=True, blanks=True),
    "old": Style(date="slash", alias=1),
}
UNITS = 45  #: units with an office of their own
_CITIZENS = 8_000_000  #: numbers of invented people begin here; others end before
Maker = dict[str, Any]
Made = Ints | Array


class Records(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"from_": "from"}
):
    """One file of `records/`; its README explains the keys."""

    table: str
    department: str
    columns: dict[str, Maker]
    file: Literal["bom", "gbk", "tab", "xlsx", "jsonl", "parquet"] = "xlsx"
    style: Literal["system", "hand", "old"] = "system"
    rows: int = 0
    least: int = 3
    each: Any = None
    from_: dict[str, Any] = {}

    @property
    def sending(self) -> Sending:
        """How the department sends it."""
        return Sending(self.department, self.file, STYLES[self.style])


@cache
def ordinary_records() -> dict[str, Records]:
    """Every file of `records/` by table, those that others stand on first."""
    found: dict[str, Records] = {}
    for path in sorted((Path(__file__).parent / "records").glob("*.yaml")):
        if path.stem != "planted":
            found[path.stem] = read_object(path, Records)
    parents = {n: {r.from_.get("table", "")} & found.keys() for n, r in found.items()}
    return {n: found[n] for n in TopologicalSorter(parents).static_order()}


def send_ordinary(
    office: Office, seed: int, yearly: Callable[[int, int], dict[int, int]], outbox: Outbox
) -> None:
    """All files of `records/`; `yearly` gives the rows of each year from a total and a least number."""
    for records in ordinary_records().values():
        counts = yearly(records.rows, records.least)
        first = 0
        for year in YEARS:
            making = Making(records, office, generator(seed, records.table, year), year, outbox)
            if making.begin(counts[year], first):
                outbox.put(records.table, year, making.columns())
                first += making.size


@dataclass
class Making:
    """The rows of one table and year while they are made, column by column."""

    records: Records
    office: Office
    rng: Generator
    year: int
    outbox: Outbox
    size: int = 0
    first: int = 0
    made: dict[str, Made] = field(default_factory=dict)
    parent: pa.Table | None = None
    unit: Ints | None = None
    firm: Ints | None = None

    def begin(self, count: int, first: int) -> bool:
        """Settle how many rows there are; False: none."""
        self.size, self.first = count, first
        if (each := self.records.each) is not None:
            times = each[1] if isinstance(each, list) else 1
            self.unit = np.repeat(np.arange(UNITS, dtype=np.int64), times)
            self.size = len(self.unit)
        if source := self.records.from_:
            self._stand_on(source)
        return self.size > 0

    def _stand_on(self, source: dict[str, Any]) -> None:
        rows = self.outbox.small(source["table"], self.year)
        if source.get("once"):
            self.size = min(self.size, len(rows))
            chosen = self.rng.permutation(len(rows))[: self.size]
        else:
            self.size = self.size if len(rows) else 0
            chosen = between(self.rng, 0, max(len(rows) - 1, 0), self.size)
        self.parent = rows.take(pa.array(np.sort(chosen)))

    def columns(self) -> dict[str, Made]:
        """Every column of the file."""
        spec = self.outbox.standard[self.records.table]
        for name, maker in self.records.columns.items():
            given = {k: v for k, v in maker.items() if k != "when"}
            kind = next(iter(given))
            try:
                values: Made = MAKERS[kind](self, given)
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise ValueError(f"records/{self.records.table}.yaml: {name}: {error!r}") from error
            if spec.columns[name].type == "money" and kind == "between":
                values = np.asarray(values) * 100
            values = self._only(values, maker.get("when"))
            self.made[name] = values
        return {
            name: _timed(self.rng, v) if spec.columns[name].type == "time" else v
            for name, v in self.made.items()
        }

    def _only(self, values: Made, when: dict[str, Any] | None) -> Made:
        """The values where the other columns say so, empty elsewhere."""
        if not when:
            return values
        keep = np.ones(self.size, bool)
        for name, wanted in when.items():
            keep &= self._holds(self.made[name], wanted)
        if isinstance(values, pa.Array):
            return pa.array(
                [v if k else None for v, k in zip(values.to_pylist(), keep, strict=True)],
                values.type,
            )
        return np.where(keep, values, NONE)

    def _holds(self, column: Made, wanted: Any) -> npt.NDArray[np.bool_]:
        cells = (
            column.to_pylist()
            if isinstance(column, pa.Array)
            else [None if v == NONE else v for v in column.tolist()]
        )
        if wanted in ("given", "empty"):
            return np.array([(c is not None) == (wanted == "given") for c in cells])
        allowed = wanted if isinstance(wanted, list) else [wanted]
        return np.array(
            [c in allowed or (isinstance(c, int) and bool(c) in allowed) for c in cells]
        )

    def numbers(self) -> Ints:
        """The rows' numbers, going on through the years."""
        return np.arange(self.first + 1, self.first + self.size + 1, dtype=np.int64)


def _timed(rng: Generator, days: Made) -> Made:
    """Office hours of the days."""
    values = np.asarray(days)
    return seconds(values, between(rng, 9 * 60, 17 * 60, len(values)))


def _drawn(m: Making, bounds: tuple[int, int]) -> Ints:
    """Whole numbers between the two bounds."""
    low, high = bounds
    return between(m.rng, low, high, m.size)


def _day(m: Making, g: Maker) -> Ints:
    if isinstance(g["day"], str):
        month, day = map(int, g["day"].split("-"))
        return known_by(np.full(m.size, number(date(m.year, month, day)), np.int64))
    low, high = g["day"]
    start = number(date(m.year, 1, 1))
    days = working_days_of(m.year)
    days = days[(days >= start + low - 1) & (days <= start + high - 1)]
    return known_by(days[between(m.rng, 0, len(days) - 1, m.size)])


def _moved(m: Making, g: Maker, sign: int, base: Ints) -> Ints:
    if "working" in g:
        moved = plus_working(base, sign * _drawn(m, g["working"]))
    else:
        moved = next_working(shifted(base, sign * _drawn(m, g["days"])))
    return known_by(moved, AS_OF)


def _codes(m: Making, g: Maker) -> Array:
    words = [None if c in (None, "none") else str(c) for c in g["codes"]]
    return texts([words[i] for i in pick(m.rng, [float(w) for w in g["codes"].values()], m.size)])


def _unit(m: Making, g: Maker) -> Array:
    wanted = g["unit"]
    if wanted == "row":
        index = m.unit
        if index is None:
            raise ValueError("`unit: row` needs `each: unit`")
    elif isinstance(wanted, str):
        index = np.full(m.size, NAMES.index(wanted), np.int64)
    else:
        index = _drawn(m, wanted)
    return m.office.units.of(index)


def _firm(m: Making, g: Maker) -> Array:
    if m.firm is None:
        m.firm = between(m.rng, 0, m.office.firms.bidders - 1, m.size)
    firms = m.office.firms
    if g["firm"] == "account":
        return firms.accounts(m.firm)
    return labelled(m.firm, firms.codes if g["firm"] == "code" else firms.names)


def _official(m: Making, g: Maker) -> Array:
    units = pa.array(m.made[g["official"]])
    index = {str(u): n for n, u in enumerate(m.office.units.ids.to_pylist())}
    number_of = np.array([index[u] if u else NONE for u in units.to_pylist()], np.int64)
    return m.office.officials.of(colleague(m.rng, number_of, int(g.get("group", 0))))


def _share(m: Making, g: Maker) -> Ints:
    base, (low, high) = np.asarray(m.made[g["of_column"]]), g["share"]
    part = np.floor(base * m.rng.uniform(low, high, m.size)).astype(np.int64)
    return np.where(base == NONE, NONE, part)


def _text(m: Making, g: Maker) -> Array:
    choice = between(m.rng, 0, len(g["text"]) - 1, m.size)
    return texts(
        [g["text"][c].replace("{n}", str(n)) for c, n in zip(choice, m.numbers(), strict=True)]
    )


def _citizens(m: Making, _g: Maker) -> Array:
    start = _CITIZENS + (m.year - YEARS[0]) * 1_000_000 + sum(map(ord, m.records.table)) * 3_000
    return people_numbers(start, m.size)


def _of(m: Making, g: Maker) -> Made:
    if m.parent is None:
        raise ValueError("`of` needs `from`")
    cells = m.parent[g["of"]].combine_chunks()
    if pa.types.is_string(cells.type):
        return cells
    whole = cells.cast(pa.int32()) if pa.types.is_date32(cells.type) else cells
    return np.array([NONE if v is None else int(v) for v in whole.to_pylist()], np.int64)


def _value(m: Making, g: Maker) -> Made:
    value = g["value"]
    if isinstance(value, str):
        return texts([value] * m.size)
    return np.full(m.size, int(value), np.int64)


MAKERS: dict[str, Callable[[Making, Maker], Made]] = {
    "serial": lambda m, g: numbered(f"{g['serial']}{m.year}", m.numbers(), 6),
    "unit": _unit,
    "year": lambda m, g: np.full(m.size, m.year + int(g["year"]), np.int64),
    "day": _day,
    "after": lambda m, g: _moved(m, g, 1, np.asarray(m.made[g["after"]])),
    "before": lambda m, g: _moved(m, g, -1, np.asarray(m.made[g["before"]])),
    "codes": _codes,
    "text": _text,
    "between": lambda m, g: _drawn(m, g["between"]),
    "amount": lambda m, g: amounts(m.rng, g["amount"], g.get("spread", 0.5), m.size),
    "share": _share,
    "ratio": lambda m, g: _drawn(
        m, (round(g["ratio"][0] * 1_000_000), round(g["ratio"][1] * 1_000_000))
    ),
    "chance": lambda m, g: (m.rng.random(m.size) < g["chance"]).astype(np.int64),
    "firm": _firm,
    "official": _official,
    "citizen": _citizens,
    "of": _of,
    "same": lambda m, g: m.made[g["same"]],
    "value": _value,
}
