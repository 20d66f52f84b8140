"""What is planted about public expenses: reception, cars, and the sums of a unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hengjian.demo.plans import working
from hengjian.demo.plants import SERIAL, Plants, Row
from hengjian.demo.truth import Kind

_DAYS = tuple(
    date(2023, 3, 7) + timedelta(days=n) for n in (0, 29, 70, 370, 433, 480, 735, 779, 841)
)
#: Large expenses of the task force, falling, so that what is planted never makes its sum grow.
_ANCHORS = ((2023, 90_000_000), (2024, 60_000_000), (2025, 40_000_000))


class ConductPlanter:
    """Plants vouchers at task forces of their own, so that no other unit's sums change."""

    def __init__(self, plants: Plants) -> None:
        self.plants = plants
        self.unit = plants.new_unit()
        self._turn = 0
        for year, fen in _ANCHORS:
            self.voucher(date(year, 4, 11), "overseas", fen)

    def voucher(self, day: date, kind: str, fen: int, unit: str = "", **cells: Any) -> Row:
        """A lawful voucher and the budget for it."""
        number, unit = self.plants.number(), unit or self.unit
        shared = {"unit_id": unit, "fiscal_year": day.year, "kind": kind, "amount_fen": fen}
        self.plants.row(
            "expense_voucher", day.year, voucher_id=f"YS{day.year}{SERIAL + number:08d}", basis="budget",
            occurred_on=date(day.year, 2, 1), **shared,
        )  # fmt: skip
        return self.plants.row("expense_voucher", day.year, **{
            "voucher_id": f"PZ{day.year}{SERIAL + number:08d}", "basis": "account", "occurred_on": day,
            "paid_on": day + timedelta(days=6), "has_invoice": True, "payment_method": "official_card",
            "person_id": self.plants.official("HA028", 1), "approval_no": f"SP{number}", **shared, **cells,
        })  # fmt: skip

    def reception(self, day: date, **cells: Any) -> Row:
        """A lawful reception of eight guests at 90 yuan a head."""
        return self.voucher(day, "reception", cells.pop("amount_fen", 90_00 * 10), **{
            "letter_no": f"公函〔{day.year}〕{self.plants.number()}", "guests": 8, "companions": 2,
            "place": "机关食堂", "has_list": True, "has_alcohol": False, **cells,
        })  # fmt: skip

    def day(self) -> date:
        """The next day of the turn."""
        self._turn += 1
        return working(_DAYS[self._turn % len(_DAYS)])

    def receptions(
        self, rule: str, kind: Kind, note: str, *cells: Row, day: date | None = None
    ) -> None:
        """One reception for each set of cells."""
        for values in cells:
            row = self.reception(day or self.day(), **values)
            self.plants.true(f"funds.{rule}", row["voucher_id"], kind, note)


def plant_conduct(plants: Plants) -> None:
    """All cases about vouchers."""
    p = ConductPlanter(plants)
    for story in (_papers, _people, _alcohol, _fuel, _rest_days, _budgets, _goals):
        story(p)


def _papers(p: ConductPlanter) -> None:
    p.receptions("reception_without_letter", "breach", "没有公函", *[{"letter_no": None}] * 5)
    p.receptions(
        "reception_without_letter",
        "look_alike",
        "有公函，或者是冲销",
        {},
        {},
        {"letter_no": None, "amount_fen": -90_000},
    )
    silent = p.plants.new_unit()
    p.receptions(
        "reception_without_letter",
        "undecidable",
        "单位从未报送公函文号",
        *[{"letter_no": None, "unit": silent}] * 2,
    )
    p.receptions("reception_list_missing", "breach", "没有接待清单", *[{"has_list": False}] * 5)
    p.receptions("reception_list_missing", "look_alike", "有接待清单", {}, {}, {})
    p.receptions("reception_list_missing", "undecidable", "未填有无清单", *[{"has_list": None}] * 2)
    p.receptions("reception_cash", "breach", "以现金结算接待费", *[{"payment_method": "cash"}] * 5)
    p.receptions(
        "reception_cash", "look_alike", "转账或者公务卡", {}, {"payment_method": "transfer"}, {}
    )
    p.receptions("reception_cash", "undecidable", "未填结算方式", *[{"payment_method": None}] * 2)


