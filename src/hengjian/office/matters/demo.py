"""Matters under way in the demo district: a decision, a joint approval with two branches, a purchase to accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from hengjian.office.accounts.models import Unit, User
from hengjian.office.matters import actions, comments
from hengjian.office.matters.course import Course
from hengjian.office.matters.desks import DeskField, desks
from hengjian.office.matters.models import Matter

#: Days before today on which the steps of a demo matter are closed, one after the other.
BEGUN, PACE = 60, 3
LINES = (
    {
        "parameter": "处理器",
        "requirement": "国产八核 2.5GHz 以上",
        "answer": "八核 2.8GHz",
        "is_key": True,
    },
    {"parameter": "内存", "requirement": "不低于 16GB", "answer": "16GB", "is_key": True},
    {
        "parameter": "显示器",
        "requirement": "不小于 23.8 英寸",
        "answer": "27 英寸",
        "is_key": False,
    },
    {"parameter": "质保", "requirement": "三年上门", "answer": "三年上门", "is_key": False},
)


def make_demo() -> None:
    """Safe on a fresh office; does nothing where somebody has begun."""
    handler = User.objects.filter(username="jingban").first() or _holder("matter.open")
    if handler is None or not handler.unit_id or Matter.objects.exists():
        return
    today = date.today()  # noqa: DTZ011 (the day of installation)
    for procedure, title, steps in (
        ("decision", "衡安区老旧小区改造三年行动方案", 2),
        ("joint", "衡安智造园二期项目并联审批", 3),
        ("procurement_course", "办公计算机采购", 0),
        ("petition", "反映小区门口长期积水", 1),
        ("information_request", "申请公开道路改造工程验收报告", 1),
        ("inspection_visit", "防汛值守暗访", 1),
    ):
        if procedure in desks():
            _run(procedure, title, steps, handler, today)


def _holder(permission: str) -> User | None:
    return next((u for u in User.objects.exclude(unit=None) if u.may(permission)), None)


def _answers(fields: Mapping[str, DeskField], others: Sequence[Unit]) -> dict[str, Any]:
    """Something for every required field."""
    plain = {"text": "示例", "date": "2026-09-30", "number": 2, "money": 100_00, "yes_no": "no",
             "unit": str(others[0].pk)}  # fmt: skip
    return {
        n: next(iter(f.choices)) if f.choices else plain.get(f.type, "示例")
        for n, f in fields.items() if f.required
    }  # fmt: skip


def _run(procedure: str, title: str, steps: int, handler: User, today: date) -> None:
    desk = desks()[procedure]
    others = list(Unit.objects.exclude(pk=handler.unit_id).order_by("unit_id")[:2])
    invited = others if any(s.unit == "branch" for s in desk.steps.values()) else []
    facts = _answers(desk.fields, others)
    matter = actions.open_matter(procedure, title, facts, acting_user=handler, on_day=today - timedelta(days=BEGUN), branches=invited)  # fmt: skip
    day = today - timedelta(days=BEGUN)
    for _n in range(steps):
        day += timedelta(days=PACE)
        place = next((p for p in Course(matter, day).open if not p.events and p.step), None)
        if (
            place is None
            or place.step is None
            or place.step.unit not in ("own", "any")
            or not handler.may(place.step.may)
        ):
            break
        values = _answers(place.step.fields, others)
        proofs = [
            SimpleUploadedFile(f"{place.title}-{n + 1}.txt", title.encode())
            for n in range(place.step.proof)
        ]
        actions.close_step(
            matter, place.name, values, proofs, acting_user=handler, revision=None, on_day=day
        )
        matter.refresh_from_db()
    if desk.whole("comments"):
        comments.take_comment(matter, "第三条", "建议增加加装电梯的补助标准", "网站留言", acting_user=handler, on_day=today - timedelta(days=20))  # fmt: skip
        first = comments.take_comment(matter, "第七条", "工期应避开高考期间", "群众来信", acting_user=handler, on_day=today - timedelta(days=18))  # fmt: skip
        comments.reply(
            first,
            "采纳，施工噪声管控一节已补充",
            True,
            acting_user=handler,
            on_day=today - timedelta(days=15),
        )
    if desk.whole("sheet"):
        comments.make_sheet(matter, LINES, acting_user=handler)
