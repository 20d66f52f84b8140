"""举一反三: what one finding says about the other units. The only writer of sweeps."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.desk.actions import about
from hengjian.office.documents import actions as documents
from hengjian.office.documents.kinds import kinds_about
from hengjian.office.documents.models import Document
from hengjian.office.documents.wording import first_draft, values_of
from hengjian.office.door import catalog, latest_run
from hengjian.office.findings import actions as findings
from hengjian.office.findings.falling import refuse_many
from hengjian.office.findings.models import Finding
from hengjian.office.rectification.models import Sweep, SweepRow
from hengjian.office.trail.chain import record

#: In the current run: not gone. Judged or not, all of them belong to the picture.
CURRENT = ("new", "open", "reopened")
MOST, MOST_ASKED = 5000, 200
#: States in which a department can still be asked.
ASKABLE = findings.STEPS[Finding.Status.ASKED]


def address(sweep: Sweep) -> str:
    """The page of a sweep."""
    return reverse("rectification:sweep", args=[sweep.pk])


def same_rule(user: User, rule: str, except_unit: str | None) -> QuerySet[Finding]:
    """Flagged findings of the rule in the other units, as far as the person sees them."""
    rows = Finding.objects.visible_to(user, "rectification.sweep").filter(
        rule=rule, verdict="flagged", engine_state__in=CURRENT, unit__isnull=False
    )
    return rows.exclude(unit_id=except_unit) if except_unit else rows


@transaction.atomic
def make(rule: str, source: models.Model, url: str, *, except_unit: str | None, acting_user: User) -> Sweep:  # fmt: skip
    """Keep the list as it is now: who swept, on which day, over which run."""
    rows = list(
        same_rule(acting_user, rule, except_unit).order_by("unit_id", "-value", "finding_id")[:MOST]
        .values_list("finding_id", "unit_id", "status")
    )  # fmt: skip
    text = "\n".join("|".join(row) for row in sorted(rows))
    sweep = Sweep.objects.create(
        rule=rule, field=rule.split(".")[0], source=about(source), source_url=url,
        except_unit_id=except_unit, run_id=latest_run() or "", made_by=acting_user,
        found=len(rows), units=len({unit for _pk, unit, _status in rows}),
        digest=hashlib.new("sm3", text.encode()).hexdigest(),
    )  # fmt: skip
    SweepRow.objects.bulk_create(
        [SweepRow(sweep=sweep, finding_id=pk, status=status) for pk, _unit, status in rows],
        batch_size=500,
    )
    record(acting_user, "rectification.swept", sweep, detail={"rule": rule, "found": len(rows)})
    return sweep


@dataclass
class UnitRows:
    """What a sweep found in one unit, as it stands now."""

    unit: Unit
    rows: list[SweepRow] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(status in words, how many)."""
        labels = dict(Finding.Status.choices)
        found = Counter(row.finding.status for row in self.rows)
        return [(str(labels[s]), n) for s, n in found.most_common()]

    @property
    def askable(self) -> int:
        """How many can be asked now."""
        return sum(row.finding.status in ASKABLE for row in self.rows)


def by_unit(sweep: Sweep, user: User) -> list[UnitRows]:
    """The rows the person may see, unit by unit, the most first."""
    seen = Finding.objects.visible_to(user).values("pk")
    groups: dict[str, UnitRows] = {}
    rows = sweep.rows.filter(finding__in=seen).select_related("finding", "finding__unit")
    for row in rows.order_by("-finding__value", "finding_id"):
        unit = row.finding.unit
        if unit is not None:
            groups.setdefault(unit.pk, UnitRows(unit)).rows.append(row)
    return sorted(groups.values(), key=lambda g: (-len(g.rows), g.unit.pk))


@dataclass(frozen=True)
class Asked:
    """Who was asked, and why not the others."""

    done: int
    refused: list[str]


def ask_all(
    sweep: Sweep, chosen: Iterable[str], text: str, *, acting_user: User, on_day: date
) -> Asked:
    """Ask about the chosen findings, each in its own transaction; those that cannot be are named."""
    if not text.strip():
        raise ValidationError(_("请写明要部门说明什么"))
    wanted = sorted(set(chosen))
    if not wanted or len(wanted) > MOST_ASKED:
        raise ValidationError(_("请选择 1 至 %(n)s 条疑点") % {"n": MOST_ASKED})
    seen = Finding.objects.visible_to(acting_user, "finding.ask").values("pk")
    rows = sweep.rows.filter(finding_id__in=wanted, finding__in=seen)
    done, refused = 0, []
    for row in rows.select_related("finding").order_by("finding_id"):
        try:
            _ask(row, text, acting_user, on_day)
            done += 1
        except ValidationError as error:
            refused.append(f"{row.finding_id}：{' '.join(error.messages)}")
    missing = len(wanted) - done - len(refused)
    if missing:
        refused.append(_("%(n)s 条不在本次清单中") % {"n": missing})
    record(acting_user, "rectification.sweep_asked", sweep, detail={"asked": done})
    return Asked(done, refused)


@transaction.atomic
def _ask(row: SweepRow, text: str, user: User, on_day: date) -> None:
    refuse_many(row.finding.rule)
    findings.ask(row.finding, text, acting_user=user, revision=row.finding.revision, on_day=on_day)
    row.asked_by, row.asked_at = user, timezone.now()
    row.save(update_fields=["asked_by", "asked_at"])


@transaction.atomic
def draft_notices(
    sweep: Sweep, kind: str, unit_ids: Iterable[str], *, acting_user: User
) -> list[Document]:
    """One draft for each chosen unit about what the sweep found there; a second person signs them."""
    if kind not in kinds_about("sweep"):
        raise ValidationError(_("没有这种文书"))
    wanted = set(unit_ids)
    groups = [g for g in by_unit(sweep, acting_user) if g.unit.pk in wanted]
    if not groups:
        raise ValidationError(_("请选择单位"))
    made = []
    for group in groups:
        rows = [row.finding for row in group.rows]
        words = first_draft(kind, values_of(rows), group.unit)
        made.append(documents.draft(
            kind, title=words.title, to_name=words.to_name, body=words.body, acting_user=acting_user,
            unit=group.unit, about=sweep, url=address(sweep), field=sweep.field,
        ))  # fmt: skip
    record(acting_user, "rectification.notices_drafted", sweep, detail={"documents": len(made)})
    return made


def rule_title(rule: str) -> str:
    """The rule's title, or its name where it left the library."""
    found = catalog().rules.get(rule)
    return found.title if found else rule
