"""What is planted about matters of approval, beyond the checks of the procedure files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hengjian.demo.matters import Matter, matter
from hengjian.demo.plans import working
from hengjian.demo.plants import Plants
from hengjian.demo.purchase import Offset, counted
from hengjian.demo.truth import Kind

Edit = Callable[[Matter], object]
_STARTS = tuple(
    date(2023, 3, 1) + timedelta(days=n) for n in (0, 37, 75, 400, 441, 470, 740, 772, 830)
)
_BREACH: Kind = "breach"
_ALIKE: Kind = "look_alike"
_UNKNOWN: Kind = "undecidable"


class ApprovalPlanter:
    """Plants single matters, by turns over three years."""

    def __init__(self, plants: Plants) -> None:
        self.plants = plants
        self._turn = 0

    def add(
        self, rule: str, kind: Kind, note: str, *cells: dict[str, Any], procedure: str = "licence",
        steps: dict[str, Offset] | None = None, edit: Edit | None = None,
        record: Callable[[Matter], str] = lambda m: m.id,
    ) -> None:  # fmt: skip
        """One matter for each set of cells, which replace those of a lawful one."""
        for values in cells:
            self._turn += 1
            start = working(_STARTS[self._turn % len(_STARTS)])
            made = matter(self.plants, procedure, start, steps=steps, **values)
            if edit:
                edit(made)
            self.plants.true(f"approval.{rule}", record(made), kind, note)
            made.send()


def plant_approvals(plants: Plants) -> None:
    """All cases of the field `approval` that concern one matter."""
    planter = ApprovalPlanter(plants)
    for story in (_counts, _refusals, _answers, _idle, _told, _lists):
        story(planter)


def _counts(p: ApprovalPlanter) -> None:
    """Numbers that must not be exceeded: notices, visits, officers, fees."""
    p.add(
        "repeated_correction",
        _BREACH,
        "补正告知超过一次",
        *({"correction_notices": n} for n in (2, 3, 2, 4, 2)),
    )
    p.add(
        "repeated_correction",
        _ALIKE,
        "一次告知或者无须补正",
        *({"correction_notices": n} for n in (1, 0, 1)),
    )
    p.add("repeated_correction", _UNKNOWN, "未填补正次数", *[{"correction_notices": None}] * 2)
    off = {"is_online": False}
    p.add("visits_over", _BREACH, "到场超过一次", *({"visits": n, **off} for n in (2, 3, 5, 2, 2)))
    p.add("visits_over", _ALIKE, "最多到场一次", *({"visits": n, **off} for n in (1, 0, 1)))
    p.add("visits_over", _UNKNOWN, "未填到场次数", *[{"visits": None, **off}] * 2)
    p.add("online_but_visited", _BREACH, "登记为网办而申请人到场", *[{"visits": 1}] * 5)
    p.add(
        "online_but_visited",
        _ALIKE,
        "全程网办没有到场，或者不是网办",
        {"visits": 0},
        {"visits": 1, **off},
        {"visits": 0},
    )
    p.add("online_but_visited", _UNKNOWN, "未填到场次数", *[{"visits": None}] * 2)
    p.add("on_site_single_officer", _BREACH, "一人现场核查", *[{"on_site_officers": 1}] * 5)
    p.add(
        "on_site_single_officer",
        _ALIKE,
        "二人以上核查",
        *({"on_site_officers": n} for n in (2, 3, 2)),
    )
    p.add(
        "fee_charged",
        _BREACH,
        "许可办件收费",
        *({"fee_fen": n} for n in (100, 2_000, 15_000, 50_000, 1)),
    )
    p.add("fee_charged", _ALIKE, "登记为零元，或者不是许可", {"fee_fen": 0}, {"fee_fen": 0})
    p.add("fee_charged", _ALIKE, "登记类不在检查范围", {"fee_fen": 1_000}, procedure="registration")
    p.add("fee_charged", _UNKNOWN, "未填收费金额", *[{"fee_fen": None}] * 2)


def _silent(p: ApprovalPlanter, unit: int) -> dict[str, Any]:
    """A unit that sends no other matters of this kind."""
    return {"unit_id": str(p.plants.office.units.ids[unit])}


def _refused(made: Matter) -> None:
    made.without("decide", "deliver", "publish")
    made.event("refuse", made.days["decide"])
    made.row.update(decision="refused", delivered_on=None)


def _refusals(p: ApprovalPlanter) -> None:
    told, reason = {"remedy_told": True}, {"refusal_reason": "不符合法定条件"}

    def add(rule: str, kind: Kind, note: str, *cells: dict[str, Any]) -> None:
        p.add(rule, kind, note, *cells, edit=_refused)

    hall = {"unit_id": p.plants.office.units.named("行政审批局")}
    add("refusal_without_reason", _BREACH, "不予许可没有理由", *[{**told, **hall}] * 5)
    add("refusal_without_reason", _ALIKE, "写明了理由", *[{**told, **reason, **hall}] * 3)
    add("refusal_without_reason", _UNKNOWN, "单位从未报送理由", *[{**told, **_silent(p, 52)}] * 2)
    add("remedy_not_told", _BREACH, "没有告知救济权利", *[{**reason, "remedy_told": False}] * 5)
    add("remedy_not_told", _ALIKE, "已经告知", *[{**told, **reason}] * 3)
    add("remedy_not_told", _UNKNOWN, "未填是否告知", *[{**reason, "remedy_told": None}] * 2)


def _answers(p: ApprovalPlanter) -> None:
    """Acceptance or a correction notice within five working days of receipt."""
    rule = "acceptance_unanswered"
    for n in (6, 7, 9, 12, 20):
        p.add(rule, _BREACH, "收件后超过五个工作日才答复", {}, steps={"accept": ("apply", n, "wd")})
    for n in (5, 4):
        p.add(rule, _ALIKE, "五个工作日内受理", {}, steps={"accept": ("apply", n, "wd")})
    late: dict[str, Offset] = {"accept": ("apply", 11, "wd")}

    def corrected(made: Matter) -> None:
        first = counted(made.days["apply"], 3, "wd")
        made.suspend(first, counted(first, 6, "wd"), "correction")

    p.add(
        rule,
        _ALIKE,
        "五个工作日内已告知补正",
        {"correction_notices": 1},
        steps=late,
        edit=corrected,
    )
    p.add(rule, _UNKNOWN, "有补正次数而没有补正时间", *[{"correction_notices": 1}] * 2, steps=late)


def _idle(p: ApprovalPlanter) -> None:
    """Ten working days without any entry between acceptance and decision."""
    rule = "idle_too_long"

    def silent(made: Matter) -> None:
        made.without("follow_up")

    for n in (11, 12, 13, 14, 15):
        p.add(
            rule,
            _BREACH,
            "相邻两个环节间隔超过十个工作日",
            {},
            steps={"review": ("accept", n, "wd")},
            edit=silent,
        )
    for n in (10, 9):
        p.add(
            rule,
            _ALIKE,
            "间隔不超过十个工作日",
            {},
            steps={"review": ("accept", n, "wd")},
            edit=silent,
        )

    def stopped(made: Matter) -> None:
        silent(made)
        made.suspend(made.days["accept"], counted(made.days["review"], -1, "wd"), "testing")

    p.add(rule, _ALIKE, "检测期间不计", {}, steps={"review": ("accept", 14, "wd")}, edit=stopped)
    p.add(rule, _UNKNOWN, "有决定而未填决定日期", *[{"decided_on": None}] * 2)


def _suspended(told: int | None) -> Edit:
    def edit(made: Matter) -> None:
        first = counted(made.days["accept"], 1, "wd")
        made.suspend(first, counted(first, 1, "wd"))
        made.suspensions[0]["told_on"] = None if told is None else counted(first, told, "wd")

    return edit


def _extended(told: bool) -> Edit:
    def edit(made: Matter) -> None:
        made.extend(counted(made.days["decide"], -1, "wd"), "unit_head")
        if not told:
            made.extensions[0]["told_on"] = None

    return edit


def _suspension(made: Matter) -> str:
    return str(made.suspensions[0]["suspension_id"])


def _extension(made: Matter) -> str:
    return str(made.extensions[0]["extension_id"])


def _told(p: ApprovalPlanter) -> None:
    """Suspensions and extensions of which the applicant must be told."""

    hall, silent = {"unit_id": p.plants.office.units.named("行政审批局")}, _silent(p, 51)
    for told in (None, None, None, 2, 4):
        p.add(
            "suspension_untold",
            _BREACH,
            "没有告知扣除时间，或者结束后才告知",
            hall,
            edit=_suspended(told),
            record=_suspension,
        )
    for told in (0, 1, 1):
        p.add(
            "suspension_untold",
            _ALIKE,
            "在结束前告知",
            hall,
            edit=_suspended(told),
            record=_suspension,
        )
    p.add(
        "suspension_untold",
        _UNKNOWN,
        "单位从未报送告知日期",
        *[silent] * 2,
        edit=_suspended(None),
        record=_suspension,
    )
    p.add(
        "extension_untold",
        _BREACH,
        "延长没有告知",
        *[hall] * 5,
        edit=_extended(False),
        record=_extension,
    )
    p.add(
        "extension_untold",
        _ALIKE,
        "延长已经告知",
        *[hall] * 3,
        edit=_extended(True),
        record=_extension,
    )
    p.add(
        "extension_untold",
        _UNKNOWN,
        "单位从未报送告知日期",
        *[silent] * 2,
        edit=_extended(False),
        record=_extension,
    )


def _lists(p: ApprovalPlanter) -> None:
    """Items on no list, items promised beyond the law, categories that no longer exist."""
    rule = "item_outside_list"
    p.add(rule, _BREACH, "事项不在清单", *({"item_id": f"SX9{n:04d}"} for n in range(1, 6)))
    p.add(rule, _ALIKE, "受理之日事项有效", {}, {})
    p.add(rule, _ALIKE, "登记类不在检查范围", {"item_id": "SX90009"}, procedure="registration")
    p.add(rule, _UNKNOWN, "单位没有报送清单", *[_silent(p, 50)] * 2)
