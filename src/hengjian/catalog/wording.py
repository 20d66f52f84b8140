"""Parameters in words: the value of a day, and what changed when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Figure, Parameter, ParameterVersion

UNITS = {"working_day": "个工作日", "calendar_day": "日", "month": "个月", "year": "年"}


def in_force(parameter: Parameter, day: date) -> ParameterVersion | None:
    """The version of the day; None before the first, after the end, or where the district has set none."""
    found = next((v for v in parameter.versions if v.valid_from <= day), None)
    return None if found is None or found.value == "none" else found


def value_text(parameter: Parameter, version: ParameterVersion | None) -> str:
    """A value as people read it: 30个工作日, 400万元, 10%."""
    if version is None:
        return "本地未设定"
    value: Any = version.value
    if isinstance(value, dict):
        least = "不少于" if parameter.kind == "window" else ""
        return f"{least}{value['n']}{UNITS[value['unit']]}"
    if parameter.kind == "amount":
        yuan = Decimal(str(value))
        return (
            f"{(yuan / 10_000).normalize():f}万元" if yuan >= 10_000 else f"{yuan.normalize():f}元"
        )
    if parameter.kind == "ratio":
        return f"{(Decimal(str(value)) * 100).normalize():f}%"
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def law_changes(figure: Figure, catalog: Catalog, since: date, until: date) -> Iterator[str]:
    """A sentence for each value that changed between the two days, among the parameters that the figure
    reads and those that rest on its duties. Acts before the change keep the old value."""
    duties = set(figure.duties)
    for name, parameter in sorted(catalog.parameters.items()):
        if name not in figure.parameters and not duties & set(parameter.duties):
            continue
        for newer, older in pairwise(parameter.versions):
            if since <= newer.valid_from <= until and newer.value != older.value:
                yield (
                    f"{parameter.title}自{newer.valid_from}起由{value_text(parameter, older)}改为"
                    f"{value_text(parameter, newer)}，此前的按原规定计算"
                )