def _people(p: ConductPlanter) -> None:
    def at(guests: int | None, companions: int | None) -> Row:
        return {"guests": guests, "companions": companions, "amount_fen": 40_000}

    rule = "reception_companions_over"
    p.receptions(
        rule,
        "breach",
        "陪餐人数超过规定",
        *(at(*n) for n in ((10, 4), (5, 5), (12, 5), (20, 7), (11, 4))),
    )
    p.receptions(
        rule, "look_alike", "陪餐人数恰为上限", *(at(*n) for n in ((10, 3), (12, 4), (30, 10)))
    )
    p.receptions(rule, "undecidable", "未填人数", at(None, 2), at(8, None))
    rule = "reception_per_head_over"
    p.receptions(
        rule,
        "breach",
        "人均超过标准",
        *({"amount_fen": n} for n in (150_001, 160_000, 200_000, 300_000, 800_000)),
    )
    p.receptions(
        rule,
        "look_alike",
        "人均不超过标准",
        *({"amount_fen": n} for n in (150_000, 149_900, 60_000)),
    )
    p.receptions(
        rule,
        "undecidable",
        "未填人数",
        *({"guests": None, "amount_fen": n} for n in (100_000, 50_000)),
    )


def _alcohol(p: ConductPlanter) -> None:
    rule, wine = "reception_alcohol", {"has_alcohol": True}
    for day in (
        date(2025, 5, 19),
        date(2025, 6, 10),
        date(2025, 8, 5),
        date(2025, 9, 23),
        date(2025, 11, 4),
    ):
        p.receptions(rule, "breach", "规定施行后上酒", wine, day=day)
    p.receptions(rule, "look_alike", "规定施行前", wine, day=date(2025, 5, 16))
    p.receptions(rule, "look_alike", "规定施行后没有上酒", {}, {}, day=date(2025, 7, 8))
    p.receptions(
        rule, "undecidable", "未填有无酒水", *[{"has_alcohol": None}] * 2, day=date(2025, 7, 9)
    )


def _fuel(p: ConductPlanter) -> None:
    def fill(day: date, litres: int | None, tank: int | None, plate: str) -> str:
        cells: Row = {"litres": litres, "tank_litres": tank, "vehicle_no": plate or None}
        return str(p.voucher(day, "vehicle_running", 40_000, **cells)["voucher_id"])

    cases: tuple[tuple[Kind, int, int | None, str], ...] = (
        *(("breach", n, 60, "加油超过油箱容量") for n in (61, 65, 80, 120, 200)),
        *(("look_alike", n, t, "不超过油箱容量") for n, t in ((60, 60), (55, 60), (75, 80))),
        *(("undecidable", n, None, "未填油箱容量") for n in (50, 70)),
    )
    for turn, (kind, litres, tank, note) in enumerate(cases):
        p.plants.true(
            "funds.fuel_over_tank", fill(p.day(), litres, tank, f"试B{turn:05d}"), kind, note
        )
    for turn in range(8):
        day, plate = p.day(), f"试C{turn:05d}"
        fill(day, 40, 60, plate)
        again = fill(day + timedelta(days=0 if turn < 5 else turn - 4), 35, 60, plate)
        kind = "breach" if turn < 5 else "look_alike"
        p.plants.true(
            "funds.fuel_twice_too_soon", again, kind, "同日两次加油" if turn < 5 else "隔日加油"
        )
    for _ in range(2):
        p.plants.true(
            "funds.fuel_twice_too_soon", fill(p.day(), 30, 60, ""), "undecidable", "未填车牌号"
        )


