"""Where records come from: legal basis, promise of freshness, and what has arrived."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.models import Basis
from hengjian.catalog.reading import read_object
from hengjian.catalog.wording import law_text
from hengjian.lake import Batch
from hengjian.office.door import catalog, home
from hengjian.office.holdings.models import Promise


class Source(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`days`: the longest time between two deliveries."""

    days: int
    basis: tuple[Basis, ...] = ()
    note: str = ""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    sources: dict[str, Source]


@cache
def sources() -> dict[str, Source]:
    """The sources of library/sources.yaml by name."""
    return read_object(library_path() / "sources.yaml", _File).sources


@dataclass
class Standing:
    """What a source has delivered. `silent`: later than promised."""

    name: str
    tables: list[str]
    titles: list[str]
    basis: list[str]
    note: str
    days: int
    agreement: str = ""
    last: date | None = None
    batches: int = 0
    rows: int = 0
    rejected: int = 0
    corrected: int = 0
    missing: list[str] = field(default_factory=list)
    due: date | None = None
    silent: bool = False

    @property
    def rejected_share(self) -> float:
        """Rejected rows in percent of all delivered rows."""
        total = self.rows + self.rejected
        return 100 * self.rejected / total if total else 0.0


def standings(today: date) -> list[Standing]:
    """Every source that the data standard names, the silent ones first."""
    live = home().lake.batches()
    promises = {p.source: p for p in Promise.objects.all()}
    found = [
        _standing(name, tables, live, promises.get(name), today)
        for name, tables in _tables().items()
    ]
    return sorted(found, key=lambda s: (not s.silent, s.due or date.max, s.name))


def _tables() -> dict[str, list[str]]:
    by_source: dict[str, list[str]] = {}
    for table in catalog().tables.values():
        if not table.derived and table.source in sources():
            by_source.setdefault(table.source, []).append(table.table)
    return by_source


def _standing(
    name: str, tables: list[str], live: list[Batch], promise: Promise | None, today: date
) -> Standing:
    source, library = sources()[name], catalog()
    standing = Standing(
        name, tables, [library.tables[t].title for t in tables],
        [law_text(library, (b,)) for b in source.basis],
        source.note, promise.days if promise else source.days, promise.agreement if promise else "",
    )  # fmt: skip
    held: set[str] = set()
    for batch in live:
        mine = {t: n for t, n in batch.tables.items() if t in tables}
        if mine:
            held |= mine.keys()
            standing.batches += 1
            standing.rows += sum(mine.values())
            standing.rejected += batch.rejected
            standing.corrected += sum(batch.overlaps.get(t, 0) for t in mine)
            standing.last = max(standing.last or batch.known_on, batch.known_on)
    standing.missing = [library.tables[t].title for t in tables if t not in held]
    if standing.last is not None:
        standing.due = standing.last + timedelta(days=standing.days)
    standing.silent = standing.due is None or standing.due < today
    return standing


def silent_sources(today: date) -> list[Standing]:
    """Sources that broke their promise; for the Today page and the metrics."""
    return [s for s in standings(today) if s.silent]
