"""What the pages of the lists show: cards of the kinds, chosen entries, the course of a request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import VisibleQuerySet
from hengjian.office.clocks.models import Clock
from hengjian.office.desk.actions import about
from hengjian.office.door import catalog
from hengjian.office.lists import cells
from hengjian.office.lists.kinds import GROUPS, Kind, group_title, kinds
from hengjian.office.lists.models import Entry, EntryQuerySet, Publication, Request

_DONE = ("published", "withdrawn")
_TONES = {
    "draft": ("secondary", "pencil"), "review": ("azure", "scale"), "approval": ("purple", "stamp"),
    "approved": ("cyan", "calendar-event"), "in_force": ("orange", "speakerphone"), "published": ("green", "check"),
    "withdrawn": ("dark", "x"),
}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One list on the home page."""

    kind: Kind
    count: int
    copy: Publication | None
    open: int


def unit_names() -> dict[str, str]:
    """Unit id → name."""
    return dict(Unit.objects.values_list("unit_id", "name"))


def cards(user: User, today: date) -> list[tuple[str, list[Card]]]:
    """(title of the group, its lists), with what the user sees of each."""
    visible = Entry.objects.visible_to(user)
    counted = dict(_on(visible, today).values_list("kind").annotate(n=Count("pk")).order_by())
    counts = waiting(user).values_list("kind").annotate(n=Count("pk")).order_by()
    under_way = dict(counts)
    copies: dict[str, Publication] = {}
    for copy in Publication.objects.order_by("kind", "number"):
        copies[copy.kind] = copy
    made = []
    for kind in kinds().values():
        count = counted.get(kind.kind, 0)
        if kind.view_of:
            count = of_kind(visible, kind, today).count()
        made.append(Card(kind, count, copies.get(kind.kind), under_way.get(kind.kind, 0)))
    return [(group_title(g), [c for c in made if c.kind.group == g]) for g in GROUPS]


def waiting(user: User) -> VisibleQuerySet[Request]:
    """Requests on their way; a list that is not public is done with one that is in force."""
    inner = [k.kind for k in kinds().values() if not k.public]
    return (
        Request.objects.visible_to(user)
        .exclude(state__in=_DONE)
        .exclude(state="in_force", kind__in=inner)
    )


def _on(entries: Any, day: date) -> EntryQuerySet:
    found: EntryQuerySet = entries.on(day)
    return found


def of_kind(entries: Any, kind: Kind, day: date | None) -> Any:
    """The entries of a list (or of a part of one), in force on the day where one is given."""
    found = entries.filter(kind=kind.home, **{f"row__{k}": v for k, v in kind.where.items()})
    return found if day is None else found.on(day)


def chosen(kind: Kind, entries: Any, query: dict[str, str], today: date) -> QuerySet[Entry]:
    """Entries by the filters of the list page: day, words, category, unit, past ones."""
    day = day_of(query.get("day", "")) or today
    found = of_kind(entries, kind, None if query.get("state") == "all" else day)
    if query.get("state") == "ended":
        found = of_kind(entries, kind, None).filter(ends_on__lt=day)
    for word in query.get("q", "").lower().split()[:5]:
        found = found.filter(text__contains=word[:40])
    if query.get("category"):
        found = _category(found, kind, query["category"])
    if query.get("unit"):
        found = found.filter(unit_id=query["unit"])
    rows: QuerySet[Entry] = found.order_by("item", "starts_on")
    return rows


def _category(entries: Any, kind: Kind, value: str) -> Any:
    if kind.view_of:  # its category is another column than that of the list it belongs to
        return entries.filter(**{f"row__{kind.category}": value})
    return entries.filter(category=value)


def day_of(text: str) -> date | None:
    """A day of the address; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def categories(kind: Kind, entries: Any, today: date) -> list[tuple[str, str, int]]:
    """(value, title, how many) of the categories in force, most first."""
    units, column = unit_names(), kind.spec.columns[kind.category]
    path = f"row__{kind.category}" if kind.view_of else "category"
    rows = of_kind(entries, kind, today).order_by().values_list(path).annotate(n=Count("pk"))
    return [(v or "", cells.shown(column, v, units) or _("未填"), n) for v, n in sorted(rows, key=lambda r: -r[1])]  # fmt: skip


def shown_row(kind: Kind, row: dict[str, Any], units: dict[str, str]) -> list[tuple[str, str]]:
    """(title, text) of every column."""
    return [(cells.heading(c), cells.shown(c, row.get(n), units)) for n, c in kind.columns.items()]


@dataclass(frozen=True)
class Ground:
    """A duty of the law behind a list. `tone` and `confidence`: how sure the library is of it."""

    code: str
    text: str
    laws: list[str]
    tone: str


def grounds(kind: Kind) -> list[Ground]:
    """What the law says about a list."""
    book, found = catalog(), []
    for code in kind.duties:
        duty = book.duties[code]
        laws = [f"《{book.acts[b.act].title}》{_article(b.article)}" for b in duty.basis]
        found.append(
            Ground(code, duty.duty, laws, "green" if duty.confidence == "verified" else "orange")
        )
    return found


def _article(text: str) -> str:
    return _("第%(n)s条") % {"n": text} if text else ""


@dataclass(frozen=True)
class Bonded:
    """An entry of another list that belongs to this one."""

    title: str
    kind: Kind
    entries: list[Entry]


def bonds(kind: Kind, entry: Entry, entries: Any, today: date) -> list[Bonded]:
    """The power of a duty, the duties of a power."""
    found = []
    if bond := kind.refers:
        rows = entries.filter(kind=bond.kind, item=str(entry.row.get(bond.column, "")))
        found.append(Bonded(bond.title, kinds()[bond.kind], list(rows.order_by("-starts_on")[:5])))
    if bond := kind.answers:
        rows = entries.filter(kind=bond.kind, **{f"row__{bond.column}": entry.item})
        found.append(Bonded(bond.title, kinds()[bond.kind], list(rows.on(today)[:20])))
    return found


def left_behind(kind: Kind, lines: list[dict[str, Any]], day: date) -> list[str]:
    """Entries of the answering list that would stay behind when theirs end: duties without a power."""
    bond = kind.answers
    ending = [x["item"] for x in lines if x["change"] in ("cancel", "merge")]
    if bond is None or not ending:
        return []
    rows = Entry.objects.filter(kind=bond.kind, **{f"row__{bond.column}__in": ending}).on(day)
    return [f"{e.item} {e.name}" for e in rows.order_by("item")[:20]]


def steps(request: Request) -> list[tuple[Any, bool]]:
    """(step, whether the request is there now) of the course; published only where the list is public."""
    states = [s for s in Request.State if s != Request.State.WITHDRAWN]
    if not kinds()[request.kind].public:
        states.remove(Request.State.PUBLISHED)
    return [(s.label, s == request.state) for s in states]


def state_look(request: Request) -> tuple[str, str]:
    """(colour, icon) of a request's state."""
    return _TONES[request.state]


def clocks_of(requests: Iterable[Request]) -> dict[int, Clock]:
    """Request → its adjustment clock, the newest where there are several."""
    keys = {about(r): r.pk for r in requests}
    rows = Clock.objects.filter(name="list_adjustment", about__in=list(keys)).order_by("pk")
    return {keys[c.about]: c for c in rows}
