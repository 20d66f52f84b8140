"""Tolerance (容错): a department applies, a second person decides. The only writer of `Leniency`."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.desk import actions as desk
from hengjian.office.findings.actions import STEPS, address, close, unchanged
from hengjian.office.findings.models import Finding, Leniency
from hengjian.office.trail.chain import record


@transaction.atomic
def apply_leniency(
    finding: Finding, ground: str, *, acting_user: User, revision: int | None = None
) -> Leniency:
    """A department asks for tolerance (容错); one open application at a time."""
    if not ground.strip():
        raise ValidationError(_("请写明容错理由"))
    finding = unchanged(finding, revision)
    if finding.status not in STEPS[Finding.Status.LENIENT]:
        raise ValidationError(_("只有已答复或整改中的疑点可以申请容错"))
    if finding.leniencies.filter(state=Leniency.State.APPLIED).exists():
        raise ValidationError(_("已有一份申请在办"))
    leniency = Leniency.objects.create(
        finding=finding, ground=ground.strip(), applied_by=acting_user
    )
    record(acting_user, "findings.leniency_applied", leniency, unit=finding.unit_id or "")
    desk.tell(desk.holders("finding.leniency"), _("容错申请：%(t)s") % {"t": finding.sentence},
              obj=finding, url=address(finding), task="finding.leniency")  # fmt: skip
    return leniency


@transaction.atomic
def decide_leniency(
    leniency: Leniency, granted: bool, decision: str, *, acting_user: User, on_day: date,
    revision: int | None = None,
) -> Leniency:  # fmt: skip
    """Grant or refuse; never by the person who applied."""
    locked = Leniency.objects.select_for_update().get(pk=leniency.pk)
    unchanged(locked.finding, revision)
    if acting_user.is_one_of(locked.applied_by_id):
        raise PermissionDenied(_("不能审批自己的申请"))
    if locked.state != Leniency.State.APPLIED:
        raise ValidationError(_("该申请已有决定"))
    if not decision.strip():
        raise ValidationError(_("请写明决定理由"))
    locked.state = Leniency.State.GRANTED if granted else Leniency.State.REFUSED
    locked.decided_by, locked.decided_at, locked.decision = (
        acting_user,
        timezone.now(),
        decision.strip(),
    )
    locked.save()
    record(acting_user, "findings.leniency_decided", locked, unit=locked.finding.unit_id or "")
    desk.done(locked.finding, "finding.leniency")
    if granted:
        close(
            locked.finding, Finding.Status.LENIENT, "lenient", decision, acting_user, None, on_day
        )
    desk.tell([locked.applied_by], _("容错申请：%(s)s") % {"s": locked.get_state_display()},
              obj=locked.finding, url=address(locked.finding))  # fmt: skip
    return locked
