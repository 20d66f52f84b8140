"""Whether the facts of a form are whole: the same for pages, the API and tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hengjian.identity.credit_codes import is_credit_code
from hengjian.office.matters.desks import DeskField


def check_facts(fields: Mapping[str, DeskField], facts: Mapping[str, Any]) -> None:
    """Raise ValidationError naming every field that is missing or cannot be so."""
    wrong = [said for name, field in fields.items() if (said := _fault(name, field, facts))]
    if wrong:
        raise ValidationError(wrong)


def _fault(name: str, field: DeskField, facts: Mapping[str, Any]) -> str:
    value = facts.get(name)
    if value in (None, ""):
        asked = any(facts.get(other) in values for other, values in field.required_if.items())
        return _("请填写：%(f)s") % {"f": field.title} if field.required or asked else ""
    if field.type == "choice" and value not in field.choices:
        return _("“%(f)s”没有这个选项") % {"f": field.title}
    if field.type == "date" and not _is_day(value):
        return _("“%(f)s”不是日期") % {"f": field.title}
    if field.type in ("money", "number") and not isinstance(value, int):
        return _("“%(f)s”不是数字") % {"f": field.title}
    if field.type == "credit_code" and not is_credit_code(value):
        return _("“%(f)s”不是有效的统一社会信用代码") % {"f": field.title}
    return ""


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
