"""Procedures: steps, order and clocks of an act; they compile to rules."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, field

from hengjian.catalog.models.entries import Entry, Level, Status, Text


class Within(Entry, frozen=True):
    parameter: Text
    start: Text = field(name="from")


class Extension(Entry, frozen=True):
    parameter: Text
    approver: Text


class Demand(Entry, frozen=True, kw_only=True):
    """Something a procedure asks for, on acts from `since` on and before `until`: a change of the law is
    written as dates, and old acts keep their verdict."""

    since: date | None = None
    until: date | None = None
    duties: tuple[str, ...] = ()


class Step(Demand, frozen=True, kw_only=True):
    title: Text
    after: tuple[str, ...] = ()
    within: Within | None = None
    extension: Extension | None = None
    suspended: bool = False
    column: str = ""  #: the subject's own date of this step, when it has one


class Distinct(Demand, frozen=True, kw_only=True):
    steps: Annotated[tuple[str, ...], Meta(min_length=2, max_length=2)]


class Publish(Demand, frozen=True, kw_only=True):
    step: Text
    parameter: Text


class Backdated(Entry, frozen=True):
    parameter: Text
    duties: tuple[str, ...] = ()


class Promise(Entry, frozen=True):
    step: Text
    start: Text = field(name="from")
    column: Text
    duties: tuple[str, ...] = ()


class ProcedureSubject(Entry, frozen=True):
    table: Text
    where: dict[str, str] = field(default_factory=dict)
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
    publish: dict[str, Publish] = field(default_factory=dict)
    backdated: Backdated | None = None
    promised: Promise | None = None
    note: str = ""
