"""The catalogue of shared data: every table of the data standard with how it may be shared (library/exchange.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.models import Table
from hengjian.catalog.reading import read_object
from hengjian.office.accounts.models import Unit
from hengjian.office.door import catalog

Sharing = Literal["unconditional", "conditional", "refused"]
#: Columns of these kinds go to nobody without the owner's consent; sealed ones to nobody at all.
PERSONAL, SEALED = "personal", "sealed"


class Ground(Struct, frozen=True, forbid_unknown_fields=True):
    """Why it is shared so."""

    text: str
    act: str


class Rule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One table that differs from the rest."""

    sharing: Sharing
    note: str = ""


class Terms(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    basis: dict[Sharing, Ground]
    tables: dict[str, Rule]
    owners: dict[str, str]
    largest_rows: int


@cache
def terms() -> Terms:
    """The terms of the library."""
    return read_object(library_path() / "exchange.yaml", Terms)


@dataclass(frozen=True)
class Item:
    """One entry of the catalogue."""

    table: Table
    sharing: Sharing
    note: str
    owner: str

    @property
    def basis(self) -> str:
        """The ground in words."""
        ground = terms().basis[self.sharing]
        return f"{catalog().acts[ground.act].title}：{ground.text}"

    @property
    def personal(self) -> list[str]:
        """Names of the columns about persons."""
        return [n for n, c in self.table.columns.items() if c.secrecy == PERSONAL]

    @property
    def shared(self) -> list[str]:
        """Names of the columns that may be asked for at all."""
        return [n for n, c in self.table.columns.items() if c.secrecy != SEALED]

    def needs_consent(self, columns: list[str]) -> bool:
        """Whether the owner's unit must approve a request for these columns."""
        return self.sharing == "conditional" or any(c in self.personal for c in columns)


def sharing_of(table: Table) -> Sharing:
    """As named, else conditional where persons stand in it."""
    if table.table in terms().tables:
        return terms().tables[table.table].sharing
    persons = any(c.secrecy in (PERSONAL, SEALED) for c in table.columns.values())
    return "conditional" if persons else "unconditional"


def catalogue() -> list[Item]:
    """Every table that departments deliver, by source."""
    units = dict(Unit.objects.values_list("name", "unit_id"))
    tables = [
        t for t in catalog().tables.values() if not t.derived and not t.table.startswith("ocds_")
    ]
    return [_item(t, units) for t in sorted(tables, key=lambda t: (t.source, t.title))]


def entry(name: str) -> Item | None:
    """One entry; None where there is no such table."""
    return next((x for x in catalogue() if x.table.table == name), None)


def _item(table: Table, units: dict[str, str]) -> Item:
    ending = terms().owners.get(table.source, "")
    owner = next((pk for name, pk in units.items() if ending and name.endswith(ending)), "")
    rule = terms().tables.get(table.table)
    return Item(table, sharing_of(table), rule.note if rule else "", owner)
