"""The list before it is frozen: read from a pasted table, weighed, exclusions found."""

from __future__ import annotations

import csv
import io
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hengjian.office.draws.algorithm import EntryRow, list_digest
from hengjian.office.draws.kinds import YES, DrawKind, Exclusion, kinds
from hengjian.office.draws.models import Draw, Entry, Pick

MOST = 5000


def kind_of(draw: Draw) -> DrawKind:
    """The kind of the library; a draw of a kind that left it cannot go on."""
    found = kinds().get(draw.kind)
    if found is None:
        raise ValidationError(_("规则库中没有这种抽取"))
    return found


def read(text: str, kind: DrawKind) -> list[dict[str, str]]:
    """Lines copied from a table (tabs) or CSV, with or without its header; columns in the kind's order."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    if not lines:
        raise ValidationError(_("请粘贴名单"))
    mark = "\t" if "\t" in lines[0] else ","
    rows = [[_clean(c) for c in row] for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=mark)]  # fmt: skip
    names = list(kind.columns)
    by_title = {title: name for name, title in kind.columns.items()}
    if rows[0][0] in by_title:
        names = [by_title.get(cell, "") for cell in rows.pop(0)]
    found = [dict(zip(names, row, strict=False)) for row in rows]
    _refuse(found)
    return [{n: row.get(n, "") for n in kind.columns} for row in found]


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip()


def _refuse(rows: list[dict[str, str]]) -> None:
    if not 2 <= len(rows) <= MOST:
        raise ValidationError(_("名单须有 2 至 %(n)s 行") % {"n": MOST})
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if not row.get("id") or not row.get("name"):
            raise ValidationError(_("第 %(n)s 行缺少编号或者名称") % {"n": number})
        if row["id"] in seen:
            raise ValidationError(_("第 %(n)s 行重复：%(id)s") % {"n": number, "id": row["id"]})
        seen.add(row["id"])


def weight(row: dict[str, str], kind: DrawKind) -> int:
    """The published weight of a line."""
    if kind.weights is None:
        return 1
    return kind.weights.values.get(row.get(kind.weights.column, ""), kind.weights.otherwise)


def recent_of(kind: DrawKind, draw: Draw) -> dict[int, set[str]]:
    """Ids drawn lately, by how many draws back the kind looks."""
    wanted = {e.draws for e in kind.exclusions.values() if e.test == "recent"}
    return {count: recently_drawn(draw, count) for count in wanted}


def exclusion(row: dict[str, str], kind: DrawKind, draw: Draw, recent: dict[int, set[str]]) -> str:
    """Why the line cannot be drawn, in words; empty when it can."""
    for found in kind.exclusions.values():
        if _holds(found, row, draw, recent):
            return found.title
    return ""


def _holds(rule: Exclusion, row: dict[str, str], draw: Draw, recent: dict[int, set[str]]) -> bool:
    cell = row.get(rule.column, "")
    if rule.test == "marked":
        return cell.lower() in YES
    if rule.test == "same_unit":
        return bool(cell) and cell in (draw.unit.name, draw.unit_id)
    return row["id"] in recent[rule.draws]


def recently_drawn(draw: Draw, count: int) -> set[str]:
    """Ids that took part after the last draws of the kind by the same unit."""
    rows = Draw.objects.filter(kind=draw.kind, unit=draw.unit, state=Draw.State.DONE)
    last = list(rows.exclude(pk=draw.pk).order_by("-done_at")[:count].values_list("pk", flat=True))
    picks = Pick.objects.filter(draw__in=last).select_related("entry")
    return {p.entry.entry_id for p in picks if p.serves}


def rows_of(draw: Draw) -> list[EntryRow]:
    """The list as it goes into the digest."""
    return [(e.entry_id, e.name, e.weight, e.excluded) for e in Entry.objects.filter(draw=draw)]


def digest_of(draw: Draw) -> str:
    """The digest of the list as it stands in the database."""
    return list_digest(draw.number, draw.kind, draw.drawn, draw.standby, draw.seats_wanted, rows_of(draw))  # fmt: skip


def weights_of(draw: Draw) -> dict[str, int]:
    """Weights of the entries that can be drawn."""
    return {entry: weight for entry, _name, weight, excluded in rows_of(draw) if not excluded}
