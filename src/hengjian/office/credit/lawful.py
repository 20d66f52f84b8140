"""The law of the day: how long a record may be shown, when repair is possible, which list bars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hengjian.office.clocks.limits import first_end
from hengjian.office.credit.terms import Chosen, Shown, terms
from hengjian.office.door import catalog


def shown_until(rule: Shown, row: Mapping[str, str | None]) -> tuple[bool, date | None]:
    """(whether a term applies, its last day): the earliest of recorded ends and of the statutory term."""
    ends = [day for name in rule.ends if (day := as_day(row.get(name)))]
    asked = rule.parameters.get(row.get(rule.by) or "", ()) if rule.by else ()
    if asked and (law := first_end(asked, as_day(row.get(rule.start)))):
        ends.append(law)
    return bool(asked or ends), min(ends, default=None)


def earliest_repair(severity: str, document_on: date | None) -> date | None:
    """The first day on which a record may be repaired; None where no minimum is known."""
    return first_end(terms().repair.get(severity, ()), document_on)


def members(parameter: str, day: date) -> frozenset[str] | None:
    """The members of a set on a day, None where no version is known."""
    version = catalog().parameters[parameter].in_force(day)
    return None if version is None else frozenset(version.value)


def allowed(rule: Chosen, row: Mapping[str, str | None], day: date | None) -> bool:
    """Whether the set of the row's day has the row's value."""
    found = members(rule.parameter, day) if day else None
    return found is not None and row.get(rule.column) in found


def as_day(text: str | None) -> date | None:
    """A stored day."""
    return date.fromisoformat(text[:10]) if text else None
