"""Rules: one question to every record of a kind."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from hengjian.catalog.models.entries import ColumnType, Entry, Level, Status, Text

Family = Literal[
    "overdue", "missing", "order", "separation", "publication", "composition", "amount",
    "splitting", "payment", "pattern", "data",
]  # fmt: skip


class Evidence(Entry, frozen=True):
    title: Text
    type: ColumnType


class Subject(Entry, frozen=True):
    """Which evidence columns name the unit, the person, the party and the amount in fen."""

    unit: str = ""
    person: str = ""
    party: str = ""
    amount: str = ""


class Clock(Entry, frozen=True):
    """The deadline of a rule: which parameter, from which column to which column."""

    parameter: Text
    start: str = field(name="from", default="trigger_day")
    due: str = "due_day"
    done: str = ""


class Rule(Entry, frozen=True):
    rule: Text
    version: Annotated[int, Meta(ge=1)]
    status: Status
    title: Annotated[str, Meta(min_length=2, max_length=24)]
    question: Text
    why: Text
    duties: tuple[str, ...]
    mechanism: int
    level: Level
    family: Family
    grain: Text
    reads: tuple[str, ...]
    evidence: dict[str, Evidence]
    message: Text
    undecidable: dict[str, str]
    clears: tuple[str, ...]
    cannot_see: tuple[str, ...]
    false_alarms: tuple[str, ...]
    handling: tuple[str, ...]
    owner: Text
    record: str = ""
    parameters: tuple[str, ...] = ()
    subject: Subject = Subject()
    clock: Clock | None = None
    codes: tuple[str, ...] = ()
    note: str = ""
    replaced_by: str = ""
    retired_on: date | None = None
    retired_because: str = ""
    sql: str = ""
    procedure: str = ""
    #: The answer for one value of this column depends only on rows with it: re-runs touch what changed.
    #: Several names: in each table the first one that it has. Names joined with "+": their values together.
    partition: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Result columns, in order."""
        return ("record_id", "trigger_day", *self.evidence, "missing", "verdict")
