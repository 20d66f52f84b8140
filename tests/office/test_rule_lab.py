"""The rule lab: three persons and one content, shadow, release, and the pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hengjian.office import door
from hengjian.office.accounts import actions as accounts
from hengjian.office.desk.models import Notice
from hengjian.office.findings.models import Finding
from hengjian.office.rulebook import actions, placing, shadow, starting
from hengjian.office.rulebook.content import digest
from hengjian.office.rulebook.models import Draft, ShadowRun, Version
from hengjian.office.trail.models import Entry

RULE, NAME = "procurement.report_late", "procurement.report_slow"
TODAY = date.today()
CROSS = "cross join engine.run as run"
S = Draft.State


@pytest.fixture(scope="session")
def texts(office_home):
    """A rule of the library under a name of its own: it passes the gate."""
    catalog = office_home.catalog
    return {
        **starting.like(catalog.rules[RULE], catalog),
        "name": NAME,
        "title": "评审报告送达迟缓",
    }


@pytest.fixture
def gu(person):
    return person("gu", "auditor")


@pytest.fixture
def xu(person):
    return person("xu", "reviewer")


@pytest.fixture
def draft(gu, texts):
    return actions.begin(texts, acting_user=gu)


@pytest.fixture
def tried(draft, gu):
    trial = actions.run_trial(draft, "核对范围", acting_user=gu)
    assert trial.passed, trial.result
    return draft


@pytest.fixture
def submitted(tried, gu, xu):
    return actions.submit(tried, xu, acting_user=gu, on_day=TODAY)


@pytest.fixture
def in_shadow(submitted, xu, chief):
    return actions.approve(
        submitted, submitted.content_hash, "同意", chief, acting_user=xu, on_day=TODAY
    )


@pytest.fixture
def clean_library(office_home):
    """District settings and local rules as before the test."""
    import shutil

    file = office_home.path / "district.yaml"
    before = file.read_text()
    yield
    file.write_text(before)
    shutil.rmtree(office_home.path / placing.LOCAL, ignore_errors=True)


# Persons ----------------------------------------------------------------------------------------


def test_another_persons_draft_does_not_exist(enter, draft, person, xu, chief):
    for other in (person("gu2", "auditor"), xu, chief):
        client = enter(other)
        assert client.get(f"/rules/lab/{draft.pk}/").status_code == 404
        assert draft.title not in client.get("/rules/lab/").content.decode()
    assert (
        enter(person("gu3", "auditor")).post(f"/rules/lab/{draft.pk}/edit/", {}).status_code == 404
    )
    assert enter(xu).post(f"/rules/lab/{draft.pk}/approve/", {}).status_code == 404


def test_only_what_passed_can_be_submitted(draft, gu, xu):
    with pytest.raises(ValidationError, match="还没有通过试运行"):
        actions.submit(draft, xu, acting_user=gu, on_day=TODAY)


def test_the_author_cannot_review(tried, gu, xu, chief, enter):
    accounts.grant_role(gu, "reviewer", starts_on=TODAY, ends_on=TODAY, acting_user=None)
    gu = type(gu).objects.get(pk=gu.pk)
    with pytest.raises(ValidationError, match="另一位"):
        actions.submit(tried, gu, acting_user=gu, on_day=TODAY)
    held = actions.submit(tried, xu, acting_user=gu, on_day=TODAY)
    with pytest.raises(ValidationError, match="不同的人"):
        actions.approve(held, held.content_hash, "", chief, acting_user=gu, on_day=TODAY)
    client = enter(gu)
    client.post(f"/rules/lab/{held.pk}/approve/", {"seen": held.content_hash, "person": chief.pk})
    held.refresh_from_db()
    assert held.state == S.SUBMITTED


def test_approver_and_releaser_differ(submitted, in_shadow, xu, gu):
    for who in (xu, gu):
        with pytest.raises(ValidationError):
            actions.release(in_shadow, in_shadow.content_hash, acting_user=who, on_day=TODAY)
    with pytest.raises(ValidationError):
        actions.approve(submitted, submitted.content_hash, "", gu, acting_user=xu, on_day=TODAY)


def test_a_change_after_approval_voids_it(in_shadow, texts, gu, chief):
    seen = in_shadow.content_hash
    changed = actions.save(in_shadow, {**texts, "why": "另一个理由"}, acting_user=gu)
    assert (changed.state, changed.approved_hash, changed.releaser) == (S.DRAFT, "", None)
    assert Entry.objects.filter(
        action="rulebook.approval_voided", object_id=str(changed.pk)
    ).exists()
    for hash_ in (seen, changed.content_hash):
        with pytest.raises(ValidationError):
            actions.release(changed, hash_, acting_user=chief, on_day=TODAY)


def test_who_saw_an_older_version_approves_nothing(submitted, texts, gu, xu, chief):
    seen = submitted.content_hash
    changed = actions.save(submitted, {**texts, "why": "改过"}, acting_user=gu)
    actions.run_trial(changed, "再试", acting_user=gu)
    again = actions.submit(changed, xu, acting_user=gu, on_day=TODAY)
    with pytest.raises(ValidationError, match="打开之后已变更"):
        actions.approve(again, seen, "", chief, acting_user=xu, on_day=TODAY)


def test_a_change_behind_the_office_is_noticed(in_shadow, chief, enter):
    version = in_shadow.head
    content = version.content.replace("评审报告送达迟缓", "另一条规则名")
    Version.objects.filter(pk=version.pk).update(content=content)
    with pytest.raises(ValidationError, match="与其摘要不符"):
        actions.release(in_shadow, in_shadow.content_hash, acting_user=chief, on_day=TODAY)
    Version.objects.filter(pk=version.pk).update(content_hash=digest(content))
    with pytest.raises(ValidationError, match="与其摘要不符"):
        actions.release(in_shadow, in_shadow.content_hash, acting_user=chief, on_day=TODAY)
    assert "可能被绕过系统改动" in enter(chief).get(f"/rules/lab/{in_shadow.pk}/").content.decode()


def test_a_name_of_the_library_is_taken(gu, texts):
    for name in (RULE, "licence.late", "Procurement.x", "../x.y", "a.b.c"):
        if name == "licence.late":
            name = next(n for n in door.catalog().rules if n.startswith("licence."))
        with pytest.raises(ValidationError):
            actions.begin({**texts, "name": name}, acting_user=gu)


def test_each_step_and_each_trial_is_in_the_trail(in_shadow, gu):
    done = list(
        Entry.objects.filter(kind__startswith="rulebook.")
        .order_by("number")
        .values_list("action", "purpose")
    )
    assert [a for a, _ in done] == [
        "rulebook.version_written", "rulebook.draft_begun", "rulebook.tried", "rulebook.submitted", "rulebook.approved",
    ]  # fmt: skip
    assert ("rulebook.tried", "核对范围") in done
    with pytest.raises(ValidationError, match="事由"):
        actions.run_trial(in_shadow, " ", acting_user=gu)


def test_to_dos_go_to_the_next_person(in_shadow, gu, xu, chief):
    assert Notice.objects.filter(to=xu, done_at__isnull=True, task="rule.review").count() == 0
    assert Notice.objects.filter(to=chief, done_at__isnull=True, task="rule.release").count() == 1


def test_sent_back_with_a_reason(submitted, xu, gu):
    with pytest.raises(ValidationError, match="理由"):
        actions.send_back(submitted, "", acting_user=xu)
    back = actions.send_back(submitted, "条款引用不准", acting_user=xu)
    assert (back.state, back.opinion) == (S.DRAFT, "条款引用不准")
    assert Notice.objects.filter(to=gu, title__contains="已退回").exists()


# Shadow and release -----------------------------------------------------------------------------


def test_a_shadow_rule_disturbs_nobody(in_shadow, office_home):
    before = Finding.objects.count()
    assert shadow.follow(TODAY) == 1
    assert shadow.follow(TODAY) == 0
    run = ShadowRun.objects.get(draft=in_shadow)
    info = office_home.store.info(office_home.store.latest())
    assert run.result["counts"] == info.rules[RULE].verdicts
    assert Finding.objects.count() == before
    assert NAME not in door.catalog().rules


def test_release_writes_the_approved_rule_into_the_library(
    in_shadow, texts, chief, clean_library, office_home
):
    done = actions.release(in_shadow, in_shadow.content_hash, acting_user=chief, on_day=TODAY)
    assert done.state == S.RELEASED
    rule = door.catalog().rules[NAME]
    assert (rule.status, rule.version, rule.sql) == ("stable", 1, texts["sql"])
    from hengjian.district.home import Home
    from hengjian.gate.check import cases_of

    fresh = Home.open(office_home.path)
    assert placing.LOCAL in fresh.settings.libraries
    assert len(cases_of(fresh.catalog, fresh.catalog.rules[NAME])[1]) == 12
    with pytest.raises(ValidationError):
        actions.save(done, {**texts, "why": "x"}, acting_user=done.author)


def test_a_new_version_replaces_and_a_retired_one_runs_no_more(
    in_shadow, texts, gu, xu, chief, clean_library
):
    first = actions.release(in_shadow, in_shadow.content_hash, acting_user=chief, on_day=TODAY)
    second = actions.begin({**texts, "why": "新的理由"}, acting_user=gu)
    actions.run_trial(second, "新版", acting_user=gu)
    second = actions.submit(second, xu, acting_user=gu, on_day=TODAY)
    second = actions.approve(second, second.content_hash, "", chief, acting_user=xu, on_day=TODAY)
    second = actions.release(second, second.content_hash, acting_user=chief, on_day=TODAY)
    first.refresh_from_db()
    assert first.state == S.WITHDRAWN
    assert door.catalog().rules[NAME].version == 2
    with pytest.raises(ValidationError):
        actions.withdraw(second, "不用了", acting_user=gu, on_day=TODAY)
    actions.withdraw(second, "不再适用", acting_user=chief, on_day=TODAY)
    rule = door.catalog().rules[NAME]
    assert (rule.status, rule.retired_because) == ("retired", "不再适用")


def test_a_rule_the_library_refuses_leaves_nothing_behind(in_shadow, clean_library):
    with pytest.raises(ValidationError, match="不接受"):
        placing.put(NAME, {"yaml": "rule: other.name\n", "sql": "select 1", "cases.yaml": ""})
    assert not placing.folder_of(NAME).exists()
    assert NAME not in door.catalog().rules


# Pages ------------------------------------------------------------------------------------------


def _posted(texts, **changes):
    return {**texts, "duties": texts["duties"].split(), **changes}


def test_the_author_writes_tries_and_submits_in_the_browser(enter, gu, xu, texts):
    client = enter(gu)
    assert client.get(f"/rules/lab/new/?like={RULE}").status_code == 200
    answer = client.post("/rules/lab/new/", _posted(texts, do="try", purpose="第一次"), follow=True)
    text = answer.content.decode()
    assert "通过" in text
    assert "第一次" in text
    draft = Draft.objects.get(name=NAME)
    assert answer.context["rows"]
    assert Entry.objects.filter(action="rulebook.rows_read", actor="gu").exists()
    bad = client.post(f"/rules/lab/{draft.pk}/edit/", _posted(texts, do="try", purpose="再试", sql=texts["sql"].replace("package.buyer_id", "package.nobody")), follow=True)  # fmt: skip
    assert "找不到列 nobody" in bad.content.decode()
    assert bad.context["marks_sql"][0]["line"] == 7
    client.post(f"/rules/lab/{draft.pk}/edit/", _posted(texts, do="try", purpose="改回"))
    client.post(f"/rules/lab/{draft.pk}/submit/", {"person": xu.pk})
    draft.refresh_from_db()
    assert (draft.state, draft.reviewer, draft.number) == (S.SUBMITTED, xu, 3)


def test_a_trial_needs_a_purpose_and_keeps_the_text(enter, gu, texts):
    answer = enter(gu).post("/rules/lab/new/", _posted(texts, do="try", purpose="", why="写了很久"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "请写明试运行的事由" in text
    assert "写了很久" in text


def test_the_reviewer_sees_counts_but_no_rows(enter, submitted, xu):
    answer = enter(xu).get(f"/rules/lab/{submitted.pk}/")
    text = answer.content.decode()
    assert answer.context["rows"] is None
    assert submitted.trials.first().result["rows"][0]["cells"][0] not in text
    assert "您的角色只看数量" in text
    assert "评审报告送达迟缓" in text


def test_a_recusal_takes_rows_away(enter, tried, gu):
    client, trial = enter(gu), tried.trials.first()
    unit = trial.result["rows"][0]["unit"]
    before = client.get(f"/rules/lab/{tried.pk}/").context["rows"]
    accounts.declare_recusal(gu, "unit", unit, "配偶在该单位任职", acting_user=gu)
    after = client.get(f"/rules/lab/{tried.pk}/").context["rows"]
    assert len(after) == sum(r["unit"] != unit for r in before) < len(before)


def test_the_difference_shows_what_changed(enter, tried, gu, texts):
    actions.save(tried, {**texts, "why": "新的理由"}, acting_user=gu)
    changes = enter(gu).get(f"/rules/lab/{tried.pk}/").context["changes"]
    assert [c.name for c in changes] == ["why"]
    assert ("+", "新的理由") in changes[0].lines


def test_the_editor_knows_tables_columns_and_parameters(enter, gu, li):
    data = enter(gu).get("/rules/lab/words/").json()
    assert {"name": "contract_id", "title": "合同编号"} in data["tables"]["src.contract"]
    assert any(c["name"] == "due_day" for c in data["tables"]["param.procurement_report_delivery"])
    assert "engine.run" in data["tables"]
    assert enter(li).get("/rules/lab/words/").status_code == 403


def test_the_three_decide_in_the_browser(enter, submitted, xu, chief, clean_library):
    enter(xu).post(
        f"/rules/lab/{submitted.pk}/approve/",
        {"seen": submitted.content_hash, "opinion": "同意", "person": chief.pk},
    )
    client = enter(chief)
    assert submitted.title in client.get("/rules/lab/").content.decode()
    client.post(f"/rules/lab/{submitted.pk}/follow/")
    assert client.get(f"/rules/lab/{submitted.pk}/").context["runs"]
    client.post(f"/rules/lab/{submitted.pk}/release/", {"seen": submitted.content_hash})
    submitted.refresh_from_db()
    assert submitted.state == S.RELEASED
    assert client.get(f"/rules/{NAME}/").status_code == 200
