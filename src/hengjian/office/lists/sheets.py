"""Excel in and out. A workbook is read by the intake itself, in a lake of its own that is thrown away:
the same checks as any delivery, and nothing of it reaches the district's lake or the list.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import astuple
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.identity.tokens import load_key
from hengjian.intake import Delivery, IntakeError, deliver
from hengjian.lake import Lake
from hengjian.office.accounts.models import User
from hengjian.office.door import home
from hengjian.office.lists import cells
from hengjian.office.lists.actions import own_units
from hengjian.office.lists.content import line
from hengjian.office.lists.kinds import Kind
from hengjian.office.lists.models import Entry, Workbook
from hengjian.office.trail.chain import record

LARGEST = 20 * 1024**2


def check_workbook(kind: Kind, upload: UploadedFile, *, whole: bool, acting_user: User) -> Workbook:
    """Hold a workbook against the list of today. `whole`: entries that it lacks are to be cancelled.

    Raises ValidationError when it cannot be read at all; faulty rows are told in the result.
    """
    if upload.size is None or upload.size > LARGEST:
        raise ValidationError(_("文件超过 %(n)s MB") % {"n": LARGEST // 1024**2})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name or "file").name[-150:]
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        try:
            rows, delivery = _rows(kind, path)
        except IntakeError as error:
            raise ValidationError(str(error).replace(folder, "")) from error
    lines, notes, same = _lines(kind, rows, own_units(acting_user), whole)
    faults = [[str(v) for v in astuple(f)] for f in delivery.faults[:50]]
    with transaction.atomic():
        book = Workbook.objects.create(
            kind=kind.kind, name=path.name, unit_id=acting_user.unit_id, by=acting_user, sha256=digest, lines=lines,
            result={"good": sum(delivery.good.values()), "bad": sum(delivery.bad.values()), "same": same,
                    "faults": faults, "warnings": [*delivery.warnings[:20], *notes]},
        )  # fmt: skip
        record(acting_user, "lists.workbook_checked", book, detail={"sha256": digest, "lines": len(lines)})  # fmt: skip
    return book


def _rows(kind: Kind, path: Path) -> tuple[list[dict[str, Any]], Delivery]:
    """The good rows as the lake would hold them."""
    place = home()
    with tempfile.TemporaryDirectory() as folder:
        lake, backend = Lake(Path(folder)), DuckDBBackend()
        try:
            done = deliver(path, lake=lake, catalog=place.catalog, table=kind.table, received_at=timezone.localtime(),
                           key=load_key(place.path / "keys" / "tokens.key"))  # fmt: skip
            lake.attach(backend, [kind.spec], None)
            found: list[dict[str, Any]] = backend.relation("src", kind.table).to_arrow_table().to_pylist()  # fmt: skip
            if done.quarantine:
                shutil.rmtree(Path(done.quarantine).parent, ignore_errors=True)
        finally:
            backend.close()
    return found, done


def _lines(
    kind: Kind, rows: list[dict[str, Any]], units: set[str], whole: bool
) -> tuple[list[dict[str, Any]], list[str], int]:
    """(lines of a request, notes, entries that are as in the list)."""
    now = {e.item: e for e in Entry.objects.filter(kind=kind.kind, unit_id__in=units, ends_on__isnull=True)}  # fmt: skip
    used = set(Entry.objects.filter(kind=kind.kind).values_list("item", flat=True))
    lines: list[dict[str, Any]] = []
    notes: list[str] = []
    same, seen = 0, set[str]()
    for raw in rows:
        item = str(raw[kind.key])
        row = {n: cells.plain(raw[n]) for n in kind.columns if cells.plain(raw.get(n)) is not None}
        seen.add(item)
        if str(row.get(kind.unit)) not in units:
            notes.append(_("%(i)s 不是本单位的条目，未采用") % {"i": item})
        elif raw.get(kind.ends) is not None:
            if item in now and now[item].ends_on is None:
                lines.append(line("cancel", item, base=now[item].pk))
        elif item not in now:
            if item in used:
                notes.append(_("编码 %(i)s 已用过，未采用") % {"i": item})
            else:
                lines.append(line("add", item, row=row))
        elif now[item].row == row:
            same += 1
        else:
            lines.append(line("change", item, row=row, base=now[item].pk))
    if whole:
        lines += [line("cancel", i, base=e.pk, reason=_("文件中没有此条目")) for i, e in now.items() if i not in seen]  # fmt: skip
    return lines, notes[:50], same


def exported(kind: Kind, entries: Any) -> tuple[list[str], list[list[Any]]]:
    """Titles and rows of the table's own Excel form: what was exported can be imported again."""
    from hengjian.intake.template import title

    titles, rows = [title(c) for c in kind.spec.columns.values()], []
    for entry in entries:
        days = {kind.key: entry.item, kind.starts: str(entry.starts_on),
                kind.ends: str(kind.ends_cell(entry.ends_on) or "") or None}  # fmt: skip
        if kind.published:
            days[kind.published] = str(entry.published_on or "") or None
        rows.append([days[n] if n in days else cells.exported(c, entry.row.get(n))
                     for n, c in kind.spec.columns.items()])  # fmt: skip
    return titles, rows
