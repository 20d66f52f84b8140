"""F22-F24: counts of a closed quarter, delivered into the lake like any department's file.

The figures read `discipline_statistic`; nothing else of a clue ever reaches the lake.
"""

from __future__ import annotations

import csv
import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.identity.tokens import load_key
from hengjian.intake import AlreadyDelivered, IntakeError, deliver
from hengjian.office.accounts.models import User
from hengjian.office.clues.models import Clue, Sanction, Transfer
from hengjian.office.clues.terms import terms
from hengjian.office.door import home
from hengjian.office.trail.chain import record

HEAD = ("统计起始日期", "统计截止日期", "统计类型", "分项", "数量")


def quarter(year: int, number: int) -> tuple[date, date]:
    """First and last day of a quarter (1 to 4)."""
    first = date(year, 3 * number - 2, 1)
    after = date(year + number // 4, 3 * number % 12 + 1, 1)
    return first, after - timedelta(days=1)


def counted(first: date, last: date) -> list[tuple[str, str, int]]:
    """(kind, breakdown, number): clues by way, cases by body, persons under the gravest sanction once.

    A person with a party and a government sanction counts once, whatever the number of matters.
    """
    days = (first, last)
    ways = (
        Clue.objects.filter(disposed_on__range=days)
        .order_by()
        .values_list("way")
        .annotate(n=Count("pk"))
    )
    found = [("clues", terms().ways[w], n) for w, n in ways if w in terms().ways]
    filed = (
        Transfer.objects.filter(answered_on__range=days, cases__gt=0).order_by().values_list("body")
    )
    found += [("cases", terms().bodies[b], n) for b, n in filed.annotate(n=Sum("cases"))]
    order = list(terms().sanctions)
    gravest: dict[str, int] = {}
    for key, kind in Sanction.objects.filter(decided_on__range=days).values_list(
        "person_key", "kind"
    ):
        gravest[key] = max(gravest.get(key, 0), order.index(kind))
    persons: dict[str, int] = {}
    for rank in gravest.values():
        title = terms().sanctions[order[rank]]
        persons[title] = persons.get(title, 0) + 1
    return [*found, *(("sanctions", k, n) for k, n in persons.items())]


def deliver_quarter(year: int, number: int, *, acting_user: User) -> str:
    """Deliver the counts of a closed quarter; returns the batch. Raises ValidationError."""
    first, last = quarter(year, number)
    if last >= timezone.localdate():
        raise ValidationError(_("该季度尚未结束"))
    rows = counted(first, last)
    if not rows:
        raise ValidationError(_("该季度没有可统计的数"))
    titles = home().catalog.tables["discipline_statistic"].columns["kind"].codes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"纪检监察反馈统计_{year}Q{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(HEAD)
            writer.writerows((first, last, titles[k], b, n) for k, b, n in rows)
        try:
            delivery = deliver(
                path, lake=home().lake, catalog=home().catalog, table="discipline_statistic",
                key=load_key(home().path / "keys" / "tokens.key"), received_at=timezone.localtime(),
            )  # fmt: skip
        except (IntakeError, AlreadyDelivered) as error:
            raise ValidationError(str(error).replace(folder, "")) from error
    record(acting_user, "clues.counts_delivered", detail={"quarter": f"{year}Q{number}", "batch": delivery.batch_id})  # fmt: skip
    return delivery.batch_id or ""
