"""One lawful administrative penalty with its facts, of which a story changes one thing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hengjian.demo.penalties import CAUSES
from hengjian.demo.plans import working
from hengjian.demo.plants import SERIAL, Plants, Row
from hengjian.demo.purchase import counted
from hengjian.demo.truth import Kind
from hengjian.demo.units import NAMES

_STARTS = tuple(
    date(2023, 2, 20) + timedelta(days=n) for n in (0, 40, 80, 385, 430, 480, 750, 790, 840)
)
UNITS = ("市场监督管理局", "城市管理局", "应急管理局", "交通运输局")
SILENT = "统计局"  #: a unit without other cases


def penalty(plants: Plants, turn: int, **cells: Any) -> Row:
    """A lawful case against an organisation; `cells` replaces single cells."""
    filed = working(_STARTS[turn % len(_STARTS)])
    number = plants.number()
    unit = str(plants.office.units.ids[NAMES.index(UNITS[turn % len(UNITS)])])
    decided = counted(filed, 26, "wd")
    firm = plants.firm(number)
    row: Row = {
        "case_no": f"CF{filed.year}{SERIAL + number:08d}", "unit_id": unit,
        "party_code": str(plants.office.firms.codes[firm]), "party_kind": "organisation",
        "cause": CAUSES[turn % len(CAUSES)], "filed_on": filed,
        "notified_on": counted(filed, 15, "wd"), "hearing_required": False, "hearing_on": None,
        "legal_review_on": counted(decided, -2, "wd"), "legal_reviewer_id": plants.official(unit, 12),
        "decided_on": decided, "decision": "fine", "fine_fen": 1_200_000, "is_summary": False,
        "investigator_id": plants.official(unit, 10), "second_investigator_id": plants.official(unit, 11),
        "hearing_host_id": None, "decider_id": plants.official(unit, 14),
        "benchmark_low_fen": 1_000_000, "benchmark_high_fen": 2_000_000,
        "served_on": counted(decided, 2, "wd"), "paid_on": counted(decided, 6, "wd"),
        "published_on": counted(decided, 4, "wd"),
    }  # fmt: skip
    return {**row, **{k: v(row) if callable(v) else v for k, v in cells.items()}}


def day_of(column: str, n: int) -> Any:
    """The day n working days after another day of the case."""
    return lambda row: counted(row[column], n, "wd")


def same(column: str) -> Any:
    return lambda row: row[column]


class PenaltyPlanter:
    """Plants single cases, by turns over units, causes and years."""

    def __init__(self, plants: Plants) -> None:
        self.plants = plants
        self._turn = 0

    def add(self, rule: str, kind: Kind, note: str, *cells: Row, facts: str = "") -> None:
        """One case for each set of cells."""
        for values in cells:
            self._turn += 1
            row = penalty(self.plants, self._turn, **values)
            self.plants.true(f"penalty.{rule}", row["case_no"], kind, note)
            self.send(row, facts)

    def send(self, row: Row, facts: str = "") -> None:
        """Plant a case and its facts; facts of its own keep a case out of comparisons."""
        year = row["filed_on"].year if row["filed_on"] else 2024
        self.plants.row("penalty", year, **row)
        for factor in ("违法次数", "危害后果", "改正情况"):
            self.plants.row(
                "penalty_fact",
                year,
                case_no=row["case_no"],
                factor=factor,
                level="一般",
                benchmark_id="JZ09001",
            )
        own = facts or f"第{row['case_no'][-6:]}号情形"
        self.plants.row(
            "penalty_fact",
            year,
            case_no=row["case_no"],
            factor="具体情形",
            level=own,
            benchmark_id="JZ09001",
        )
