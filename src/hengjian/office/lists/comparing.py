"""Differences of a list between two days, of two versions of an entry, of a proposal and what is in force."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengjian.office.lists import cells
from hengjian.office.lists.kinds import Kind
from hengjian.office.lists.models import Entry

#: change → title, colour, icon: colour never stands alone.
WORDS: dict[str, tuple[str | Promise, str, str]] = {
    "add": (_("新增"), "green", "plus"), "change": (_("变更"), "azure", "pencil"),
    "cancel": (_("取消"), "red", "minus"), "merge": (_("合并"), "purple", "git-merge"),
}  # fmt: skip
Piece = tuple[str, str]


@dataclass(frozen=True)
class Cell:
    """One column that differs. `before`, `after`: pieces of (mark, text); mark is "del", "ins" or ""."""

    title: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True)
class Difference:
    """One entry that differs."""

    change: str
    item: str
    name: str
    unit: str
    cells: tuple[Cell, ...]
    merged_into: str = ""
    reason: str = ""
    pk: int | None = None

    @property
    def title(self) -> Any:
        """What happened, in words."""
        return WORDS[self.change][0]

    @property
    def tone(self) -> str:
        """Its colour."""
        return WORDS[self.change][1]

    @property
    def icon(self) -> str:
        """Its icon."""
        return WORDS[self.change][2]


def rows_differ(
    kind: Kind, before: dict[str, Any], after: dict[str, Any], units: dict[str, str]
) -> tuple[Cell, ...]:
    """The columns that differ, marked word by word."""
    found = []
    for name, column in kind.columns.items():
        old = cells.shown(column, before.get(name), units)
        new = cells.shown(column, after.get(name), units)
        if old != new:
            found.append(Cell(cells.heading(column), *_marked(old, new)))
    return tuple(found)


def _marked(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces. Texts that share little are shown whole: crumbs help nobody."""
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    if len(old) + len(new) > 2000 or matcher.ratio() < 0.4:
        return ((("del", old),) if old else ()), ((("ins", new),) if new else ())
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if a < b:
            left.append(("" if tag == "equal" else "del", old[a:b]))
        if c < d:
            right.append(("" if tag == "equal" else "ins", new[c:d]))
    return tuple(left), tuple(right)


def between(kind: Kind, entries: Any, first: date, second: date, units: dict[str, str]) -> list[Difference]:  # fmt: skip
    """What changed in the visible part of a list from one day to another."""
    old, new = _by_item(kind, entries.on(first)), _by_item(kind, entries.on(second))
    found = [
        Difference("add", i, e.name, units.get(e.unit_id or "", ""), rows_differ(kind, {}, e.row, units), pk=e.pk)
        for i, e in new.items() if i not in old
    ]  # fmt: skip
    for item, entry in old.items():
        unit = units.get(entry.unit_id or "", "")
        if item not in new:
            last = entries.filter(item=item).order_by("-starts_on").first() or entry
            change = "merge" if last.merged_into else "cancel"
            found.append(Difference(change, item, entry.name, unit, (), last.merged_into, pk=entry.pk))  # fmt: skip
        elif new[item].pk != entry.pk:
            differing = rows_differ(kind, entry.row, new[item].row, units)
            found.append(Difference("change", item, new[item].name, unit, differing, pk=new[item].pk))  # fmt: skip
    return sorted(found, key=lambda d: (list(WORDS).index(d.change), d.item))


def _by_item(kind: Kind, entries: Iterable[Entry]) -> dict[str, Entry]:
    return {e.item: e for e in entries if all(e.row.get(k) == v for k, v in kind.where.items())}


def proposed(kind: Kind, lines: list[dict[str, Any]], units: dict[str, str]) -> list[Difference]:
    """What a request would change, side by side with the versions it was written against."""
    bases = {e.pk: e for e in Entry.objects.filter(pk__in=[x["base"] for x in lines if x["base"]])}
    found = []
    for one in lines:
        base = bases.get(one["base"])
        before = base.row if base else {}
        after = one["row"] if one["change"] in ("add", "change") else before
        shown = after or before
        found.append(Difference(
            one["change"], one["item"], str(shown.get(kind.name, "")), units.get(str(shown.get(kind.unit)), ""),
            rows_differ(kind, before, after, units), one["merged_into"], one["reason"], one["base"],
        ))  # fmt: skip
    return found


def totals(differences: list[Difference]) -> list[tuple[Any, str, str, int]]:
    """(title, colour, icon, how many) of each way of change."""
    return [(t, tone, icon, sum(d.change == c for d in differences)) for c, (t, tone, icon) in WORDS.items()]  # fmt: skip
