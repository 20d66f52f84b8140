"""A plan says what to plant for a rule: one change of a lawful case for each planted record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hengjian.demo.days import plus
from hengjian.demo.plants import Plants, Row
from hengjian.demo.purchase import Offset, Purchase, purchase
from hengjian.demo.truth import Kind

#: Days on which planted purchases start, by turns; none near a long holiday.
_STARTS = tuple(
    date(2023, 2, 13) + timedelta(days=n) for n in (0, 24, 63, 101, 385, 430, 468, 741, 790, 833)
)


@dataclass(frozen=True)
class Change:
    """How one planted purchase differs from a lawful one."""

    note: str = ""
    start: date | None = None
    steps: Mapping[str, Offset] = field(default_factory=dict)
    package: Row = field(default_factory=dict)
    award: Row = field(default_factory=dict)
    contract: Row = field(default_factory=dict)
    acceptance: Row = field(default_factory=dict)
    terms: Row = field(default_factory=dict)  #: arguments of `purchase`
    edit: Callable[[Purchase], object] | None = None


@dataclass(frozen=True)
class Plan:
    """A rule about purchases: which table's key it reports, its changes by kind."""

    rule: str
    record: str  #: package | award | contract | acceptance | supplement | deposit | payment
    breach: Sequence[Change]
    alike: Sequence[Change] = ()
    unknown: Sequence[Change] = ()
    terms: Row = field(default_factory=dict)
    note: str = ""


def plant(plants: Plants, plans: Sequence[Plan]) -> None:
    """Plant every change of every plan and note the truth."""
    for plan in plans:
        kinds: tuple[tuple[Kind, Sequence[Change]], ...] = (
            ("breach", plan.breach), ("look_alike", plan.alike), ("undecidable", plan.unknown),
        )  # fmt: skip
        for kind, changes in kinds:
            for change in changes:
                made = _made(plants, plan, change)
                plants.true(plan.rule, record_of(made, plan.record), kind, change.note or plan.note)
                made.send()


def _made(plants: Plants, plan: Plan, change: Change) -> Purchase:
    start = change.start or _STARTS[len(plants.truth) % len(_STARTS)]
    start = working(start)
    made = purchase(plants, start=start, steps=change.steps, **{**plan.terms, **change.terms})
    made.package |= change.package
    for row, cells in (
        (made.award, change.award),
        (made.contract, change.contract),
        (made.acceptance, change.acceptance),
    ):
        if row is not None:
            row |= cells
    if change.edit:
        change.edit(made)
    return made


def working(day: date) -> date:
    """The day, or the first working day after it."""
    return plus(day, 0)


def record_of(made: Purchase, record: str) -> str:
    """The key of the record that a rule reports."""
    rows: dict[str, tuple[Row | None, str]] = {
        "package": (made.package, "package_id"), "award": (made.award, "award_id"),
        "contract": (made.contract, "contract_id"), "acceptance": (made.acceptance, "acceptance_id"),
        "supplement": (_first(made.supplements), "supplement_id"),
        "deposit": (_first(made.deposits), "deposit_id"),
        "payment": (_first(made.payments), "payment_id"),
    }  # fmt: skip
    row, key = rows[record]
    if row is None:
        raise ValueError(f"the planted purchase has no {record}")
    return str(row[key])


def _first(rows: Sequence[Row]) -> Row | None:
    return rows[0] if rows else None


def each(step: str, since: str, days: Sequence[int], unit: str, **more: Any) -> list[Change]:
    """One change for each number of days at which a step stands."""
    return [Change(steps={step: (since, n, unit)}, **more) for n in days]


def without(record: str, note: str, *columns: str) -> Change:
    """A purchase in which cells of a record are not filled in."""
    return Change(note, **{record: dict.fromkeys(columns)})  # type: ignore[arg-type]