def _rest_days(p: ConductPlanter) -> None:
    """Fillings on Saturdays and holidays, with and without an approval."""
    cells: Row = {"litres": 30, "tank_litres": 60}
    sunday, feast, make_up = date(2024, 6, 16), date(2024, 10, 3), date(2024, 9, 29)
    cases: tuple[tuple[Kind, date, Row, str], ...] = (
        *(("breach", day, {"approval_no": None}, "休息日加油没有审批") for day in (sunday, feast, date(2025, 5, 1), date(2023, 4, 8), date(2025, 2, 2))),
        ("look_alike", sunday, {}, "休息日加油有审批"), ("look_alike", make_up, {"approval_no": None}, "调休上班的星期日"),
        ("look_alike", date(2024, 6, 12), {"approval_no": None}, "工作日"),
    )  # fmt: skip
    for turn, (kind, day, more, note) in enumerate(cases):
        row = p.voucher(
            day, "vehicle_running", 23_000, vehicle_no=f"试D{turn:05d}", **cells, **more
        )
        p.plants.true("funds.fuel_on_rest_day", row["voucher_id"], kind, note)


def _budgets(p: ConductPlanter) -> None:
    """Sums of one kind, unit and year against the budget."""
    rule = "funds.three_public_over_budget"
    kinds = ("reception", "vehicle_running", "overseas", "vehicle_purchase", "vehicle_running")
    for kind in kinds:
        unit = p.plants.new_unit()
        p.voucher(date(2024, 6, 4), kind, 5_000_000, unit, **_reception_cells(kind))
        p.plants.rows["expense_voucher", 2024][-2]["amount_fen"] = 4_000_000
        p.plants.true(rule, f"{unit}|2024|{kind}", "breach", "支出超过预算")
    for kind in kinds[:3]:
        unit = p.plants.new_unit()
        p.voucher(date(2024, 6, 4), kind, 5_000_000, unit, **_reception_cells(kind))
        p.plants.true(rule, f"{unit}|2024|{kind}", "look_alike", "支出恰好等于预算")
    for kind in kinds[:2]:
        unit = p.plants.new_unit()
        p.voucher(date(2024, 6, 4), kind, 5_000_000, unit, **_reception_cells(kind))
        p.plants.rows["expense_voucher", 2024].pop(-2)
        p.plants.true(rule, f"{unit}|2024|{kind}", "undecidable", "没有报送预算")


def _reception_cells(kind: str) -> Row:
    if kind != "reception":
        return {}
    return {
        "guests": 400,
        "companions": 100,
        "letter_no": "公函〔2024〕900",
        "has_list": True,
        "has_alcohol": False,
    }


def _goals(p: ConductPlanter) -> None:
    """Budget lines of projects with and without a performance goal."""
    cases: tuple[tuple[Kind, bool | None, str | None, str], ...] = (
        *(("breach", False, "专项业务", "项目没有绩效目标") for _ in range(5)),
        ("look_alike", True, "专项业务", "设有绩效目标"),
        ("look_alike", False, None, "不是项目支出"),
        ("look_alike", True, "专项业务", "设有绩效目标"),
        *(("undecidable", None, "专项业务", "未填有无绩效目标") for _ in range(2)),
    )
    for kind, goal, name, note in cases:
        number, year = p.plants.number(), p.day().year
        line = f"YS{year}-{number:06d}"
        p.plants.row(
            "budget_line", year, budget_line_id=line, unit_id=p.plants.unit(number), fiscal_year=year,
            function_class="2010301", economic_class="31002", project_name=name, approved_fen=50_000_000,
            adjusted_fen=50_000_000, approved_on=date(year, 2, 8), fund_kind="general", has_goal=goal,
        )  # fmt: skip
        p.plants.true("funds.goal_missing", line, kind, note)
