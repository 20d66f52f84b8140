"""The data standard's tables, read by themselves: a rule under work does not stop the demo."""

from __future__ import annotations

from functools import cache

from hengjian.catalog.library import library_path
from hengjian.catalog.models import Table
from hengjian.catalog.reading import read_object


@cache
def standard() -> dict[str, Table]:
    """Every delivered table of `library/tables`, by name; derived ones are not delivered."""
    tables = (read_object(p, Table) for p in sorted((library_path() / "tables").glob("*.yaml")))
    return {table.table: table for table in tables if not table.derived}
