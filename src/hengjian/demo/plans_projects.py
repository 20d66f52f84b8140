"""What is planted about government projects and the audits of their cost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hengjian.demo.plans import working
from hengjian.demo.plants import Plants, Row
from hengjian.demo.purchase import counted
from hengjian.demo.truth import Kind

_STARTS = tuple(date(2022, 9, 5) + timedelta(days=n) for n in (0, 45, 110, 180, 240, 300, 365, 420))
_WAN = 1_000_000  #: ten thousand yuan in fen


class ProjectPlanter:
    """Plants single projects with their settlement audit."""

    def __init__(self, plants: Plants) -> None:
        self.plants = plants
        self._turn = 0

    def add(
        self,
        rule: str,
        kind: Kind,
        note: str,
        project: Row,
        audit: Row | None = None,
        record: str = "project",
    ) -> None:
        """One project; cells replace those of a lawful one, functions get the lawful row."""
        row, checked = self._rows()
        row |= {k: v(row) if callable(v) else v for k, v in project.items()}
        checked |= {k: v(checked) if callable(v) else v for k, v in (audit or {}).items()}
        self.plants.row("project", row["started_on"].year if row["started_on"] else 2023, **row)
        self.plants.row("cost_audit", (checked["received_on"] or date(2024, 1, 1)).year, **checked)
        key = checked["audit_id"] if record == "audit" else row["project_id"]
        self.plants.true(f"funds.{rule}", key, kind, note)

    def _rows(self) -> tuple[Row, Row]:
        self._turn += 1
        start = working(_STARTS[self._turn % len(_STARTS)])
        done, number = counted(start, 240, "nd"), self.plants.number()
        handed = counted(done, 8, "nd")
        audited = counted(handed, 15, "nd")
        project = {
            "project_id": f"XM{number:06d}", "name": f"衡安区专项工程{number}", "owner_id": self.plants.unit(number),
            "kind": "works", "estimate_fen": 400 * _WAN, "feasibility_fen": 400 * _WAN, "started_on": start,
            "completed_on": done, "accepted_on": counted(done, 3, "nd"), "settlement_submitted_on": handed,
            "final_account_on": counted(audited, 10, "nd"), "total_paid_fen": 330 * _WAN,
        }  # fmt: skip
        audit = {
            "audit_id": f"XM{number:06d}-J", "project_id": f"XM{number:06d}", "stage": "settlement",
            "auditor": "third_party", "submitted_fen": 380 * _WAN, "audited_fen": 340 * _WAN,
            "received_on": handed, "audited_on": audited,
        }  # fmt: skip
        return project, audit


def plant_projects(plants: Plants) -> None:
    """All cases about projects."""
    p = ProjectPlanter(plants)
    for story in (_estimates, _order, _settlements, _reviews):
        story(p)


def _estimates(p: ProjectPlanter) -> None:
    rule = "estimate_over_feasibility"
    for n in (441, 450, 480, 520, 600):
        p.add(rule, "breach", "概算超过可研估算百分之十", {"estimate_fen": n * _WAN})
    for n in (440, 430, 390):
        p.add(rule, "look_alike", "不超过百分之十", {"estimate_fen": n * _WAN})
    p.add(rule, "undecidable", "未填可研估算", {"feasibility_fen": None})
    p.add(rule, "undecidable", "未填开工日期", {"started_on": None})
    rule, audit = "estimate_exceeded", {"audited_fen": 520 * _WAN, "submitted_fen": 540 * _WAN}
    for n in (401, 420, 450, 500, 510):
        p.add(
            rule,
            "breach",
            "累计支付超过批准概算",
            {"total_paid_fen": n * _WAN},
            {**audit, "auditor": "finance_review"},
        )
    for paid, kind in ((400, "works"), (399, "renovation"), (420, "purchase")):
        p.add(
            rule,
            "look_alike",
            "未超概算，或者不是工程",
            {"total_paid_fen": paid * _WAN, "kind": kind},
            {**audit, "auditor": "finance_review"},
        )
    p.add(rule, "undecidable", "未填概算", {"estimate_fen": None})
    p.add(rule, "undecidable", "未填累计支付", {"total_paid_fen": None})


def _order(p: ProjectPlanter) -> None:
    rule = "accepted_before_completion"
    for n in (1, 3, 10, 30, 60):
        p.add(
            rule,
            "breach",
            "完工之前已经验收",
            {"accepted_on": lambda r, n=n: counted(r["completed_on"], -n, "cd")},
        )
    for n in (0, 1, 20):
        p.add(
            rule,
            "look_alike",
            "完工之后验收",
            {"accepted_on": lambda r, n=n: counted(r["completed_on"], n, "cd")},
        )
    for _ in range(2):
        p.add(rule, "undecidable", "未填完工日期", {"completed_on": None})
    rule = "final_account_late"
    for n in (370, 400, 450, 500):
        p.add(
            rule,
            "breach",
            "验收一年后才决算",
            {"final_account_on": lambda r, n=n: counted(r["accepted_on"], n, "nd")},
        )
    p.add(rule, "breach", "验收一年后仍未决算", {"final_account_on": None})
    for n in (365, 300, 180):
        p.add(
            rule,
            "look_alike",
            "一年之内决算",
            {"final_account_on": lambda r, n=n: counted(r["accepted_on"], n, "cd")},
        )


def _settlements(p: ProjectPlanter) -> None:
    rule = "paid_over_settlement"
    for n in (341, 350, 360, 380, 400):
        p.add(rule, "breach", "累计支付超过审定结算", {"total_paid_fen": n * _WAN})
    for n in (340, 329, 200):
        p.add(rule, "look_alike", "不超过审定结算", {"total_paid_fen": n * _WAN})
    p.add(rule, "undecidable", "未填累计支付", {"total_paid_fen": None})
    p.add(rule, "undecidable", "未填审定金额", {}, {"audited_fen": None})
    rule = "settlement_reduction_large"
    for n in (303, 290, 250, 200, 150):
        p.add(
            rule,
            "breach",
            "审减超过两成",
            {"total_paid_fen": 140 * _WAN},
            {"audited_fen": n * _WAN},
            "audit",
        )
    for n in (304, 330, 380):
        p.add(
            rule,
            "look_alike",
            "审减不超过两成",
            {"total_paid_fen": 140 * _WAN},
            {"audited_fen": n * _WAN},
            "audit",
        )
    for column in ("audited_fen", "submitted_fen"):
        p.add(rule, "undecidable", "未填送审或者审定金额", {}, {column: None}, "audit")


def _reviews(p: ProjectPlanter) -> None:
    """Review of the settlement by the employer: 20, 30, 45 or 60 days by amount."""
    rule = "settlement_review_late"

    def after(days: int, wan: int = 380, **cells: Any) -> Row:
        return {
            "audited_on": lambda r: counted(r["received_on"], days, "cd"), "submitted_fen": wan * _WAN,
            "audited_fen": wan * 9 // 10 * _WAN, **cells,
        }  # fmt: skip

    for days, wan in ((35, 380), (45, 900), (60, 3_000), (75, 8_000), (120, 380)):
        p.add(rule, "breach", "结算审查超过期限", _large(wan), after(days, wan), "audit")
    for days, wan in ((20, 380), (30, 500), (60, 8_000)):
        p.add(rule, "look_alike", "结算审查在期限内", _large(wan), after(days, wan), "audit")
    p.add(rule, "undecidable", "未填收到日期", {}, {"received_on": None}, "audit")
    p.add(rule, "undecidable", "未填送审金额", {}, {"submitted_fen": None}, "audit")


def _large(wan: int) -> Row:
    """A project of the size of its settlement."""
    return {
        "estimate_fen": wan * 11 // 10 * _WAN, "feasibility_fen": wan * 11 // 10 * _WAN,
        "total_paid_fen": wan * 8 // 10 * _WAN,
        "final_account_on": lambda r: counted(r["settlement_submitted_on"], 200, "nd"),
    }  # fmt: skip
