"""Invented work in progress for the demo district: lists taken over and published, requests in every state."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from hengjian.office.accounts.models import User
from hengjian.office.lists import actions, publishing
from hengjian.office.lists.content import line
from hengjian.office.lists.kinds import kept_kinds, kinds
from hengjian.office.lists.models import Entry, Request, Takeover
from hengjian.office.lists.taking import take_over


def begin() -> None:
    """Called once by `hengjian office init --demo-accounts`; does nothing where a list was taken over before."""
    people = {u.username: u for u in User.objects.filter(username__in=("jingban", "juzhang", "fazhi", "zhuren", "fenxi"))}  # fmt: skip
    if Takeover.objects.exists():
        return
    for kind in kept_kinds():
        take_over(kind, acting_user="setup")
    if len(people) < 5 or people["jingban"].unit_id is None:
        return
    today = timezone.localdate()
    for name in ("power", "duty", "permit"):
        if Entry.objects.filter(kind=kinds()[name].home).exists():
            publishing.publish(kinds()[name], acting_user=people["fenxi"], on_day=today)
    _requests(people, today)


def _requests(people: dict[str, User], today: date) -> None:
    author, legal, chief = people["jingban"], people["fazhi"], people["zhuren"]
    powers = list(Entry.objects.filter(kind="power", unit_id=author.unit_id, ends_on__isnull=True).order_by("item")[:6])  # fmt: skip
    if len(powers) >= 6:
        draft = _renamed(powers[0], "（承接下放）")
        _make("power", _head("承接下放事项、调整名称", "agency", today, today + timedelta(days=15)), [draft], people["juzhang"])  # fmt: skip
        gone = [line("cancel", e.item, base=e.pk, reason="上位法已删去该事项") for e in powers[1:3]]
        waiting = _make("power", _head("随上位法修改取消两项权力事项", "law", today - timedelta(days=9), today + timedelta(days=20)), gone, author)  # fmt: skip
        actions.submit(waiting, acting_user=author, on_day=today)
        merged = [line("merge", powers[3].item, base=powers[3].pk, merged_into=powers[4].item)]
        agreed = _make("power", _head("同类检查事项合并", "review", today - timedelta(days=5), today + timedelta(days=30)), merged, author)  # fmt: skip
        _approved(agreed, author, legal, chief, today)
        changed = _make("power", _head("变更设定依据", "law", today - timedelta(days=3), today + timedelta(days=10)), [_renamed(powers[5], "（修订）")], author)  # fmt: skip
        actions.submit(changed, acting_user=author, on_day=today)
        actions.review(
            changed, changed.sm3, "依据有效，事项名称与上位法一致", acting_user=legal, on_day=today
        )
    bans = _make("discipline", _head("柳河片区棚户区改造工作纪律", "review", today - timedelta(days=4), today), _bans(author), author)  # fmt: skip
    _approved(bans, author, legal, chief, today)
    publishing.publish(kinds()["discipline"], acting_user=people["fenxi"], on_day=today)
    risks = _make("risk", _head("登记窗口岗位廉政风险点", "review", today - timedelta(days=2), today), _risks(author, today), author)  # fmt: skip
    _approved(risks, author, legal, chief, today)


def _head(title: str, trigger: str, trigger_day: date, effective_on: date) -> dict[str, Any]:
    return {
        "title": title, "trigger": trigger, "trigger_day": trigger_day.isoformat(), "reason": "",
        "basis": f"衡安政发〔{trigger_day.year}〕18号", "effective_on": effective_on.isoformat(),
    }  # fmt: skip


def _renamed(entry: Entry, more: str) -> dict[str, Any]:
    row = {**entry.row, "name": f"{entry.name}{more}", "legal_basis": "优化营商环境条例"}
    return line("change", entry.item, row=row, base=entry.pk)


def _make(kind: str, head: dict[str, Any], lines: list[dict[str, Any]], author: User) -> Request:
    return actions.begin(kind, head, lines, acting_user=author, on_day=timezone.localdate())


def _approved(request: Request, author: User, legal: User, chief: User, today: date) -> None:
    actions.submit(request, acting_user=author, on_day=today)
    actions.review(request, request.sm3, "程序和依据完备", acting_user=legal, on_day=today)
    actions.approve(request, request.sm3, "同意", acting_user=chief, on_day=today)


#: Nine bans of a resettlement campaign, invented; `subject` is what a rule can hold against records.
_BANS = (
    ("favour", "严禁优亲厚友，为本人及亲属谋取安置利益"), ("false_data", "严禁虚报面积、人口、附着物"),
    ("bribe", "严禁收受被安置人财物"), ("embezzle", "严禁截留、挪用、克扣补偿款"),
    ("force", "严禁以断水断电等强制手段逼签"), ("meals", "严禁接受被安置人吃请"),
    ("interest", "严禁入股拆迁、评估、安置建设企业"), ("leak", "严禁泄露评估和安置方案信息"),
    ("delay", "严禁拖延支付补偿款"),
)  # fmt: skip


def _bans(author: User) -> list[dict[str, Any]]:
    return [
        line("add", f"JL900{n:03d}", row={
            "campaign_id": "ZX001", "campaign": "柳河片区棚户区改造", "number": n, "name": name, "subject": subject,
            "unit_id": author.unit_id, "legal_basis": "专项工作纪律要求",
        })
        for n, (subject, name) in enumerate(_BANS, 1)
    ]  # fmt: skip


def _risks(author: User, today: date) -> list[dict[str, Any]]:
    named = (
        (
            "窗口受理时选择性一次告知",
            "受理",
            "power",
            "medium",
            "一次告知单由系统生成，抽查录音录像",
        ),
        ("现场核查由同一人反复承担", "核查", "power", "high", "核查人员随机派出，两人以上"),
        ("大额采购参数指向特定供应商", "采购需求", "money", "high", "参数三人会商并公示"),
    )
    return [
        line("add", f"FX9{n:05d}", row={
            "unit_id": author.unit_id, "name": name, "step": step, "area": area, "level": level, "control": control,
            "control_state": "effective", "reviewed_on": today.isoformat(),
            "review_due_on": (today + timedelta(days=180)).isoformat(),
        })
        for n, (name, step, area, level, control) in enumerate(named, 1)
    ]  # fmt: skip
