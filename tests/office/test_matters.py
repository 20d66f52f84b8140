"""Hosted procedures: order, proof, other person, other unit, windows; clocks; the ledger that the rules read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from msgspec import structs
from tests.office.walking import DAY, begin, close, proof, state

from hengjian.office.accounts.models import Unit
from hengjian.office.matters import actions, comments
from hengjian.office.matters.course import Course
from hengjian.office.matters.desks import Records, desks, faults
from hengjian.office.matters.ledger import ledger
from hengjian.office.matters.models import Event, Matter
from hengjian.office.trail.models import Entry
from hengjian.office.trail.rows import check_rows


@pytest.fixture
def other(wang) -> Unit:
    return Unit.objects.get(pk=wang.unit_id)


@pytest.fixture
def joint(li, zhao, other) -> Matter:
    """Opened by li of unit A; unit B takes part. Opening closes the first step."""
    return begin("joint", "二期项目", li, branches=[other], applicant="某公司")


def test_every_desk_fits_its_procedure() -> None:
    assert len(desks()) >= 13
    for name, desk in desks().items():
        assert faults(desk) == [], name
        assert all(step.says for step in desk.steps.values()), name


def test_a_desk_that_names_what_does_not_exist_is_refused() -> None:
    desk = desks()["joint"]
    first, step = next(iter(desk.steps.items()))
    wrong = structs.replace(
        step, needs=("nowhere",), never=("nobody",), suspends="holiday", unit="named"
    )
    records = {"matter": Records(columns={"no_column": "number"}), "no_table": Records(columns={})}
    found = " ".join(
        faults(structs.replace(desk, steps={**desk.steps, first: wrong}, records=records))
    )
    for said in (
        "nowhere",
        "nobody",
        "holiday",
        "belong together",
        "no_column",
        "no_table",
        "matter_id",
    ):
        assert said in found, said


def test_opening_closes_the_first_step_and_tells_the_branch(joint, wang) -> None:
    assert [e.step for e in joint.events.all()] == ["apply"]
    assert state(joint, "accept") == "open"
    assert Matter.objects.visible_to(wang).filter(pk=joint.pk).exists()


def test_a_step_needs_what_comes_before_it(joint, li) -> None:
    with pytest.raises(ValidationError, match="先完成"):
        close(joint, "dispatch", li)
    assert not joint.events.filter(step="dispatch").exists()


def test_a_step_needs_its_proof(joint, li) -> None:
    with pytest.raises(ValidationError, match="证明材料"):
        close(joint, "accept", li, files=0)
    assert close(joint, "accept", li).proofs


def test_who_acts_on_an_old_page_is_told(joint, li) -> None:
    close(joint, "accept", li)
    with pytest.raises(ValidationError, match="已被他人办理"):
        actions.close_step(joint, "dispatch", {}, [], acting_user=li, revision=0, on_day=DAY)


def test_branches_work_in_parallel_and_all_are_waited_for(joint, li, zhao, wang, units) -> None:
    close(joint, "accept", li)
    close(joint, "dispatch", li)
    with pytest.raises(PermissionDenied):
        close(joint, "opinion", li, result="agree")
    with pytest.raises(ValidationError, match="先完成"):
        close(joint, "combine", li)
    close(joint, "opinion", wang, result="agree")
    assert state(joint, "opinion") in ("open", "done")
    close(joint, "combine", li)
    assert state(joint, "decide") == "open"


def test_the_decision_is_another_persons(joint, li, zhao, wang) -> None:
    close(joint, "accept", zhao)
    close(joint, "dispatch", li)
    close(joint, "opinion", wang, result="agree")
    close(joint, "combine", li)
    with pytest.raises(PermissionDenied, match="另一人"):
        close(joint, "decide", zhao, decision="granted")


def test_one_total_clock_runs_from_acceptance_with_suspensions(joint, li, zhao) -> None:
    close(joint, "accept", li)
    joint.refresh_from_db()
    clock = next(p.clock for p in Course(joint, DAY).places if p.name == "decide")
    assert clock is not None
    before = clock.due
    assert before is not None
    actions.suspend(
        joint,
        "expert_review",
        "专家评审",
        acting_user=li,
        revision=None,
        on_day=DAY + timedelta(days=1),
    )
    joint.refresh_from_db()
    assert next(p.clock for p in Course(joint, DAY).places if p.name == "decide").due is None
    actions.resume(joint, acting_user=li, revision=None, on_day=DAY + timedelta(days=10))
    joint.refresh_from_db()
    after = next(p.clock for p in Course(joint, DAY).places if p.name == "decide").due
    assert after is not None
    assert after > before


def test_an_extension_once_with_its_reason_and_before_the_end(joint, li, zhao) -> None:
    close(joint, "accept", li)
    joint.refresh_from_db()
    actions.extend(joint, "decide", "情况复杂", acting_user=zhao, revision=None, on_day=DAY)
    with pytest.raises(ValidationError, match="一次"):
        actions.extend(joint, "decide", "再延", acting_user=zhao, revision=None, on_day=DAY)
    with pytest.raises(ValidationError, match="不能延长"):
        actions.extend(joint, "deliver", "情况复杂", acting_user=zhao, revision=None, on_day=DAY)


def test_days_are_on_the_account_of_who_held_the_file(joint, li, wang) -> None:
    close(joint, "accept", li, DAY + timedelta(days=1))
    close(joint, "dispatch", li, DAY + timedelta(days=2))
    close(joint, "opinion", wang, DAY + timedelta(days=9), result="agree")
    joint.refresh_from_db()
    held = Course(joint, DAY + timedelta(days=10)).days_by_unit()
    assert held[Unit.objects.get(pk=wang.unit_id).name] == 7
    assert held[joint.unit.name] == 3


def test_another_unit_sees_nothing(li, zhao, wang, enter) -> None:
    alone = begin("joint", "本单位事项", li)
    assert not Matter.objects.visible_to(wang).exists()
    client = enter(wang)
    assert client.get(alone.url).status_code == 404
    assert client.post(f"/matters/{alone.pk}/step/accept/", {"revision": 0}).status_code == 404


def test_a_handler_cannot_decide_nor_extend(joint, li, enter) -> None:
    client = enter(li)
    assert (
        client.post(
            f"/matters/{joint.pk}/do/extend/", {"kind": "decide", "reason": "x"}
        ).status_code
        == 403
    )
    assert client.post(f"/matters/{joint.pk}/do/stop/", {"reason": "x"}).status_code == 403


def test_the_pages_say_what_is_next_and_what_is_missing(joint, li, zhao, enter) -> None:
    client = enter(li)
    page = client.get(joint.url).content.decode()
    assert "牵头受理" in page
    assert "办结本环节" in page
    assert "先完成" in page
    refused = client.post(f"/matters/{joint.pk}/step/accept/", {"revision": joint.revision})
    assert (refused.status_code, "请上传证明材料" in refused.content.decode()) == (422, True)
    done = client.post(
        f"/matters/{joint.pk}/step/accept/", {"revision": joint.revision, "proof": proof()}
    )
    assert done.status_code == 302
    for address in (
        "/matters/",
        "/matters/new/",
        "/matters/new/joint/",
        "/matters/guide/joint/",
        f"/matters/{joint.pk}/sheet/",
    ):
        assert client.get(address).status_code == 200, address


def test_everything_is_in_the_trail_and_a_changed_row_is_found(joint, li) -> None:
    close(joint, "accept", li)
    kinds = set(
        Entry.objects.filter(action__startswith="matters.").values_list("action", flat=True)
    )
    assert {
        "matters.opened",
        "matters.event",
        "matters.step_closed",
        "matters.unit_invited",
    } <= kinds
    assert not check_rows().wrong
    Event.objects.filter(matter=joint, step="accept").update(happened_on=DAY - timedelta(days=9))
    assert check_rows().wrong


def test_the_ledger_says_what_a_source_system_would(joint, li, wang) -> None:
    close(joint, "accept", li, DAY + timedelta(days=1))
    actions.suspend(
        Matter.objects.get(pk=joint.pk),
        "expert_review",
        "评审",
        acting_user=li,
        revision=None,
        on_day=DAY + timedelta(days=2),
    )
    tables = ledger()
    row = next(r for r in tables["matter"] if r["matter_id"] == joint.number)
    assert (row["procedure"], row["unit_id"], row["accepted_on"]) == (
        "joint",
        joint.unit_id,
        DAY + timedelta(days=1),
    )
    steps = [
        (r["seq"], r["step"]) for r in tables["matter_event"] if r["matter_id"] == joint.number
    ]
    assert steps == [(1, "apply"), (2, "accept")]
    assert tables["suspension"][0]["matter_id"] == joint.number


def test_comments_need_text_and_get_published_replies(joint, li) -> None:
    with pytest.raises(ValidationError):
        comments.take_comment(joint, "", "意见", "来信", acting_user=li, on_day=DAY)
    comment = comments.take_comment(joint, "第三条", "意见", "来信", acting_user=li, on_day=DAY)
    with pytest.raises(ValidationError):
        comments.reply(comment, " ", True, acting_user=li, on_day=DAY)
    assert comments.reply(comment, "采纳", True, acting_user=li, on_day=DAY).adopted is True


def test_the_sheet_is_accepted_line_by_line_by_others(joint, li, zhao) -> None:
    made = comments.make_sheet(
        joint,
        [
            {"parameter": "内存", "requirement": "16GB"},
            {"parameter": "质保", "requirement": "三年"},
        ],
        acting_user=li,
    )
    assert made == 2
    line = joint.lines.first()
    with pytest.raises(PermissionDenied):
        comments.accept_line(line, "met", "实测 16GB", acting_user=li)
    with pytest.raises(ValidationError):
        comments.accept_line(line, "met", "", acting_user=zhao)
    assert comments.accept_line(line, "met", "实测 16GB", acting_user=zhao).accepted_by == zhao
    with pytest.raises(ValidationError, match="已经生成"):
        comments.make_sheet(joint, [{"parameter": "x", "requirement": "y"}], acting_user=li)


def test_a_decision_tells_the_rules_about_comments_and_minutes(li) -> None:
    matter = begin("decision", "改造方案", li)
    comments.take_comment(matter, "第三条", "意见", "来信", acting_user=li, on_day=DAY)
    for step, facts in (("collective_decision", {"head_last": "yes", "dissent": "无", "attended": 9}),
                        ("expert_review", {"experts": "三位专家", "interest": "replaced"})):  # fmt: skip
        Event.objects.create(
            matter=matter, step=step, happened_on=DAY, by=li, unit_id=li.unit_id, facts=facts
        )
    tables = ledger()
    assert tables["consultation_comment"][0]["replied_on"] is None
    assert (
        tables["collective_vote"][0]["head_spoke_last"],
        tables["collective_vote"][0]["dissent"],
    ) == (True, "absent")
    assert tables["expert_opinion"][0]["interest"] == "none"


def test_the_ledger_fits_the_data_standard(joint, li, office_home) -> None:
    from hengjian.office.ledgers import deliver_ledger

    close(joint, "accept", li)
    comments.take_comment(joint, "第三条", "意见", "来信", acting_user=li, on_day=DAY)
    delivered = {table: deliver_ledger(table, rows) for table, rows in ledger().items() if rows}
    assert delivered["matter"] == 1
    assert deliver_ledger("matter", ledger()["matter"]) == 0
