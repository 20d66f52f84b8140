"""What this office decided about the lists, for the lake: versions that began or ended here, and each change.

Entries taken over and never touched stay as their department sent them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from hengjian.catalog.models import Column
from hengjian.office.lists import cells
from hengjian.office.lists.kinds import Kind, kept_kinds, kinds
from hengjian.office.lists.models import Entry, Request

Row = dict[str, Any]
_DONE = (Request.State.IN_FORCE, Request.State.PUBLISHED)
#: Columns that the changes of a list share with its entries.
_SHARED = ("power_type", "origin", "category")


def rows() -> dict[str, list[Row]]:
    """Table → rows (settings.OFFICE_LEDGERS)."""
    found = {kind.table: list(_entries(kind)) for kind in kept_kinds()}
    found["list_change"] = [r for request in Request.objects.filter(state__in=_DONE) for r in _changes(request)]  # fmt: skip
    return found


def _entries(kind: Kind) -> Iterator[Row]:
    touched = Entry.objects.filter(
        Q(request__isnull=False) | Q(ended_by__isnull=False), kind=kind.kind
    )
    keyed_by_version = kind.starts in kind.spec.key
    for entry in touched.order_by("item", "starts_on"):
        newer = Entry.objects.filter(kind=kind.kind, item=entry.item, starts_on__gt=entry.starts_on)
        if not keyed_by_version and newer.exists():
            continue  # a table with one row an item keeps the newest
        row = {n: cells.typed(c, entry.row.get(n)) for n, c in kind.columns.items()}
        row |= {
            kind.key: entry.item,
            kind.starts: entry.starts_on,
            kind.ends: kind.ends_cell(entry.ends_on),
        }
        if kind.published:
            row[kind.published] = entry.published_on
        yield row


def _changes(request: Request) -> Iterator[Row]:
    kind = kinds()[request.kind]
    if not kind.change_list or request.approved_at is None:
        return
    content = request.content
    bases = {
        e.pk: e.row
        for e in Entry.objects.filter(pk__in=[x["base"] for x in content["lines"] if x["base"]])
    }
    for number, one in enumerate(content["lines"], 1):
        known = one["row"] or bases.get(one["base"], {})
        row: Row = {n: known.get(n) for n in _SHARED if _is_code(kind.columns.get(n))}
        yield row | {
            "change_id": f"TZ{request.pk:05d}-{number:03d}", "list": kind.change_list, "item_id": one["item"],
            "change": "adjust" if one["change"] == "change" else one["change"],
            "decided_on": request.effective_on, "basis_document": content["head"]["basis"],
            "merged_into": one["merged_into"] or None,
        }  # fmt: skip


def _is_code(column: Column | None) -> bool:
    return column is not None and column.type == "code"
