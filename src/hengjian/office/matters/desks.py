"""Desks as data: `library/procedures/<name>/<name>.desk.yaml` says who closes which step here, and with what proof.

The procedure file beside it says the order, the clocks and who must be different; both faces use it.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from hengjian.catalog.models import Procedure
from hengjian.catalog.reading import LibraryError, read_object
from hengjian.office.door import catalog

FieldType = Literal["text", "date", "money", "number", "choice", "yes_no", "person", "unit", "credit_code"]  # fmt: skip
#: Where a value of a row or of a day comes from; see `sources`. Several: the first that is there.
Source = str | tuple[str, ...]


class DeskField(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fact that is asked. Money is typed in yuan and kept in fen.

    `required_if`: other field of the form → choices that make this one required.
    """

    title: str
    type: FieldType
    required: bool = False
    required_if: dict[str, tuple[str, ...]] = {}
    choices: dict[str, str] = {}
    note: str = ""


class Window(Struct, frozen=True, forbid_unknown_fields=True):
    """A period counted from a step. Nothing is counted while that step is open, or once `unless` was closed."""

    parameter: str
    start: str = msgspec.field(name="from")
    unless: str = ""


class Gate(Struct, frozen=True, forbid_unknown_fields=True):
    """A credit query that must have been made: `receipt` is the step's field with its number, `subject` the
    opening's field with what it was asked for. `purpose` is a gate of library/credit.yaml."""

    purpose: str
    receipt: str
    subject: str


class DeskStep(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one step of the procedure is closed here; library/README.md explains every key."""

    may: str
    unit: Literal["own", "other", "branch", "any", "named"] = "own"
    named: str = ""
    fields: dict[str, DeskField] = {}
    proof: int = 0
    says: str = ""
    needs: tuple[str, ...] = ()
    needs_if: dict[str, tuple[str, ...]] = {}
    only_if: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    apart_unit: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    waits: Window | tuple[Window, ...] = ()
    within: Window | None = None
    day: Source = ()
    invites: tuple[str, ...] = ()
    repeats: bool = False
    optional: bool = False
    ends: bool = False
    suspends: str = ""
    resumes: bool = False
    gate: Gate | None = None
    whole: Literal["", "comments", "sheet"] = ""
    title_en: str = ""

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows that must have run out."""
        return (self.waits,) if isinstance(self.waits, Window) else self.waits

    @property
    def steps_named(self) -> set[str]:
        """Other steps that it speaks of."""
        windows = [*self.windows, *([self.within] if self.within else [])]
        named = {w.start for w in windows} | {w.unless for w in windows if w.unless}
        asked = {c.partition("=")[0].partition(".")[0] for c in self.needs_if} - {"fact"}
        needed = {s for steps in self.needs_if.values() for s in steps}
        lists = (*self.needs, *self.only_if, *self.unless, *self.apart, *self.apart_unit)
        return {*lists, *named, *asked, *needed}


class Records(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rows of a table of the data standard: one a matter, or one for each closing of the step `each`.

    `after`: none before that step was closed. A row whose required columns are not all known waits.
    """

    columns: dict[str, Source]
    after: str = ""
    each: str = ""


class Desk(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A procedure hosted here."""

    desk: str
    title_en: str
    opens: str
    about: str
    steps: dict[str, DeskStep]
    fields: dict[str, DeskField] = {}
    records: dict[str, Records] = {}
    public: bool = False  #: whether everybody may read its guide
    note: str = ""

    def whole(self, what: str) -> DeskStep | None:
        """The step before which every comment is answered, or every line of the sheet accepted."""
        return next((s for s in self.steps.values() if s.whole == what), None)

    @property
    def procedure(self) -> Procedure:
        """The procedure that it hosts."""
        return catalog().procedures[self.desk]

    def title_of(self, step: str) -> str:
        """A step in words."""
        known = self.procedure.steps.get(step)
        return known.title if known else step

    def field(self, source: str) -> DeskField | None:
        """The field that `fact.x`, `x` or `step.x` names."""
        step, _dot, name = source.rpartition(".")
        held = (
            self.fields
            if step in ("", "fact")
            else self.steps[step].fields
            if step in self.steps
            else {}
        )
        return held.get(name)


def desks() -> dict[str, Desk]:
    """Every hosted procedure by name; raises LibraryError naming file and key."""
    memo = catalog().memo
    if "desks" not in memo:
        files = sorted((catalog().root / "procedures").glob("*/*.desk.yaml"))
        read = {f: read_object(f, Desk) for f in files}
        if wrong := [f"{f}: {fault}" for f, desk in read.items() for fault in faults(desk)]:
            raise LibraryError(wrong)
        memo["desks"] = {desk.desk: desk for desk in read.values()}
    found: dict[str, Desk] = memo["desks"]
    return found


def faults(desk: Desk) -> list[str]:
    """What a desk says about steps, fields, parameters, tables and columns that do not exist."""
    if desk.desk not in catalog().procedures:
        return [f"no procedure {desk.desk!r}"]
    found = [
        f"step {s} of the procedure is missing" for s in desk.procedure.steps if s not in desk.steps
    ]
    for name, step in desk.steps.items():
        found += [f"{name}: no step {s!r}" for s in sorted(step.steps_named - desk.steps.keys())]
        windows = [*step.windows, *([step.within] if step.within else [])]
        found += [
            f"{name}: no parameter {w.parameter!r}"
            for w in windows
            if w.parameter not in catalog().parameters
        ]
        sources = [*step.never, *step.invites, *([step.named] if step.named else [])]
        found += [f"{name}: no field {s!r}" for s in sources if desk.field(s) is None]
        if (step.unit == "named") != bool(step.named):
            found.append(f"{name}: `unit: named` and `named:` belong together")
        if (
            step.suspends
            and step.suspends not in catalog().tables["suspension"].columns["kind"].codes
        ):
            found.append(f"{name}: no kind of suspension {step.suspends!r}")
    for table, records in desk.records.items():
        found += _record_faults(desk, table, records)
    return found  # fmt: skip


def _record_faults(desk: Desk, table: str, records: Records) -> list[str]:
    known = catalog().tables.get(table)
    if known is None:
        return [f"records: no table {table!r}"]
    found = [f"records.{table}: no column {c!r}" for c in records.columns if c not in known.columns]
    found += [
        f"records.{table}: no step {s!r}"
        for s in (records.after, records.each)
        if s and s not in desk.steps
    ]
    found += [f"records.{table}: required column {n!r} is not filled" for n, c in known.columns.items()
              if c.required and n not in records.columns]  # fmt: skip
    return found
