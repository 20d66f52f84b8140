"""Objections, repairs and party events: who registers never decides; the exact wording is what is decided."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from hengjian.office.clocks.models import Clock
from hengjian.office.credit import actions, events, index
from hengjian.office.credit.answer import answer
from hengjian.office.credit.ledger import ledgers
from hengjian.office.credit.models import PartyEvent
from hengjian.office.desk.actions import about
from hengjian.office.desk.models import Notice
from hengjian.office.door import records
from hengjian.office.ledgers import deliver_ledger
from hengjian.office.trail.chain import state_digest

TODAY = date.today()


@pytest.fixture
def asked(db, units, li):
    """An inquiry about an enterprise with two entries listed by unit A: one mendable now, one too young."""
    code = str(records("enterprise", {"status": "active"}, 2)[1]["credit_code"])
    entry = {
        "credit_code": code,
        "list_kind": "wages",
        "severity": "serious",
        "unit_id": units[0],
        "reason": "测试",
    }
    deliver_ledger("credit_list_entry", [
        {**entry, "entry_id": "C-YOUNG", "listed_on": TODAY, "document_on": TODAY, "notified_on": TODAY - timedelta(days=9)},
        {**entry, "entry_id": "C-RIPE", "listed_on": TODAY - timedelta(days=400), "document_on": TODAY - timedelta(days=400),
         "notified_on": TODAY - timedelta(days=430)},
    ])  # fmt: skip
    index.refresh()
    return actions.inquire(code, purpose="own_record", subject="W-1", acting_user=li, on_day=TODAY)[
        0
    ]


def lines(asked):
    shown = answer(asked.credit_code, "own_record", TODAY)
    return next(p for p in shown.parts if p.name == "lists").lines


def test_an_objection_is_answered_by_another_person_of_the_unit(asked, li, zhao, wang, enter):
    url = reverse("credit:object_to", args=[asked.pk])
    page = enter(li).post(
        url, {"record": "lists|C-RIPE", "ground": "列入决定已经撤销"}, follow=True
    )
    assert page.status_code == 200
    made = page.context["x"]
    assert next(x for x in lines(asked) if x.key == "C-RIPE").disputed
    assert Clock.objects.get(about=about(made)).due_day == made.due_day > TODAY
    assert Notice.objects.filter(to=zhao, about=about(made), done_at__isnull=True).exists()
    seen = state_digest(made)
    with pytest.raises(PermissionDenied):
        actions.answer_objection(made, True, "核对无误", seen=seen, acting_user=li, on_day=TODAY)
    with pytest.raises(ValidationError, match="已有变化"):
        actions.answer_objection(
            made, True, "核对无误", seen="0" * 64, acting_user=zhao, on_day=TODAY
        )
    answer_url = reverse("credit:answer", args=[made.pk])
    data = {"seen": seen, "upheld": "yes", "text": "经核查异议成立，已更正"}
    assert enter(wang).post(answer_url, data).status_code == 403
    assert enter(zhao).post(answer_url, {**data, "text": "是"}).status_code == 422
    assert enter(zhao).post(answer_url, data).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.answered_by, made.approved_hash) == ("upheld", zhao, seen)
    assert not Notice.objects.filter(to=zhao, about=about(made), done_at__isnull=True).exists()
    assert enter(zhao).post(answer_url, data).status_code == 422
    assert ledgers()["credit_objection"][0]["outcome"] == "upheld"


def test_only_one_objection_a_record_and_only_to_what_is_shown(asked, li, enter):
    url = reverse("credit:object_to", args=[asked.pk])
    assert (
        enter(li).post(url, {"record": "lists|C-RIPE", "ground": "列入有误，附证明"}).status_code
        == 302
    )
    assert (
        enter(li).post(url, {"record": "lists|C-RIPE", "ground": "列入有误，附证明"}).status_code
        == 422
    )
    assert (
        enter(li).post(url, {"record": "lists|C-NONE", "ground": "列入有误，附证明"}).status_code
        == 422
    )
    assert enter(li).post(url, {"record": "lists|C-RIPE", "ground": ""}).status_code == 422


def test_another_unit_sees_no_case(asked, li, wang, zhang, enter):
    made = actions.apply_for_repair(asked, "C-RIPE", "工资已付清", acting_user=li, on_day=TODAY)
    assert enter(wang).get(made.url).status_code == 404
    assert enter(wang).get(reverse("credit:cases")).context["rows"] == []
    assert len(enter(zhang).get(reverse("credit:cases")).context["rows"]) == 1


def test_repair_waits_for_the_minimum_term_and_ends_the_entry(asked, li, zhao):
    young = actions.apply_for_repair(asked, "C-YOUNG", "工资已付清", acting_user=li, on_day=TODAY)
    assert (
        young.earliest_on == date(TODAY.year + 1, TODAY.month, min(TODAY.day, 28))
        or young.earliest_on > TODAY
    )
    with pytest.raises(ValidationError, match="最短公示期未满"):
        actions.decide_repair(
            young, True, "已经付清", seen=state_digest(young), acting_user=zhao, on_day=TODAY
        )
    ripe = actions.apply_for_repair(asked, "C-RIPE", "工资已付清", acting_user=li, on_day=TODAY)
    with pytest.raises(ValidationError, match="在办"):
        actions.apply_for_repair(asked, "C-RIPE", "工资已付清", acting_user=li, on_day=TODAY)
    with pytest.raises(PermissionDenied):
        actions.decide_repair(
            ripe, True, "已经付清", seen=state_digest(ripe), acting_user=li, on_day=TODAY
        )
    actions.decide_repair(
        ripe, True, "已经付清，附回单", seen=state_digest(ripe), acting_user=zhao, on_day=TODAY
    )
    assert [x.key for x in lines(asked)] == ["C-YOUNG"]
    with pytest.raises(ValidationError, match="不在公示"):
        actions.apply_for_repair(asked, "C-RIPE", "工资已付清", acting_user=li, on_day=TODAY)
    row = next(r for r in ledgers()["credit_repair"] if r["entry_id"] == "C-RIPE")
    assert (row["decision"], row["decided_on"]) == ("approved", TODAY)


DRAFT = {"party_kind": "agency", "party_code": "AG1", "party_name": "某代理公司", "kind": "faulty_notice",
         "happened_on": TODAY, "facts": "公告金额有误"}  # fmt: skip


def test_a_party_is_heard_before_a_second_person_decides(person, chief, zhang, enter):
    lu = person("lu", "procurement_supervisor")
    page = enter(lu).post(reverse("credit:event_new"), DRAFT, follow=True)
    event = PartyEvent.objects.latest("pk")
    assert event.weight == -2
    assert event.number in page.content.decode()
    with pytest.raises(ValidationError):
        events.decide(
            event, True, "认定", seen=state_digest(event), acting_user=chief, on_day=TODAY
        )
    for name, more in (("tell", {}), ("hear", {"statement": "情况属实"})):
        event.refresh_from_db()
        url = reverse("credit:event_act", args=[event.pk, name])
        assert enter(lu).post(url, {"seen": state_digest(event), **more}).status_code == 302
    event.refresh_from_db()
    url, data = (
        reverse("credit:event_act", args=[event.pk, "decide"]),
        {"confirmed": "yes", "opinion": "属实"},
    )
    assert enter(lu).post(url, {**data, "seen": state_digest(event)}).status_code == 404
    assert enter(chief).post(url, {**data, "seen": "x"}).status_code == 422
    assert enter(chief).post(url, {**data, "seen": state_digest(event)}).status_code == 302
    event.refresh_from_db()
    assert event.state == "decided"
    assert event.expires_on is not None
    assert event.expires_on > TODAY
    with pytest.raises(ValidationError):
        events.repair(event, " ", seen=state_digest(event), acting_user=chief, on_day=TODAY)
    events.repair(event, "已整改", seen=state_digest(event), acting_user=chief, on_day=TODAY)
    assert enter(zhang).get(reverse("credit:events")).status_code == 200


def test_an_event_belongs_to_its_kind_of_party(zhang):
    with pytest.raises(ValidationError, match="没有这种"):
        events.draft({**DRAFT, "party_kind": "expert"}, acting_user=zhang, on_day=TODAY)
    with pytest.raises(ValidationError, match="不能晚于"):
        events.draft(
            {**DRAFT, "happened_on": TODAY + timedelta(days=1)}, acting_user=zhang, on_day=TODAY
        )
