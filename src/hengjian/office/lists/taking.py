"""The first content of a list: taken over once from the lake's table; afterwards this office keeps it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit
from hengjian.office.door import home, records
from hengjian.office.lists.cells import plain
from hengjian.office.lists.content import canonical, digest
from hengjian.office.lists.kinds import Kind
from hengjian.office.lists.models import Entry, Takeover
from hengjian.office.trail.chain import record


def searched(kind: Kind, item: str, row: dict[str, Any]) -> str:
    """The texts of an entry in one string, for the filter."""
    words = [item]
    for name, column in kind.columns.items():
        value = row.get(name)
        if isinstance(value, str):
            words.append(column.codes.get(value, value))
    return " ".join(words).lower()


def fill(entry: Entry, kind: Kind, row: dict[str, Any], known: set[str]) -> Entry:
    """Set the columns of an entry that repeat parts of its row."""
    unit = str(row.get(kind.unit) or "")
    entry.row = row
    entry.unit_id = unit if unit in known else None
    entry.name = str(row.get(kind.name) or entry.item)[:400]
    entry.category = str(row.get(kind.category) or "")[:200]
    entry.text = searched(kind, entry.item, row)
    return entry


def known_units() -> set[str]:
    """Ids of the units there are."""
    return set(Unit.objects.values_list("unit_id", flat=True))


def _merged(kind: Kind) -> dict[str, str]:
    """Entries that earlier changes merged into others."""
    rows = records("list_change", {"change": "merge"}, limit=1_000_000) if kind.change_list else []
    return {str(r["item_id"]): str(r["merged_into"]) for r in rows if r["merged_into"]}


@transaction.atomic
def take_over(kind: Kind, *, acting_user: object) -> Takeover:
    """All versions that the lake holds, once; raises ValidationError the second time."""
    if kind.view_of or Takeover.objects.filter(kind=kind.kind).exists():
        raise ValidationError(_("这份清单已经接管"))
    rows = [r for r in records(kind.table, {}, limit=1_000_000) if r.get(kind.starts)]
    rows.sort(key=lambda r: (str(r[kind.key]), r[kind.starts]))
    units, found, versions, merged = known_units(), [], dict[str, int](), _merged(kind)
    for row in rows:
        item = str(row[kind.key])
        versions[item] = versions.get(item, 0) + 1
        cells = {n: plain(row[n]) for n in kind.columns if row.get(n) is not None}
        entry = Entry(
            kind=kind.kind, item=item, version=versions[item], starts_on=row[kind.starts],
            ends_on=kind.last_day(row), published_on=row.get(kind.published) if kind.published else None,
        )  # fmt: skip
        entry.merged_into = merged.get(item, "") if entry.ends_on else ""
        found.append(fill(entry, kind, cells, units))
    Entry.objects.bulk_create(found, batch_size=500)
    text = canonical({"rows": [[e.item, str(e.starts_on), str(e.ends_on), e.row] for e in found]})
    taken = Takeover.objects.create(kind=kind.kind, rows=len(found), sha256=digest(text)["sha256"],
                                    snapshot=home().lake.table_id(kind.table))  # fmt: skip
    record(acting_user, "lists.taken_over", taken, detail={"rows": len(found)})
    return taken
