"""The only writer of frozen reports: one proposes, another freezes exactly what was proposed."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pyarrow.parquet as pq
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.console.models import FrozenReport
from hengjian.office.door import home
from hengjian.office.trail.chain import record
from hengjian.reports import rows_hash


def state_of(run_id: str) -> tuple[dict[str, object], str]:
    """(figures with the hash of their rows, SM3 over all of them) of a run."""
    run = home().store.path(run_id)
    figures = json.loads((run / "figures.json").read_text("utf-8"))
    for name, result in figures.items():
        result["rows_hash"] = rows_hash(pq.read_table(run / "figures" / f"{name}.parquet"))
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, default=str)
    return figures, hashlib.new("sm3", text.encode()).hexdigest()


@transaction.atomic
def propose(run_id: str, *, acting_user: User) -> FrozenReport:
    """Put the figures of a run forward; nothing is frozen yet."""
    if FrozenReport.objects.filter(run_id=run_id).exists():
        raise ValidationError(_("该次运行的报告已提交"))
    info = home().store.info(run_id)
    figures, digest = state_of(run_id)
    report = FrozenReport.objects.create(
        year=info.period, as_of=date.fromisoformat(info.as_of), run_id=run_id, digest=digest,
        figures=figures, proposed_by=acting_user,
    )  # fmt: skip
    record(acting_user, "console.report_proposed", report, detail={"digest": digest})
    return report


@transaction.atomic
def freeze(report: FrozenReport, digest: str, *, acting_user: User) -> FrozenReport:
    """Freeze by a second person; the files on disk must still give the hash the person saw."""
    locked = FrozenReport.objects.select_for_update().get(pk=report.pk)
    if locked.frozen_at is not None:
        raise ValidationError(_("报告已定稿"))
    if acting_user.is_one_of(locked.proposed_by_id):
        raise PermissionDenied(_("不能给自己提交的报告定稿"))
    if digest != locked.digest or state_of(locked.run_id)[1] != locked.digest:
        raise ValidationError(_("数据与提交时不一致，不能定稿"))
    locked.frozen_by, locked.frozen_at = acting_user, timezone.now()
    locked.save()
    record(acting_user, "console.report_frozen", locked, detail={"digest": digest})
    return locked
