"""Rules that fall back to trial when too few of their findings hold. The only writer of `Fall`.

Labels count for the version they were given to, and only since the last restoration. A rule that fell is
on trial until two persons bring it back: one says what was mended, another approves exactly that.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import structs

from hengjian.catalog.models import Rule
from hengjian.office import door
from hengjian.office.accounts.models import User
from hengjian.office.desk import actions as desk
from hengjian.office.findings.budget import work
from hengjian.office.findings.models import Fall, Finding, Label
from hengjian.office.findings.worth import SEVERITY
from hengjian.office.trail.chain import record

#: Who answers for a rule: who writes rules, who reviews them, who judges their findings.
RESPONSIBLE = ("rule.write", "rule.review", "finding.judge")


def rule_hash(rule: Rule) -> str:
    """SM3 of all that a rule says, its parameters included; its status does not count."""
    parameters = door.catalog().parameters
    parts = [structs.replace(rule, status="stable"), *(parameters[p] for p in rule.parameters)]
    return hashlib.new("sm3", b"\n".join(msgspec.json.encode(p) for p in parts)).hexdigest()


def open_falls() -> QuerySet[Fall]:
    """Falls that nobody has undone."""
    return Fall.objects.filter(restored_at=None)


def fallen() -> frozenset[str]:
    """The rules on trial by their own record."""
    return frozenset(open_falls().values_list("rule", flat=True))


def counted(rule: Rule) -> QuerySet[Label]:
    """The labels that speak about the rule as it is now."""
    labels = Label.objects.filter(rule=rule.rule, version=rule.version)
    last = Fall.objects.filter(rule=rule.rule).exclude(restored_at=None).order_by("pk").last()
    return labels.filter(at__gt=last.restored_at) if last and last.restored_at else labels


def judge(on_day: date) -> int:
    """Let fall what is below its floor; returns how many rules fell. Daily work of the tick."""
    least = work().precision.least
    suspects: dict[str, list[int]] = defaultdict(list)
    rows = Label.objects.values("rule", "version").annotate(n=Count("pk")).filter(n__gte=least)
    for row in rows:
        suspects[row["rule"]].append(row["version"])
    rules, known = door.catalog().rules, fallen()
    count = 0
    for name, versions in sorted(suspects.items()):
        rule = rules.get(name)
        if rule and rule.status == "stable" and rule.version in versions and name not in known:
            count += _fall(rule, on_day)
    _settle()
    return count


def _fall(rule: Rule, on_day: date) -> bool:
    """Whether the rule is below its floor; then it falls: row, findings, trail, one notice each."""
    of = counted(rule).aggregate(judged=Count("pk"), good=Count("pk", filter=Q(confirmed=True)))
    precision = work().precision
    if not precision.too_low(rule.level, of["good"], of["judged"]):
        return False
    with transaction.atomic():
        fall, made = Fall.objects.get_or_create(
            rule=rule.rule, restored_at=None,
            defaults={"content_hash": rule_hash(rule), "level": rule.level, "confirmed": of["good"],
                      "judged": of["judged"], "floor": precision.floor[rule.level], "fell_on": on_day},
        )  # fmt: skip
        if not made:
            return False
        lowered = _lower(rule.rule)
        record("clock", "findings.rule_fell", fall, detail={
            "rule": rule.rule, "hash": fall.content_hash, "confirmed": fall.confirmed,
            "judged": fall.judged, "floor": fall.floor, "findings": lowered,
        })  # fmt: skip
        people = [p for permission in RESPONSIBLE for p in desk.holders(permission)]
        desk.tell(people, _("规则准确率低于下限，已自动降为试用：%(t)s") % {"t": rule.title}, obj=fall,
                  url=address(rule.rule), once=f"fall:{fall.pk}")  # fmt: skip
    return True


def _lower(rule: str) -> int:
    """The rule's findings count as hints from now on; the next run says so too."""
    ranks = [When(level=k, then=F("value") * SEVERITY["hint"] / v) for k, v in SEVERITY.items()]
    return (
        Finding.objects.filter(rule=rule).exclude(level="hint")
        .update(value=Case(*ranks, default=Value(0), output_field=IntegerField()), level="hint")
    )  # fmt: skip


