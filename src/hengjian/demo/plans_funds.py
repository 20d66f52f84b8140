"""What is planted about payments, budget lines, and money left over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hengjian.demo.plans import working
from hengjian.demo.plants import SERIAL, Plants, Row
from hengjian.demo.purchase import counted
from hengjian.demo.truth import Kind

_STARTS = tuple(
    date(2023, 3, 6) + timedelta(days=n) for n in (0, 45, 90, 370, 420, 470, 735, 780, 830)
)


class FundsPlanter:
    """Plants single payments, each on a budget line of its own, by turns over three years."""

    def __init__(self, plants: Plants) -> None:
        self.plants = plants
        self._turn = 0

    def true(self, rule: str, record: str, kind: Kind, note: str) -> None:
        """Note what a rule of the field `funds` must say."""
        self.plants.true(f"funds.{rule}", record, kind, note)

    def day(self) -> date:
        """The next day of the turn."""
        self._turn += 1
        return working(_STARTS[self._turn % len(_STARTS)])

    def line(self, unit: str, year: int, yuan: int, **cells: Any) -> Row:
        """A budget line."""
        number = self.plants.number()
        return self.plants.row("budget_line", year, **{
            "budget_line_id": f"YS{year}-{number:06d}", "unit_id": unit, "fiscal_year": year,
            "function_class": "2010301", "economic_class": "30227", "project_name": f"专项业务{number}",
            "approved_fen": yuan * 100, "adjusted_fen": yuan * 100, "approved_on": date(year, 2, 8),
            "fund_kind": "general", "has_goal": True, **cells,
        })  # fmt: skip

    def payment(self, fen: int, day: date, unit: str = "", **cells: Any) -> Row:
        """A payment for a small purchase on a new budget line that covers it."""
        number = self.plants.number()
        unit = unit or self.plants.unit(number)
        firm = self.plants.firm(number * 3)
        firms = self.plants.office.firms
        if "budget_line_id" not in cells:
            cells["budget_line_id"] = self.line(unit, day.year, max(fen, 0) // 50 + 10_000)[
                "budget_line_id"
            ]
        return self.plants.row("payment", day.year, **{
            "payment_id": f"ZF{day.year}{SERIAL + number:08d}", "unit_id": unit, "payee_code": str(firms.codes[firm]),
            "payee_name": str(firms.names[firm]), "payee_account": f"6229901{firm + 1:012d}",
            "amount_fen": fen, "paid_on": day, "fiscal_year": day.year, "economic_class": "30227",
            "function_class": "2010301", "invoice_no": f"{day.year - 2000}97000000{number:010d}",
            "invoice_received_on": counted(day, -3, "wd"), "purpose": "委托业务", "method": "transfer", **cells,
        })  # fmt: skip


def plant_funds(plants: Plants) -> None:
    """All cases of the field `funds` that concern payments and left-over money."""
    p = FundsPlanter(plants)
    for story in (
        _lines,
        _over_budget,
        _duplicates,
        _splits,
        _rush,
        _carry_overs,
        _reassigned,
        _stopped,
    ):
        story(p)


def _lines(p: FundsPlanter) -> None:
    rule = "payment_without_budget_line"
    for n in range(5):
        row = p.payment(1_230_000 + n, p.day(), budget_line_id=f"YS2099-{n:06d}")
        p.true(rule, row["payment_id"], "breach", "指标编码不在预算指标中")
    for _ in range(2):
        p.true(rule, p.payment(2_000_300, p.day())["payment_id"], "look_alike", "有本单位当年指标")
    refund = p.payment(-50_000, p.day(), budget_line_id=None)
    p.true(rule, refund["payment_id"], "look_alike", "退回款不检查")
    for _ in range(2):
        p.true(
            rule,
            p.payment(2_000_400, p.day(), budget_line_id=None)["payment_id"],
            "undecidable",
            "未填指标编码",
        )


def _over_budget(p: FundsPlanter) -> None:
    rule = "payment_over_budget"
    cases: tuple[tuple[Kind, tuple[int, ...], Row, str], ...] = (
        *(
            ("breach", (60_000_00, 40_000_00 + n), {}, "支付合计超过指标")
            for n in (1, 5_000_00, 20_000_00)
        ),
        *(
            ("breach", (100_500_00,), {"adjusted_fen": None}, "超过批复预算，没有调整")
            for _ in range(2)
        ),
        ("look_alike", (60_000_00, 40_000_00), {}, "恰好用完"),
        ("look_alike", (110_000_00,), {"adjusted_fen": 120_000_00}, "追加预算之内"),
        ("look_alike", (60_000_00, 50_000_00, -10_000_00), {}, "退回冲减后未超"),
        *(("undecidable", (50_000_00,), {"approved_on": None}, "未填批复日期") for _ in range(2)),
    )
    for kind, sums, cells, note in cases:
        day, unit = p.day(), p.plants.unit(p.plants.number())
        line = p.line(unit, day.year, 100_000, **cells)["budget_line_id"]
        for n, fen in enumerate(sums):
            p.payment(fen, counted(day, 8 * n, "wd"), unit, budget_line_id=line)
        p.true(rule, line, kind, note)


def _duplicates(p: FundsPlanter) -> None:
    """The later of two equal payments to one payee."""
    rule = "duplicate_payment"
    cases: tuple[tuple[Kind, int, str, str], ...] = (
        *(("breach", n, "same", "同一发票付款两次") for n in (1, 20, 90)),
        *(("breach", n, "none", "没有发票号，三十日内同额付款") for n in (5, 18)),
        *(("look_alike", n, "other", "两张发票的分期付款") for n in (3, 15)),
        ("look_alike", 60, "none", "没有发票号，相隔超过三十日"),
        ("look_alike", 10, "refunded", "重复付款已经退回"),
    )
    for turn, (kind, n, invoice, note) in enumerate(cases):
        first_day = p.day()
        first = p.payment(4_321_000 + turn * 1_100, first_day)
        same = {c: first[c] for c in ("payee_code", "payee_name", "payee_account", "invoice_no")}
        if invoice == "none":
            same["invoice_no"] = None
        if invoice == "other":
            same.pop("invoice_no")
        second = p.payment(
            first["amount_fen"], counted(first_day, n, "nd"), first["unit_id"], **same
        )
        if invoice == "refunded":
            p.payment(-first["amount_fen"], counted(first_day, 20, "nd"), first["unit_id"], **same)
        p.true(rule, second["payment_id"], kind, note)
    for _ in range(2):
        p.true(
            rule,
            p.payment(3_330_000, p.day(), payee_code=None)["payment_id"],
            "undecidable",
            "未填收款人",
        )


def _splits(p: FundsPlanter) -> None:
    """Several payments below 100,000 yuan to one payee within five days."""
    rule = "split_payment"
    cases: tuple[tuple[Kind, tuple[int, ...], tuple[int, ...], Row, str], ...] = (
        *(
            ("breach", (60_000, 50_000 + n), (0, 1), {}, "几日内分次支付，合计达到限额")
            for n in (0, 3_000)
        ),
        *(
            ("breach", (40_000, 35_000, 30_000 + n), (0, 1, 3), {}, "几日内分次支付，合计达到限额")
            for n in (0, 500, 900)
        ),
        ("look_alike", (50_000, 40_000), (0, 1), {}, "合计不到限额"),
        ("look_alike", (60_000, 50_000), (0, 21), {}, "相隔超过五日"),
        ("look_alike", (90_000,), (0,), {}, "单笔小额支付"),
        *(("undecidable", (70_000,), (0,), {"payee_code": None}, "未填收款人") for _ in range(2)),
    )
    for kind, sums, days, cells, note in cases:
        start = date(2024, 5, 13) + timedelta(days=7 * (p.plants.number() % 8))
        first = p.payment(sums[0] * 100, start, **cells)
        same = {c: first[c] for c in ("payee_code", "payee_name", "payee_account")}
        for yuan, n in zip(sums[1:], days[1:], strict=True):
            p.payment(yuan * 100 + 7, start + timedelta(days=n), first["unit_id"], **same)
        p.true(rule, first["payment_id"], kind, note)


def _rush(p: FundsPlanter) -> None:
    """The share of December 2024 in the year of a whole unit."""
    cases: tuple[tuple[Kind, int, str], ...] = (
        *(
            ("breach", n, "十二月支出超过全年四分之一")
            for n in (110_000, 150_000, 200_000, 400_000, 900_000)
        ),
        *(("look_alike", n, "十二月支出不超过全年四分之一") for n in (100_000, 80_000, 30_000)),
    )
    for kind, yuan, note in cases:
        unit = p.plants.new_unit()
        for month in (3, 6, 9):
            p.payment(10_000_000, date(2024, month, 12), unit)
        p.payment(yuan * 100, date(2024, 12, 18), unit)
        p.true("year_end_rush", f"{unit}|2024", kind, note)


def _fund(p: FundsPlanter, origin: int, recorded: date, **cells: Any) -> Row:
    number = p.plants.number()
    return p.plants.row("carry_over", recorded.year, **{
        "fund_id": f"JZ{number:06d}", "unit_id": p.plants.unit(number), "origin_year": origin,
        "fund_kind": "project", "amount_fen": 30_000_000, "recorded_on": recorded, **cells,
    })  # fmt: skip


def _recovery(p: FundsPlanter, fund: Row, fen: int, day: date, **cells: Any) -> Row:
    number = p.plants.number()
    return p.plants.row("fund_recovery", day.year, **{
        "recovery_id": f"SH{number:06d}", "fund_id": fund["fund_id"], "action": "returned",
        "amount_fen": fen, "acted_on": day, "document_no": f"衡财收〔{day.year}〕{number}", **cells,
    })  # fmt: skip


def _carry_overs(p: FundsPlanter) -> None:
    rule = "carry_over_too_old"
    late = date(2025, 6, 30)
    for origin in (2020, 2021, 2022, 2023, 2021):
        p.true(rule, _fund(p, origin, late)["fund_id"], "breach", "结转超过两年没有收回")
    whole = _fund(p, 2022, late)
    _recovery(p, whole, 30_000_000, date(2025, 8, 12))
    p.true(rule, whole["fund_id"], "look_alike", "已经全部收回")
    p.true(
        rule, _fund(p, 2021, late, fund_kind="basic")["fund_id"], "look_alike", "基本支出不在此列"
    )
    p.true(rule, _fund(p, 2024, late)["fund_id"], "look_alike", "未满两年")
    for origin in (2022, 2023):
        fund = _fund(p, origin, date(origin + 1, 12, 31))
        p.true(rule, fund["fund_id"], "undecidable", "期满之后没有再统计余额")


def _reassigned(p: FundsPlanter) -> None:
    rule = "reassigned_over_returned"
    cases: tuple[tuple[Kind, tuple[int, ...], bool, str], ...] = (
        *(
            ("breach", sums, True, "再安排超过收回金额")
            for sums in (
                (30_000_001,),
                (20_000_000, 15_000_000),
                (60_000_000,),
                (31_000_000,),
                (30_000_000, 30_000_000),
            )
        ),
        *(
            ("look_alike", sums, True, "再安排不超过收回金额")
            for sums in ((30_000_000,), (10_000_000, 20_000_000), (5_000_000,))
        ),
        *(("undecidable", (10_000_000,), False, "再安排没有注明承接") for _ in range(2)),
    )
    for kind, sums, linked, note in cases:
        fund = _fund(p, 2023, date(2024, 12, 31))
        back = _recovery(p, fund, 30_000_000, date(2025, 3, 11))
        for fen in sums:
            _recovery(
                p,
                fund,
                fen,
                date(2025, 5, 20),
                action="reassigned",
                follows=back["recovery_id"] if linked else None,
            )
        p.true(rule, back["recovery_id"], kind, note)


def _stopped(p: FundsPlanter) -> None:
    rule = "stopped_project_money_kept"
    stopped, late = date(2025, 3, 14), date(2025, 6, 30)
    for n in range(5):
        fund = _fund(p, 2024, late, project_stopped_on=stopped - timedelta(days=20 * n))
        p.true(rule, fund["fund_id"], "breach", "项目终止后资金没有收回")
    for n in (0, 10, 20):
        fund = _fund(p, 2024, late, project_stopped_on=stopped)
        _recovery(p, fund, 30_000_000, date(2025, 7, 8) + timedelta(days=n))
        p.true(rule, fund["fund_id"], "look_alike", "终止后已经收回")
    for _ in range(2):
        fund = _fund(p, 2024, date(2024, 12, 31), project_stopped_on=stopped)
        p.true(rule, fund["fund_id"], "undecidable", "终止之后没有再统计余额")
