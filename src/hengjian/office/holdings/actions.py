"""The only writer of uploads, promises and data requests; batches are the lake's own."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.identity.tokens import load_key
from hengjian.intake import AlreadyDelivered, Delivery, IntakeError, deliver
from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions as clocks
from hengjian.office.desk import actions as desk
from hengjian.office.door import home
from hengjian.office.findings.models import OPEN_STATUSES, Finding
from hengjian.office.holdings.models import DataRequest, Promise, Upload
from hengjian.office.trail.chain import record

LARGEST = 200 * 1024**2


def check_upload(upload: UploadedFile, *, table: str, acting_user: User) -> Upload:
    """Keep a file and try it without committing; the result says what would happen.

    Raises ValidationError for a size that is not accepted. A file that cannot be read is kept as refused.
    """
    if upload.size is None or upload.size > LARGEST:
        raise ValidationError(
            _("文件超过 %(n)s MB，请用命令行 hengjian intake 或分批报送")
            % {"n": LARGEST // 1024**2}
        )
    with transaction.atomic():
        row = Upload.objects.create(
            unit_id=acting_user.unit_id, by=acting_user, name=Path(upload.name or "file").name[-150:],
            table=table, state=Upload.State.REFUSED,
        )  # fmt: skip
        row.path.parent.mkdir(parents=True, exist_ok=True)
        with row.path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        _try(row)
        row.save()
        record(acting_user, "holdings.upload_checked", row,
               detail={"name": row.name, "sha256": row.sha256, "state": row.state})  # fmt: skip
    return row


def _try(row: Upload) -> None:
    import hashlib

    with row.path.open("rb") as stream:
        row.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        row.result = _result(_deliver(row, dry_run=True))
        row.state = Upload.State.CHECKED if row.result["good"] else Upload.State.REFUSED
    except (IntakeError, AlreadyDelivered) as error:
        row.result = {"error": str(error).replace(str(row.path.parent), "")}
        row.state = Upload.State.REFUSED


def _deliver(row: Upload, *, dry_run: bool) -> Delivery:
    place = home()
    return deliver(
        row.path, lake=place.lake, catalog=place.catalog, key=load_key(place.path / "keys" / "tokens.key"),
        received_at=timezone.localtime(), table=row.table or None, dry_run=dry_run,
    )  # fmt: skip


def _result(delivery: Delivery) -> dict[str, Any]:
    found = asdict(delivery)
    found["faults"] = [[str(v) for v in asdict(f).values()] for f in delivery.faults[:50]]
    return found


@transaction.atomic
def commit_upload(upload: Upload, *, acting_user: User) -> Upload:
    """Commit what was checked. A second click, or the same bytes from elsewhere, commits nothing twice."""
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if row.state != Upload.State.CHECKED:
        raise ValidationError(_("该文件的状态是“%(s)s”，不能入库") % {"s": row.get_state_display()})
    try:
        delivery = _deliver(row, dry_run=False)
    except (IntakeError, AlreadyDelivered) as error:
        raise ValidationError(str(error)) from error
    row.result, row.batch_id = _result(delivery), delivery.batch_id or ""
    row.state = Upload.State.COMMITTED
    row.save()
    record(
        acting_user,
        "holdings.batch_committed",
        row,
        detail={"batch": row.batch_id, "rows": delivery.good},
    )
    return row


@transaction.atomic
def discard_upload(upload: Upload, *, acting_user: User) -> Upload:
    """Give a checked file up; its bytes are removed."""
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if row.state != Upload.State.CHECKED:
        raise ValidationError(_("该文件的状态是“%(s)s”，不能放弃") % {"s": row.get_state_display()})
    row.state = Upload.State.DISCARDED
    row.save()
    shutil.rmtree(row.path.parent, ignore_errors=True)
    record(acting_user, "holdings.upload_discarded", row)
    return row


@transaction.atomic
def withdraw_batch(batch_id: str, reason: str, *, acting_user: User) -> None:
    """Take a batch out of every view; its files stay as evidence."""
    try:
        home().lake.withdraw(batch_id, reason=reason, who=acting_user.username)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    record(
        acting_user, "holdings.batch_withdrawn", purpose=reason[:200], detail={"batch": batch_id}
    )


@transaction.atomic
def promise(source: str, days: int, agreement: str, *, acting_user: User) -> Promise:
    """Set how often a source delivers here."""
    row, _made = Promise.objects.update_or_create(
        source=source, defaults={"days": days, "agreement": agreement, "by": acting_user}
    )
    record(acting_user, "holdings.promise_set", row, detail={"source": source, "days": days})
    return row


def gaps(findings: Any, unit_id: str, rule: str, missing: str) -> Any:
    """The undecidable findings that a request is about."""
    return findings.filter(
        verdict="undecidable", unit_id=unit_id, rule=rule, missing=missing, status__in=OPEN_STATUSES
    ).exclude(engine_state="gone")


@transaction.atomic
def request_data(
    unit_id: str, rule: str, missing: str, text: str, *, acting_user: User, on_day: date
) -> DataRequest:  # fmt: skip
    """Ask a department for the records behind undecidable results; the clock starts."""
    count = gaps(Finding.objects, unit_id, rule, missing).count()
    if not count:
        raise ValidationError(_("没有需要补数的记录"))
    if DataRequest.objects.filter(
        unit_id=unit_id, rule=rule, missing=missing, state="open"
    ).exists():
        raise ValidationError(_("已有一份同样的请求在办"))
    row = DataRequest(unit_id=unit_id, rule=rule, missing=missing, text=text.strip(), asked=count,
                      left=count, by=acting_user, due_day=on_day)  # fmt: skip
    row.save()
    url = reverse("holdings:request", args=[row.pk])
    clock = clocks.start("data_request", row, title=row.text, url=url, started_on=on_day,
                         unit_id=unit_id, acting_user=acting_user)  # fmt: skip
    row.due_day = clock.due_day
    row.save()
    record(acting_user, "holdings.data_requested", row, detail={"records": count})
    desk.tell(desk.holders("holding.upload", unit_id), _("请补报：%(t)s") % {"t": row.text}, obj=row,
              url=url, task="holding.supply", due_day=row.due_day)  # fmt: skip
    return row


@transaction.atomic
def settle(on_day: date) -> int:
    """Close the requests whose gaps a newer run no longer shows; called after each import and by tick."""
    closed = 0
    for row in DataRequest.objects.select_for_update().filter(state=DataRequest.State.OPEN):
        left = gaps(Finding.objects, row.unit_id, row.rule, row.missing).count()
        if left == row.left:
            continue
        row.left = left
        if not left:
            row.state = DataRequest.State.SETTLED
            clocks.end("data_request", row, on_day=on_day, acting_user="clock")
            desk.done(row)
            closed += 1
        row.save()
        record("clock", "holdings.request_updated", row, detail={"left": left})
    return closed
