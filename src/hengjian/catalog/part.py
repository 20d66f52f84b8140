"""The part of the library that some rules stand on: for a job that runs these rules and no others.

Reading the whole library takes longer than such a job's own start. What is read is checked file by file as
always; whether the library as a whole is consistent is for `load` and the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from hengjian.catalog import library
from hengjian.catalog.library import Catalog, library_path
from hengjian.catalog.models import Entry, Parameter, Rule, Table
from hengjian.catalog.reading import LibraryError

T = TypeVar("T", bound=Entry)


def load_part(field: str, root: Path | None = None) -> Catalog:
    """The rules of a field (the folder below `rules/`) with their tables, parameters and calendars.

    Without acts, duties, procedures and figures. Raises LibraryError listing every problem found.
    """
    base = root or library_path()
    catalog = Catalog(base)
    problems: list[str] = []
    each = library.reader(base, problems)
    each(
        f"rules/{field}/*/*.yaml",
        lambda p: library.read_unit(catalog, catalog.rules, p, Rule, "rule", field),
    )
    if not catalog.rules and not problems:
        problems.append(f"{base / 'rules' / field}: no rules here")
    each("calendars/*.yaml", lambda p: library.read_calendar(catalog, p))
    for rule in catalog.rules.values():
        _read_sources(catalog, each, rule.reads, rule.parameters)
    if problems:
        raise LibraryError(problems)
    return catalog


def _read_sources(
    catalog: Catalog, each: library.Each, tables: Iterable[str], parameters: Iterable[str]
) -> None:
    """The named tables and parameters, and those that the derived tables among them stand on."""
    for name in parameters:
        if name not in catalog.parameters:
            path = name.replace(".", "/")
            each(
                f"parameters/{path}.yaml", _entry(catalog.parameters, Parameter, "parameter", name)
            )
    for name in tables:
        if name not in catalog.tables:
            each(f"tables/{name}.yaml", _entry(catalog.tables, Table, "table", name))
            table = catalog.tables.get(name)
            if table is not None:
                _read_sources(catalog, each, table.reads, table.parameters)


def _entry(target: dict[str, T], kind: type[T], key: str, name: str) -> Callable[[Path], None]:
    return lambda path: library.read_named(target, path, kind, key, name)