def _settle() -> None:
    """Say in district.yaml which rules are on trial, so that runs and reports know; nothing if it says so."""
    wanted = sorted(fallen())
    if wanted == sorted(door.home().settings.lowered):
        return

    def change(data: dict[str, Any]) -> None:
        data["lowered"] = wanted

    door.change_settings(change)


def address(rule: str) -> str:
    """The page of a rule."""
    return reverse("rulebook:rule", args=[rule])


def refuse_many(rule: str) -> None:
    """A rule on trial by its own record disturbs nobody by lists; raises ValidationError."""
    if open_falls().filter(rule=rule).exists():
        raise ValidationError(_("该规则准确率低于下限，只作提示；请逐条核实后在疑点页单独问询"))


@transaction.atomic
def mend(rule: Rule, seen: str, reason: str, *, acting_user: User) -> Fall:
    """Propose to bring the rule back as it is now: it was changed, or wrong judgements were corrected."""
    fall = _open(rule, seen)
    if not acting_user.may("rule.write"):
        raise ValidationError(_("您没有起草规则的权限"))
    if not reason.strip():
        raise ValidationError(_("请写明改正了什么"))
    if seen == fall.content_hash and _still_low(rule):
        raise ValidationError(_("规则内容没有变化，标注也没有更正，不能恢复"))
    fall.mended_hash, fall.reason = seen, reason.strip()[:300]
    fall.mended_by, fall.mended_at = acting_user, timezone.now()
    fall.save()
    record(
        acting_user, "findings.rule_mended", fall, purpose=fall.reason[:200], detail={"hash": seen}
    )
    desk.done(fall)
    others = [p for p in desk.holders("rule.review") if not p.is_one_of(acting_user.pk)]
    desk.tell(others, _("待审核：恢复规则“%(t)s”") % {"t": rule.title}, obj=fall, url=address(rule.rule),
              task="rule.review")  # fmt: skip
    return fall


def _still_low(rule: Rule) -> bool:
    of = counted(rule).aggregate(judged=Count("pk"), good=Count("pk", filter=Q(confirmed=True)))
    return work().precision.too_low(rule.level, of["good"], of["judged"])


@transaction.atomic
def restore(rule: Rule, seen: str, *, acting_user: User) -> Fall:
    """A second person brings back exactly what was proposed; the next run finds with its full level."""
    fall = _open(rule, seen)
    if not acting_user.may("rule.review"):
        raise ValidationError(_("您没有审核规则的权限"))
    if fall.mended_by_id is None or fall.mended_hash != seen:
        raise ValidationError(_("还没有人就现在的内容提出恢复"))
    if acting_user.is_one_of(fall.mended_by_id):
        raise ValidationError(_("恢复须由提出人以外的人批准"))
    fall.restored_by, fall.restored_at = acting_user, timezone.now()
    fall.save()
    record(acting_user, "findings.rule_restored", fall, detail={"rule": rule.rule, "hash": seen})
    desk.done(fall)
    people = [p for permission in RESPONSIBLE for p in desk.holders(permission)]
    desk.tell(people, _("规则已恢复，下次运行起生效：%(t)s") % {"t": rule.title}, obj=fall,
              url=address(rule.rule), once=f"restored:{fall.pk}")  # fmt: skip
    _settle()
    return fall


def _open(rule: Rule, seen: str) -> Fall:
    """The open fall of the rule, locked; the rule still as the person saw it."""
    fall = (
        Fall.objects.select_for_update(of=("self",))
        .filter(rule=rule.rule, restored_at=None)
        .first()
    )
    if fall is None:
        raise ValidationError(_("该规则没有降级，或已恢复"))
    if seen != rule_hash(rule):
        raise ValidationError(_("规则内容在您打开之后已变更，请重新查看"))
    return fall
