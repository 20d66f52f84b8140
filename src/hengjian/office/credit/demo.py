"""What the demo office has under way: two checks, an objection, a repair, credit events of two parties."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError

from hengjian.office.accounts.models import User
from hengjian.office.credit import actions, events, index
from hengjian.office.credit.answer import answer
from hengjian.office.door import records
from hengjian.office.trail.chain import state_digest


def make_demo() -> None:
    """Only for the invented district: the people of `office init --demo-accounts`."""
    people = {
        u.username: u
        for u in User.objects.filter(username__in=("jingban", "juzhang", "caigou", "zhuren"))
    }
    entries = records("credit_list_entry", {"list_kind": "wages"}, 500)
    entries.sort(
        key=lambda e: e["document_on"] or date.min, reverse=True
    )  # the newest are still shown
    if len(people) < 4 or not entries:
        return
    index.refresh()
    today = date.today()  # noqa: DTZ011 (the edge: the day of installation)
    _cases(people["jingban"], people["juzhang"], [str(e["credit_code"]) for e in entries], today)
    _checks(people["caigou"], today)
    _events(people["caigou"], people["zhuren"], today)


def _cases(jingban: User, juzhang: User, codes: list[str], today: date) -> None:
    """Objections to what the answers show, one of them answered by another person of the unit."""
    for number, code in enumerate(codes[:3]):
        try:
            asked, _shown = actions.inquire(code, purpose="own_record", subject=f"委托书第{number + 1}号",
                                            acting_user=jingban, on_day=today)  # fmt: skip
        except ValidationError:
            continue
        shown = answer(code, "own_record", today)
        line = (
            next((x for p in shown.parts if p.name == "lists" for x in p.lines), None)
            if shown
            else None
        )
        if line is None:
            continue
        if number == 0:
            actions.apply_for_repair(asked, line.key, "工资已全部付清，附银行回单和职工签收表。",
                                     acting_user=jingban, on_day=today)  # fmt: skip
            continue
        made = actions.object_to(asked, "lists", line.key, jingban.unit_id or line.unit,
                                 "列入决定已经复议撤销，附复议决定书。", acting_user=jingban, on_day=today)  # fmt: skip
        if number == 2:
            made.refresh_from_db()
            actions.answer_objection(made, True, "经核对复议决定书，异议成立，已通知移出。", seen=state_digest(made),
                                     acting_user=juzhang, on_day=today)  # fmt: skip


def _checks(caigou: User, today: date) -> None:
    for award in records("award", {}, 3):
        try:
            actions.inquire(str(award["winner_code"]), purpose="procurement_award", subject=str(award["package_id"]),
                            acting_user=caigou, on_day=today)  # fmt: skip
        except ValidationError:
            continue


def _events(caigou: User, zhuren: User, today: date) -> None:
    winners = dict.fromkeys(str(a["winner_code"]) for a in records("award", {}, 12))
    firms = [f for code in winners for f in records("enterprise", {"credit_code": code}, 1)]
    facts = (("late_contract", "supplier", "中标通知书发出后第四十一日才签订合同。"),
             ("faulty_notice", "agency", "结果公告中标金额有误，三日后更正。"),
             ("good_performance", "supplier", "验收小组一致评为优良。"))  # fmt: skip
    for n, (firm, (kind, party, text)) in enumerate(zip(firms, facts, strict=False)):
        event = events.draft(
            {"party_kind": party, "party_code": str(firm["credit_code"]), "party_name": str(firm["name"]), "kind": kind,
             "happened_on": today - timedelta(days=20 + n), "facts": text},
            acting_user=caigou, on_day=today,
        )  # fmt: skip
        if n == 0:
            continue
        events.tell(event, seen=_seen(event), acting_user=caigou, on_day=today)
        events.hear(
            event,
            "当事人陈述：情况属实，已经改正。",
            seen=_seen(event),
            acting_user=caigou,
            on_day=today,
        )
        if n == 2:
            events.decide(
                event,
                True,
                "事实清楚，予以认定。",
                seen=_seen(event),
                acting_user=zhuren,
                on_day=today,
            )


def _seen(event: object) -> str:
    event.refresh_from_db()  # type: ignore[attr-defined]
    return state_digest(event)  # type: ignore[arg-type]
