"""Desks as data: `library/procedures/<name>/<name>.desk.yaml` says who closes which step here, and with what proof.

The procedure file beside it says the order, the clocks and who must be different; both faces use it.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from hengjian.catalog.models import Procedure
from hengjian.catalog.reading import read_object
from hengjian.office.door import catalog

FieldType = Literal["text", "date", "money", "number", "choice", "yes_no", "person", "unit"]


class DeskField(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fact that is asked. Money is typed in yuan and kept in fen."""

    title: str
    type: FieldType
    required: bool = False
    choices: dict[str, str] = {}
    note: str = ""


class Waits(Struct, frozen=True, forbid_unknown_fields=True):
    """A window that must have run out: "not less than n days" after a step."""

    parameter: str
    start: str = msgspec.field(name="from")


class DeskStep(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one step of the procedure is closed here."""

    may: str
    unit: Literal["own", "other", "branch", "any"] = "own"
    fields: dict[str, DeskField] = {}
    proof: int = 0
    says: str = ""
    needs: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    waits: Waits | None = None
    repeats: bool = False
    optional: bool = False
    title_en: str = ""


class Desk(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A procedure hosted here."""

    desk: str
    title_en: str
    opens: str
    about: str
    steps: dict[str, DeskStep]
    fields: dict[str, DeskField] = {}
    note: str = ""

    @property
    def procedure(self) -> Procedure:
        """The procedure that it hosts."""
        return catalog().procedures[self.desk]

    def title_of(self, step: str) -> str:
        """A step in words."""
        known = self.procedure.steps.get(step)
        return known.title if known else step


def desks() -> dict[str, Desk]:
    """Every hosted procedure by name."""
    memo = catalog().memo
    if "desks" not in memo:
        files = sorted((catalog().root / "procedures").glob("*/*.desk.yaml"))
        memo["desks"] = {d.desk: d for d in (read_object(f, Desk) for f in files)}
    found: dict[str, Desk] = memo["desks"]
    return found
