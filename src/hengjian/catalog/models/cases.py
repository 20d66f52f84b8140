"""Cases: given rows and the law's answer."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from msgspec import field

from hengjian.catalog.models.entries import Entry, Text

CaseKind = Literal[
    "flagged", "clear", "pending", "boundary", "undecidable", "out_of_scope", "version"
]


RowValues = dict[str, Any]


class Case(Entry, frozen=True):
    """Given rows and expected rows. `check` names the compiled rule in a procedure's cases."""

    name: Text
    given: dict[str, list[RowValues]]
    expect: Any
    kind: CaseKind = "flagged"
    check: str = ""
    as_of: date | None = None
    period: int | None = None
    parameters: dict[str, Any] = field(default_factory=dict)


class CaseFile(Entry, frozen=True):
    cases: tuple[Case, ...]
    as_of: date
    period: int | None = None
    defaults: dict[str, RowValues] = field(default_factory=dict)
