"""The objects of the library, frozen. Field names are the keys of the YAML files."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

Confidence = Literal["verified", "second_hand", "memory", "unsure"]
Level = Literal["hard", "soft", "hint"]
Status = Literal["experimental", "trial", "stable", "retired"]
ColumnType = Literal[
    "text", "code", "date", "time", "money", "integer", "ratio", "decimal", "boolean"
]
Secrecy = Literal["public", "internal", "personal", "sealed"]
Family = Literal[
    "overdue", "missing", "order", "separation", "publication", "composition", "amount",
    "splitting", "payment", "pattern", "data",
]  # fmt: skip
Text = Annotated[str, Meta(min_length=1)]


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every object: frozen, and a key nobody knows is an error."""


class Basis(Entry, frozen=True):
    """Where a sentence of law stands; `article` like "42.1" = article 42 paragraph 1."""

    act: Text
    article: str = ""
    note: str = ""


class ActVersion(Entry, frozen=True):
    in_force_from: date
    confidence: Confidence
    ended_on: date | None = None
    adopted_on: date | None = None
    number: str = ""
    note: str = ""


class Act(Entry, frozen=True):
    act: Text
    title: Text
    issuer: Text
    kind: Literal[
        "law", "regulation", "rule", "document", "party_rule", "standard", "local", "method"
    ]
    versions: tuple[ActVersion, ...]
    note: str = ""

    def in_force_on(self, day: date) -> bool:
        """Whether some version of the act was in force on the day."""
        return any(
            v.in_force_from <= day and (v.ended_on is None or day < v.ended_on)
            for v in self.versions
        )


class Duty(Entry, frozen=True):
    """What an act demands, under its code."""

    duty: Text
    basis: tuple[Basis, ...]
    confidence: Confidence
    note: str = ""


class PeriodValue(Entry, frozen=True):
    n: Annotated[int, Meta(ge=1)]
    unit: Literal["working_day", "calendar_day", "month", "year"]


class ParameterVersion(Entry, frozen=True):
    """One dated value. `value`: PeriodValue, number as written, list of texts, or "none"."""

    valid_from: date
    value: Any
    confidence: Confidence
    basis: tuple[Basis, ...] = ()
    note: str = ""


class Parameter(Entry, frozen=True):
    parameter: Text
    title: Text
    kind: Literal["limit", "window", "amount", "ratio", "count", "set"]
    scope: Literal["national", "local"]
    versions: tuple[ParameterVersion, ...]
    counts_from: str = ""
    duties: tuple[str, ...] = ()
    tighten: Literal["lower", "higher", "none"] = "none"
    last_day: Literal["moves", "stays"] = "moves"
    note: str = ""
    checked_on: date | None = None

    @property
    def table(self) -> str:
        """Name of the daily table in schema `param`."""
        return self.parameter.replace(".", "_")


class OverlayParameter(Entry, frozen=True):
    """A district's own values of a parameter that the national library defines."""

    parameter: str
    versions: tuple[ParameterVersion, ...]
    note: str = ""


class Column(Entry, frozen=True):
    title: Text
    type: ColumnType
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    unit: Literal["", "yuan", "wan_yuan"] = ""
    format: Literal["", "credit_code", "id_number", "phone"] = ""
    secrecy: Secrecy = "internal"
    min: int | None = 0
    max: int | None = None
    refers_to: str = ""
    note: str = ""


class Table(Entry, frozen=True):
    table: Text
    title: Text
    grain: Text
    key: tuple[str, ...]
    columns: dict[str, Column]
    source: str = ""
    derived: bool = False
    reads: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    note: str = ""
    sql: str = ""


class OverlayColumn(Entry, frozen=True):
    """What a district's departments write in a column besides: further codes and headers."""

    codes: dict[str, str] = {}
    aliases: tuple[str, ...] = ()


