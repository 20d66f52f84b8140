"""The public copy of a list: frozen, without anything that is not public, machine-readable, by hash.

The bytes lie with the stored files; a later change of the list makes a new copy and never touches an old one.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.clocks import actions as clocks
from hengjian.office.desk import actions as desk
from hengjian.office.files.actions import keep_made
from hengjian.office.files.models import StoredFile
from hengjian.office.lists import cells
from hengjian.office.lists.content import digest
from hengjian.office.lists.kinds import Kind
from hengjian.office.lists.models import Entry, Publication, Request
from hengjian.office.trail.chain import record


def copy_of(kind: Kind, on_day: date) -> dict[str, Any]:
    """The list as it stood on the day, public columns only, values as people read them."""
    entries = list(Entry.objects.filter(kind=kind.home).on(on_day).order_by("item"))
    units = dict(Unit.objects.values_list("unit_id", "name"))
    columns = {n: c for n, c in kind.public_columns.items() if n in kind.columns}
    titles = [
        kind.spec.columns[kind.key].title,
        *(cells.heading(c) for c in columns.values()),
        _("生效日期"),
    ]
    rows = [
        [e.item, *(cells.shown(c, e.row.get(n), units) for n, c in columns.items()), e.starts_on.isoformat()]
        for e in entries if all(e.row.get(k) == v for k, v in kind.where.items())
    ]  # fmt: skip
    return {"list": kind.kind, "title": kind.title, "on_day": on_day.isoformat(), "columns": titles, "rows": rows}  # fmt: skip


def as_json(copy: dict[str, Any]) -> bytes:
    """The copy as JSON, one row a line."""
    head = json.dumps({k: v for k, v in copy.items() if k != "rows"}, ensure_ascii=False)
    lines = ",\n".join(json.dumps(r, ensure_ascii=False) for r in copy["rows"])
    return f'{head[:-1]}, "rows": [\n{lines}\n]}}\n'.encode()


def as_csv(copy: dict[str, Any]) -> bytes:
    """The copy as CSV that spreadsheets open with the right characters; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(copy["columns"])
    writer.writerows([[f"'{c}" if c[:1] in "=+-@\t" else c for c in row] for row in copy["rows"]])
    return text.getvalue().encode("utf-8-sig")


def counts(kind: Kind, on_day: date) -> dict[str, int]:
    """Entries in force by category, titles instead of codes."""
    units = dict(Unit.objects.values_list("unit_id", "name"))
    column = kind.spec.columns[kind.category]
    found: Counter[str] = Counter()
    for category, row in (
        Entry.objects.filter(kind=kind.home).on(on_day).values_list("category", "row")
    ):
        if all(row.get(k) == v for k, v in kind.where.items()):
            value = row.get(kind.category) if kind.view_of else category
            found[cells.shown(column, value, units) or _("未填")] += 1
    return dict(found.most_common())


@transaction.atomic
def publish(kind: Kind, *, acting_user: User, on_day: date) -> Publication:
    """Freeze the list of today as its next public copy; the requests that waited for it are done."""
    if not kind.public:
        raise ValidationError(_("这份清单不公开"))
    copy = copy_of(kind, on_day)
    if not copy["rows"]:
        raise ValidationError(_("清单中没有现行条目"))
    data = as_json(copy)
    before = Publication.objects.select_for_update().filter(kind=kind.kind).first()
    hashes = digest(data.decode())
    if before is not None and before.sm3 == hashes["sm3"]:
        raise ValidationError(_("清单与第 %(n)s 版相同，不必再公布") % {"n": before.number})
    waiting = list(Request.objects.filter(kind=kind.home, state=Request.State.IN_FORCE))
    made = Publication.objects.create(
        kind=kind.kind, number=before.number + 1 if before else 1, on_day=on_day, rows=len(copy["rows"]),
        counts=counts(kind, on_day), requests=[r.pk for r in waiting], by=acting_user, **hashes,
    )  # fmt: skip
    name = f"{kind.kind}-{made.number}"
    for content, suffix, mime in ((data, "json", "application/json"), (as_csv(copy), "csv", "text/csv")):  # fmt: skip
        keep_made(f"{name}.{suffix}", content, made, purpose="copy", kind=mime, acting_user=acting_user)  # fmt: skip
    record(acting_user, "lists.published", made, detail={"rows": made.rows, "sm3": made.sm3})
    if not kind.view_of:
        _finish(kind, waiting, acting_user, on_day)
    return made


def _finish(kind: Kind, waiting: list[Request], user: User, on_day: date) -> None:
    for request in waiting:
        request.state = Request.State.PUBLISHED
        request.save()
        record(user, "lists.request_published", request)
        clocks.end("list_adjustment", request, on_day=on_day, acting_user=user)
        desk.done(request)
        desk.tell([request.author], _("清单调整已公布：%(t)s") % {"t": request.title}, obj=request, url=request.url)  # fmt: skip
        for entry in Entry.objects.filter(request=request, published_on__isnull=True):
            entry.published_on = on_day
            entry.save()
            record(user, "lists.entry_published", entry)


def file_of(publication: Publication, suffix: str) -> StoredFile | None:
    """The kept bytes of a copy."""
    about = desk.about(publication)
    return StoredFile.objects.filter(
        about=about, purpose="copy", name__endswith=f".{suffix}"
    ).first()


def content_of(publication: Publication) -> dict[str, Any]:
    """The copy read back; raises ValueError where the bytes are not those that were frozen."""
    file = file_of(publication, "json")
    text = file.path.read_text(encoding="utf-8") if file and file.path.exists() else ""
    if digest(text)["sm3"] != publication.sm3:
        raise ValueError("the kept copy is not the one that was published")
    found: dict[str, Any] = json.loads(text)
    return found
