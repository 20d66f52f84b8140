"""Numbers without gaps: one row a series and year, locked until the transaction of the issue ends."""

from __future__ import annotations

from django.db import models

from hengjian.office.documents.models import Document, Register


def next_number(series: str, year: int) -> int:
    """The next number. Inside the transaction of the issue: if that fails, the number was never given."""
    Register.objects.get_or_create(series=series, year=year)
    register = Register.objects.select_for_update().get(series=series, year=year)
    register.last += 1
    register.save(update_fields=["last"])
    return register.last


def gaps() -> list[str]:
    """Registers whose documents do not run from 1 to the last number; empty as it should be."""
    found = []
    for register in Register.objects.order_by("series", "year"):
        rows = Document.objects.filter(series=register.series, year=register.year)
        seen = rows.aggregate(n=models.Count("pk"), last=models.Max("number"))
        if seen["n"] != register.last or (seen["last"] or 0) != register.last:
            found.append(str(register))
    return found
