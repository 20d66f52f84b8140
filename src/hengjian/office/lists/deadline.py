"""How long an adjustment may take: the district's own number where it has one, else the office's clock."""

from __future__ import annotations

from datetime import date

from hengjian.catalog.models import PeriodValue
from hengjian.engine.explain import version_on
from hengjian.office.door import catalog
from hengjian.statute import Interval, Period, Unit, read_clock

PARAMETER = "power.list_adjustment"


def due_day(started_on: date) -> date | None:
    """The last day by the local parameter; None where the district has set none."""
    found = catalog().parameters.get(PARAMETER)
    version = version_on(found, started_on) if found else None
    if version is None or not isinstance(version.value, PeriodValue):
        return None
    period = Period(version.value.n, Unit(version.value.unit))
    return read_clock(started_on, period, catalog().work, list[Interval]()).due