class OverlayTable(Entry, frozen=True):
    """A district's own additions to a table of the standard; nothing is taken away."""

    table: str
    columns: dict[str, OverlayColumn]
    note: str = ""


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
    start: str = msgspec.field(name="from", default="trigger_day")
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
    #: Several names: in each table the first one that it has.
    partition: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Result columns, in order."""
        return ("record_id", "trigger_day", *self.evidence, "missing", "verdict")


class Within(Entry, frozen=True):
    parameter: Text
    start: Text = msgspec.field(name="from")


class Extension(Entry, frozen=True):
    parameter: Text
    approver: Text


class Demand(Entry, frozen=True, kw_only=True):
    """Something a procedure asks for, on acts from `since` on and before `until`: a change of the law is
    written as dates, and old acts keep their verdict."""

    since: date | None = None
    until: date | None = None


class Step(Demand, frozen=True, kw_only=True):
    title: Text
    after: tuple[str, ...] = ()
    within: Within | None = None
    extension: Extension | None = None
    suspended: bool = False
    column: str = ""  #: the subject's own date of this step, when it has one
    duties: tuple[str, ...] = ()


class Distinct(Demand, frozen=True, kw_only=True):
    steps: Annotated[tuple[str, ...], Meta(min_length=2, max_length=2)]
    duties: tuple[str, ...] = ()


class Publish(Demand, frozen=True, kw_only=True):
    step: Text
    parameter: Text
    duties: tuple[str, ...] = ()


class Backdated(Entry, frozen=True):
    parameter: Text
    duties: tuple[str, ...] = ()


class Promise(Entry, frozen=True):
    step: Text
    start: Text = msgspec.field(name="from")
    column: Text
    duties: tuple[str, ...] = ()


class ProcedureSubject(Entry, frozen=True):
    table: Text
    where: dict[str, str] = {}
    unit: str = ""
    person: str = ""


class Procedure(Entry, frozen=True):
    procedure: Text
    version: Annotated[int, Meta(ge=1)]
    status: Status
    title: Text
    mechanism: int
    owner: Text
    level: Level
    log: Text
    subject: ProcedureSubject
    steps: dict[str, Step]
    closes: tuple[str, ...] = ()
    suspensions: str = "suspension_span"
    extensions: str = "extension"
    distinct: tuple[Distinct, ...] = ()
    publish: dict[str, Publish] = {}
    backdated: Backdated | None = None
    promised: Promise | None = None
    note: str = ""


Formula = Literal["count", "sum", "ratio", "mean_ratio", "median", "distinct"]
FigureUnit = Literal[
    "item", "case", "piece", "issue", "time", "person", "percent", "wan_yuan", "day", "rank"
]  # fmt: skip


class Reading(Entry, frozen=True):
    title: Text
    formula: Formula
    of: str = ""
    over: str = ""
    unit: FigureUnit | None = None


class Part(Entry, frozen=True):
    column: Text
    title: Text


class Rows(Entry, frozen=True):
    title: Text


class Figure(Entry, frozen=True):
    figure: Text
    number: Text
    title: Text
    unit: FigureUnit
    definition: Text
    why: str
    mechanism: int
    reads: tuple[str, ...]
    rows: Rows
    columns: dict[str, Evidence]
    readings: dict[str, Reading]
    undecidable: dict[str, str]
    traps: tuple[str, ...]
    owner: Text
    duties: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    part: Part | None = None
    note: str = ""
    sql: str = ""

    @property
    def result_columns(self) -> tuple[str, ...]:
        """Columns of the rows behind the figure, in order."""
        return ("record_id", *self.columns, "missing")


class BoardColumn(Entry, frozen=True):
    title: Text
    type: ColumnType
    codes: dict[str, str] = {}


class Board(Entry, frozen=True):
    """A work list computed from records: rows of one unit each, grouped by a column.

    `group`: the column of the headings, in the order of its codes. `unit`: the column that decides
    who sees a row. `due`: a column with the next day that counts. `link`: rows' findings by record.
    """

    board: Text
    title: Text
    note: str
    mechanism: int
    reads: tuple[str, ...]
    columns: dict[str, BoardColumn]
    group: Text
    unit: Text
    due: str = ""
    parameters: tuple[str, ...] = ()
    sql: str = ""


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
    parameters: dict[str, Any] = {}


class CaseFile(Entry, frozen=True):
    cases: tuple[Case, ...]
    as_of: date
    period: int | None = None
    defaults: dict[str, RowValues] = {}


class CalendarYear(Entry, frozen=True):
    """A year the calendar package lacks, from the yearly notice of the State Council."""

    year: int
    notice: Text
    holidays: tuple[date, ...]
    make_up_days: tuple[date, ...]
