"""Periods of the law as the clocks of `statute` count them."""

from __future__ import annotations

from datetime import date

from hengjian.catalog.consistency import parse_value
from hengjian.catalog.models import Parameter, ParameterVersion, PeriodValue
from hengjian.statute import Period, Unit


def period_on(parameter: Parameter, day: date) -> Period | None:
    """The period that rules on a day; None where there is none or the parameter is no period."""
    version = parameter.in_force(day)
    return period_of(parameter, version) if version else None


def period_of(parameter: Parameter, version: ParameterVersion) -> Period | None:
    """The period of a version; the last day of a window never moves."""
    value = parse_value(parameter, version.value)
    if not isinstance(value, PeriodValue):
        return None
    moves = parameter.kind == "limit" and parameter.last_day == "moves"
    return Period(value.n, Unit(value.unit), moves)
