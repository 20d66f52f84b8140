"""Rules below their floor fall back to trial by themselves; two persons bring them back."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import msgspec
import pytest

from hengjian.office import door
from hengjian.office.clocks.models import DailyRun
from hengjian.office.clocks.tick import tick
from hengjian.office.desk.models import Notice
from hengjian.office.findings import actions, falling
from hengjian.office.findings.budget import work
from hengjian.office.findings.importing import import_run
from hengjian.office.findings.models import Fall, Finding
from hengjian.office.findings.today import today
from hengjian.office.trail.checking import check_all
from hengjian.office.trail.models import Entry

DAY = date(2026, 1, 5)
#: Judgements of one rule that the first test makes, two and a half times the least that counts.
NEEDED = 48


@pytest.fixture
def rule(db):
    """A hard rule with many open findings."""
    rules = door.catalog().rules
    open_ = Finding.objects.filter(level="hard", verdict="flagged", status="open")
    names = Counter(f for f in open_.values_list("rule", flat=True) if rules[f].status == "stable")
    name, count = names.most_common(1)[0]
    assert count >= NEEDED
    yield name
    door.change_settings(lambda data: data.pop("lowered", None))


@pytest.fixture
def judged(rule, zhang):
    """judged(good, bad): that many of the rule's findings confirmed and rejected."""

    def judge(good, bad):
        rows = Finding.objects.filter(rule=rule, status="open", label=None).order_by("pk")
        for n, finding in enumerate(rows[: good + bad]):
            if n < good:
                actions.confirm(finding, acting_user=zhang)
            else:
                actions.reject(finding, "不成立", acting_user=zhang, revision=None, on_day=DAY)

    return judge


@pytest.fixture
def gu(person):
    return person("gu", "auditor")


def _hash(rule):
    return falling.rule_hash(door.catalog().rules[rule])


def test_a_rule_at_its_floor_stays_and_below_it_falls(rule, judged, chief, gu, zhang, monkeypatch):
    least = work().precision.least
    judged(0, least - 1)
    assert falling.judge(DAY) == 0  # one judgement too few
    judged(least - 1, 0)
    assert falling.judge(DAY) == 0  # low, but by chance it may be good enough
    judged(0, least // 2)
    values = dict(Finding.objects.filter(rule=rule, level="hard").values_list("pk", "value"))
    tick(DAY)
    fall = Fall.objects.get()
    assert (fall.rule, fall.level, fall.content_hash) == (rule, "hard", _hash(rule))
    assert set(Finding.objects.filter(rule=rule).values_list("level", flat=True)) == {"hint"}
    now = dict(Finding.objects.filter(rule=rule).values_list("pk", "value"))
    assert all(now[pk] == value // 10 for pk, value in values.items())
    assert door.catalog().rules[rule].status == "trial"  # runs and reports take it for a hint
    for who in (chief, gu, zhang):
        assert Notice.objects.filter(to=who, once=f"fall:{fall.pk}:{who.pk}").count() == 1
    assert Entry.objects.get(action="findings.rule_fell").actor == "clock"
    DailyRun.objects.all().delete()
    tick(DAY)  # once is enough
    assert Notice.objects.filter(once__startswith="fall:").count() == Notice.objects.filter(
        about__startswith="findings.fall:").count()  # fmt: skip
    assert Fall.objects.count() == 1
    import_run()  # the last run still calls them hard; the office knows better
    assert set(Finding.objects.filter(rule=rule).values_list("level", flat=True)) == {"hint"}


def test_a_fallen_rule_disturbs_nobody_by_lists(rule, judged, chief, zhang, enter):
    judged(2, work().precision.least)
    assert falling.judge(DAY) == 1
    assert rule not in {f.rule for f in today(chief, DAY).offered}
    picked = Finding.objects.filter(rule=rule, status="open")[:2]
    client = enter(zhang)
    answer = client.post("/findings/bulk/", {
        "act": "ask", "text": "请说明", "pick": [f"{f.pk}:{f.revision}" for f in picked]}, follow=True)  # fmt: skip
    assert "请逐条核实" in answer.content.decode()
    assert not Finding.objects.filter(pk__in=[f.pk for f in picked], status="asked").exists()
    page = client.get(f"/findings/{picked[0].pk}/").content.decode()
    assert "现只作提示" in page
    actions.ask(picked[0], "请说明", acting_user=zhang, revision=None, on_day=DAY)  # one by one


def test_two_persons_restore_exactly_what_was_mended(rule, judged, gu, chief, person, enter, monkeypatch):  # fmt: skip
    judged(2, work().precision.least)
    falling.judge(DAY)
    author, approver = enter(gu), enter(chief)
    page = author.get(f"/rules/{rule}/").content.decode()
    assert "准确率低于下限" in page
    assert "提出恢复" in page
    assert "precision-data" in page
    assert "已降级" in author.get("/rules/").content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]

    def mend(client, **given):
        data = {"seen": seen, "reason": "改正了条件", **given}
        return client.post(f"/rules/{rule}/mend/", data, follow=True).content.decode()

    assert "规则内容没有变化" in mend(author)
    _change(rule, monkeypatch)
    assert "已变更" in mend(author)
    seen = _hash(rule)
    assert "改正了什么" in mend(author, reason=" ")
    assert "已提出恢复" in mend(author)
    assert approver.post(f"/rules/{rule}/mend/", {"seen": seen, "reason": "x"}).status_code == 403
    assert author.post(f"/rules/{rule}/restore/", {"seen": seen}).status_code == 403
    _both_roles_and_stand_in(rule, seen, gu, person)
    _change(rule, monkeypatch, "又改了")
    stale = approver.post(f"/rules/{rule}/restore/", {"seen": seen}, follow=True)
    assert "已变更" in stale.content.decode()
    assert Fall.objects.get().restored_at is None
    seen = _hash(rule)
    unproposed = approver.post(f"/rules/{rule}/restore/", {"seen": seen}, follow=True)
    assert "还没有人就现在的内容提出恢复" in unproposed.content.decode()
    mend(author)
    assert "批准恢复" in approver.get(f"/rules/{rule}/").content.decode()
    done = approver.post(f"/rules/{rule}/restore/", {"seen": seen}, follow=True)
    assert "规则已恢复" in done.content.decode()
    assert Fall.objects.get().restored_by == chief
    assert rule not in door.home().settings.lowered
    assert falling.judge(DAY) == 0  # old judgements do not count against the mended rule
    assert not [w for w in check_all(acting_user="test").problem.splitlines() if "fall" in w]


def _change(rule, monkeypatch, note="改正后的说明"):
    rules = door.catalog().rules
    monkeypatch.setitem(rules, rule, msgspec.structs.replace(rules[rule], note=note))


def _both_roles_and_stand_in(rule, seen, gu, person):
    """Neither a second role nor a delegation makes the author a second person."""
    from django.core.exceptions import ValidationError

    from hengjian.office.accounts.models import Grant, User

    deputy = person("deputy", "reviewer")
    lent = Grant.objects.create(user=deputy, role="auditor", starts_on=date.today(),
                                ends_on=date.today(), on_behalf_of=gu)  # fmt: skip
    own = Grant.objects.create(user=gu, role="reviewer", starts_on=date.today(), ends_on=date.today())  # fmt: skip
    for who in (deputy, gu):
        with pytest.raises(ValidationError, match="提出人以外的人"):
            falling.restore(door.catalog().rules[rule], seen, acting_user=User.objects.get(pk=who.pk))  # fmt: skip
    lent.delete(), own.delete()
