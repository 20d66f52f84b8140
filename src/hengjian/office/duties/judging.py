"""The only writer of surveys and assessments: give, appeal, decide, use. No points, no ranking of log-ins."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.desk import actions as desk
from hengjian.office.documents.audience import who_see
from hengjian.office.duties.actions import ChangedMeanwhile, address, needed, not_later
from hengjian.office.duties.models import Assessment, Edition, Result, Use
from hengjian.office.files.actions import attach
from hengjian.office.trail.chain import canonical, record

S = Assessment.State
DOCUMENT = "document"


@transaction.atomic
def publish_survey(
    data: Mapping[str, Any], text: str, document: UploadedFile | None, *, own: str, acting_user: User
) -> Edition:  # fmt: skip
    """An external figure: the published document is kept with it, the results as they stand there."""
    if document is None:
        raise ValidationError(_("外部数据须附公布文件"))
    rows = read_results(text)
    if sum(r["place"] == own.strip() for r in rows) != 1:
        raise ValidationError(_("结果中没有本区“%(o)s”这一行") % {"o": own.strip()})
    digest = hashlib.new("sm3", canonical({"rows": rows}).encode()).hexdigest()
    made = Edition.objects.create(digest=digest, made_by=acting_user, **data)
    Result.objects.bulk_create(
        [Result(edition=made, is_own=r["place"] == own.strip(), **r) for r in rows]
    )
    attach(document, made, purpose=DOCUMENT, acting_user=acting_user)
    record(acting_user, "duties.survey_published", made, detail={"places": len(rows)})
    return made


def read_results(text: str) -> list[dict[str, Any]]:
    """Lines of place, score, rank (tab or comma); score or rank may be empty, not both."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    mark = "\t" if lines and "\t" in lines[0] else ","
    found = []
    for number, cells in enumerate(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark), 1):
        place, score, rank = ([c.strip() for c in cells] + ["", ""])[:3]
        if number == 1 and not any(c.isdigit() for c in score + rank):
            continue  # the header
        try:
            row = {
                "place": needed(place, "").strip()[:60],
                "score": Decimal(score) if score else None,
                "rank": int(rank) if rank else None,
            }
        except (InvalidOperation, ValueError, ValidationError) as error:
            raise ValidationError(_("第 %(n)s 行读不懂：%(t)s") % {"n": number, "t": ",".join(cells)}) from error  # fmt: skip
        if row["score"] is None and row["rank"] is None:
            raise ValidationError(_("第 %(n)s 行没有得分也没有名次") % {"n": number})
        found.append(row)
    if len({r["place"] for r in found}) != len(found) or len(found) < 2:
        raise ValidationError(_("至少两个地区，且不能重复"))
    return found


@transaction.atomic
def assess(unit: Unit, data: Mapping[str, Any], *, acting_user: User, on_day: date) -> Assessment:
    """Two grades with reasons: business is never assessed alone (同考核)."""
    if data["use_due_day"] <= on_day:
        raise ValidationError(_("结果运用期限必须在今天之后"))
    needed(data["reasons"], _("请写明理由"))
    if Assessment.objects.filter(unit=unit, year=data["year"]).exists():
        raise ValidationError(_("该单位该年度已有考核"))
    made = Assessment.objects.create(unit=unit, made_by=acting_user, decided_on=on_day, **data)
    record(acting_user, "duties.assessed", made, detail={"integrity": made.integrity_grade})
    _tell(desk.holders("duty.fill", unit.pk), _("考核结果已告知，可以申诉"), made)
    return made


def _tell(people: Sequence[User], words: str, about: Assessment, task: str = "") -> None:
    desk.tell(who_see(people, about), words, obj=about, url=address(about), task=task, due_day=about.use_due_day)  # fmt: skip


def _locked(about: Assessment, revision: int | None, *states: str) -> Assessment:
    found = Assessment.objects.select_for_update(of=("self",)).get(pk=about.pk)
    if revision is not None and found.revision != revision:
        raise ChangedMeanwhile(_("该考核已被他人处理，请查看后再决定"))
    if states and found.state not in states:
        raise ValidationError(_("状态“%(s)s”的考核不能这样处理") % {"s": found.get_state_display()})
    found.revision += 1
    return found


@transaction.atomic
def appeal(
    about: Assessment, text: str, *, acting_user: User, revision: int | None, on_day: date
) -> Assessment:
    """The unit disagrees; another person than the assessor will decide."""
    found = _locked(about, revision, S.GIVEN)
    found.appeal, found.appealed_by, found.appealed_on = needed(text, _("请写明申诉理由")), acting_user, on_day  # fmt: skip
    found.state = S.APPEALED
    found.save()
    record(acting_user, "duties.appealed", found)
    others = [p for p in desk.holders("duty.assess") if p.pk != found.made_by_id]
    _tell(others, _("请决定考核申诉"), found, "duties.decide")
    return found


@transaction.atomic
def decide_appeal(
    about: Assessment, data: Mapping[str, Any], *, acting_user: User, revision: int | None, on_day: date
) -> Assessment:  # fmt: skip
    """Uphold, or change the grades; not by the assessor, nor for the assessor."""
    found = _locked(about, revision, S.APPEALED)
    if acting_user.is_one_of(found.made_by_id, found.appealed_by_id):
        raise PermissionDenied(_("申诉须由考核人和申诉人以外的人决定"))
    found.decision = needed(data["decision"], _("请写明决定理由"))
    found.decided_by, found.appeal_decided_on = acting_user, on_day
    before = (found.business_grade, found.integrity_grade)
    found.business_grade = data["business_grade"] or found.business_grade
    found.integrity_grade = data["integrity_grade"] or found.integrity_grade
    found.state = S.UPHELD if before == (found.business_grade, found.integrity_grade) else S.CHANGED
    found.save()
    record(acting_user, "duties.appeal_decided", found, detail={"before": list(before), "state": found.state})  # fmt: skip
    desk.done(found, "duties.decide")
    _tell(desk.holders("duty.fill", found.unit_id), _("考核申诉已决定"), found)
    return found


@transaction.atomic
def use(
    about: Assessment, kind: str, used_on: date, text: str, *, acting_user: User, on_day: date
) -> Use:
    """What the result was used for; not while an appeal waits."""
    found = _locked(about, None, S.GIVEN, S.UPHELD, S.CHANGED)
    not_later(used_on, on_day)
    if used_on < found.decided_on:
        raise ValidationError(_("运用日期早于考核决定"))
    made = Use.objects.create(assessment=found, kind=kind, used_on=used_on, text=needed(text, _("请写明内容")), by=acting_user)  # fmt: skip
    record(acting_user, "duties.used", made, unit=found.unit_id, detail={"kind": kind})
    return made
