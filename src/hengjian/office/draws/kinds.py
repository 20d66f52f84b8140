"""Kinds of draws as data: library/draws/<kind>.yaml."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import LibraryError, read_object

#: A cell that says yes.
YES = frozenset({"是", "有", "1", "true", "yes", "y"})


class Weights(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whole numbers by the text of a column; `otherwise`: for texts that are not listed."""

    column: str
    values: dict[str, int]
    otherwise: int
    why: str


class Exclusion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who stays in the list but cannot be drawn. marked: the column says yes; same_unit: the column names
    the organising unit; recent: drawn in the last `draws` finished draws of the kind and unit."""

    title: str
    test: Literal["marked", "same_unit", "recent"]
    column: str = ""
    draws: int = 0


class DrawKind(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind. `seats`: people who each give a nonce; `open`: when the names become public."""

    kind: str
    title: str
    title_en: str
    purpose: Literal["objects", "inspectors", "experts", "intermediaries", "other"]
    field: str
    entry: str
    columns: dict[str, str]
    drawn: int
    standby: int
    seats: int
    open: Literal["at_once", "after_use"]
    duties: tuple[str, ...] = ()
    weights: Weights | None = None
    exclusions: dict[str, Exclusion] = {}
    note: str = ""


@cache
def kinds() -> dict[str, DrawKind]:
    """All kinds of the library by name; one nonce alone could choose the result, so two at least."""
    found = [read_object(f, DrawKind) for f in sorted((library_path() / "draws").glob("*.yaml"))]
    wrong = [
        k.kind for k in found
        if k.seats < 2 or not {"id", "name"} <= k.columns.keys() or (k.weights and min(k.weights.values.values()) < 1)
    ]  # fmt: skip
    if wrong:
        raise LibraryError(
            [f"draws/{n}: two seats, columns id and name, and weights of 1 or more" for n in wrong]
        )
    return {k.kind: k for k in found}


def kind_title(name: str) -> str:
    """The title of a kind; its name where it left the library."""
    found = kinds().get(name)
    return found.title if found else name
