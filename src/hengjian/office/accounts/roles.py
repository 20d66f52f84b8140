"""Roles as data: library/roles/<role>.yaml says what a role sees, may do and finds in its menu."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import read_object

#: district: everything; unit: the grant's unit and below; own: what names the user; none.
Reach = Literal["district", "unit", "own", "none"]


class Role(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One role. `sees`: kind of object → reach. `fields`: rule fields it is limited to (empty: all)."""

    role: str
    title: str
    title_en: str
    sees: dict[str, Reach]
    may: tuple[str, ...]
    menu: tuple[str, ...]
    fields: tuple[str, ...] = ()
    personal: bool = False
    second_factor: bool = False
    apart_from: tuple[str, ...] = ()
    note: str = ""


@cache
def roles() -> dict[str, Role]:
    """All roles of the library by name."""
    found = [read_object(f, Role) for f in sorted((library_path() / "roles").glob("*.yaml"))]
    return {role.role: role for role in found}
