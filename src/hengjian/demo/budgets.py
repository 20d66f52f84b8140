"""Budget lines: what each unit may spend in a year, set after its payments are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from hengjian.demo.days import YEARS, Ints, number
from hengjian.demo.draws import between, generator
from hengjian.demo.frames import joined, labelled, numbered
from hengjian.demo.outbox import Outbox
from hengjian.demo.procurement import Packages, line_ids
from hengjian.demo.units import COUNT, Units

#: Economic classes of the first lines of every unit; further lines are projects (class 310).
ECONOMIC = ("30101", "30201", "30205", "30206", "30207", "30211", "30226", "30227")
_PROJECT = "31002"
_FUNCTIONS = (
    "2010301", "2010401", "2050201", "2060101", "2150501", "2080201", "2040601", "2010601",
    "2080101", "2200101", "2110101", "2120101", "2140101", "2130301", "2130101", "2160201",
    "2070101", "2100101", "2082801", "2240101", "2010801", "2013801", "2010501", "2101501",
    "2014001", "2120501", "2010302", "2010303",
)  # fmt: skip


@dataclass
class Ledger:
    """Spending in fen by year (from 2023), unit and line."""

    lines: int
    spent: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.spent = np.zeros(len(YEARS) * COUNT * self.lines, np.int64)

    def add(self, year: Ints, unit: Ints, line: Ints, fen: Ints) -> None:
        """Count payments on their lines."""
        place = ((year - YEARS[0]) * COUNT + unit) * self.lines + line
        sums = np.zeros_like(self.spent)
        np.add.at(sums, place, fen)
        self.spent += sums


def function_class(unit: Ints) -> Ints:
    """Which functional class a unit's spending belongs to."""
    return unit % len(_FUNCTIONS)


def functions(unit: Ints) -> object:
    """Functional classes of units."""
    return labelled(function_class(unit), _FUNCTIONS)


def economics(line: Ints) -> object:
    """Economic classes of lines."""
    return labelled(np.minimum(line, len(ECONOMIC)), (*ECONOMIC, _PROJECT))


def send_budget(
    ledger: Ledger, packages: Packages, units: Units, seed: int, outbox: Outbox
) -> None:
    """Every line with room for what was spent and for the packages planned on it."""
    rng = generator(seed, "budget")
    planned = Ledger(ledger.lines)
    planned.add(packages.year, packages.unit, packages.line, packages.budget)
    n = len(ledger.spent)
    index = np.arange(n, dtype=np.int64)
    line, unit = index % ledger.lines, index // ledger.lines % COUNT
    year = index // (ledger.lines * COUNT) + YEARS[0]
    need = np.maximum(ledger.spent, planned.spent)
    room = np.floor(need * rng.uniform(1.02, 1.25, n)).astype(np.int64)
    approved = np.maximum(room, 5_000_000) // 1_000_000 * 1_000_000 + 1_000_000
    change = np.where(rng.random(n) < 0.1, approved // 20 // 100_000 * 100_000, 0)
    firsts = np.array([number(date(y, 2, 1)) for y in YEARS])
    outbox.put_by_year("budget_line", year, {
        "budget_line_id": line_ids(year, unit, line),
        "unit_id": units.of(unit),
        "fiscal_year": year,
        "function_class": functions(unit),
        "economic_class": economics(line),
        "project_name": joined(labelled(np.minimum(line, 8), _PROJECTS), numbered("", line, 2)),
        "approved_fen": approved,
        "adjusted_fen": approved + change,
        "approved_on": firsts[year - YEARS[0]] + between(rng, 0, 18, n),
        "fund_kind": labelled((rng.random(n) < 0.05).astype(np.int64), ("general", "government_fund")),
        "has_goal": np.ones(n, np.int64),
    })  # fmt: skip


_PROJECTS = (
    "人员经费", "办公费", "水费", "电费", "邮电费", "差旅费", "劳务费", "委托业务费", "专项业务项目",
)  # fmt: skip
