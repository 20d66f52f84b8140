"""A value of an entry between the database (plain JSON), Python and the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from hengjian.catalog.models import Column

FEN = {"": 100, "yuan": 100, "wan_yuan": 1_000_000}


def plain(value: Any) -> Any:
    """A value of the lake or of a form as JSON keeps it; empty texts are nothing."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return value.strip() or None
    return value


def typed(column: Column, value: Any) -> Any:
    """What JSON kept as the value of the data standard."""
    if value is None:
        return None
    if column.type == "date":
        return date.fromisoformat(str(value))
    if column.type in ("ratio", "decimal"):
        return Decimal(str(value))
    return value


def shown(column: Column, value: Any, units: dict[str, str] | None = None) -> str:
    """As a person reads it: titles of codes, yuan, 是/否, names of units."""
    if value is None or value == "":
        return ""
    if column.type == "code":
        return column.codes.get(str(value), str(value))
    if column.type == "money":
        return f"{Decimal(int(value)) / FEN[column.unit]:,.2f}{_('万元') if column.unit == 'wan_yuan' else _('元')}"
    if column.type == "boolean":
        return _("是") if value else _("否")
    if units and column.refers_to == "unit.unit_id":
        return units.get(str(value), str(value))
    return str(value)


def heading(column: Column) -> str:
    """The title of a column on a page: a unit is shown by its name, not by its code."""
    if column.refers_to == "unit.unit_id":
        return column.title.removesuffix("编码")
    return column.title


def exported(column: Column, value: Any) -> Any:
    """As the Excel form of the table wants it back: Chinese labels, yuan, 是/否."""
    if value is None:
        return None
    if column.type == "code":
        return column.codes.get(str(value), str(value))
    if column.type == "money":
        return f"{Decimal(int(value)) / FEN[column.unit]:f}"
    if column.type == "boolean":
        return "是" if value else "否"
    return value if column.type == "integer" else str(value)
