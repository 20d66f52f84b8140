"""Reads `library/` into a Catalog. The only reader of the library; everything below it is frozen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from hengjian.catalog import consistency
from hengjian.catalog.calendars import work_calendar
from hengjian.catalog.models import (
    Act,
    Board,
    CalendarYear,
    CaseFile,
    Duty,
    Entry,
    Figure,
    OverlayParameter,
    OverlayTable,
    Parameter,
    Procedure,
    Rule,
    Table,
)
from hengjian.catalog.reading import LibraryError, convert, read_object, read_yaml
from hengjian.statute.calendars import WorkCalendar

T = TypeVar("T", bound=Entry)
#: each(pattern, read): reads the files of a pattern.
Each = Callable[[str, Callable[[Path], None]], None]


@dataclass(frozen=True)
class Catalog:
    """All of the library, by name. Figures and rules carry their SQL text."""

    root: Path
    acts: dict[str, Act] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    calendars: dict[int, CalendarYear] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    @cached_property
    def work(self) -> WorkCalendar:
        """The office calendar: packaged years and the library's own."""
        return work_calendar(self.calendars)

    @cached_property
    def field_titles(self) -> dict[str, str]:
        """Every field that rules and procedures belong to (the first part of a rule's name): its title."""
        names = sorted({n.split(".")[0] for n in (*self.rules, *self.procedures)})
        procedures = {n: p.title for n, p in self.procedures.items()}
        return {n: self.fields.get(n) or procedures.get(n, n) for n in names}

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """What a user of this very catalog keeps with it; `dataclasses.replace` starts empty."""
        return {}

    def cases(self, name: str) -> CaseFile:
        """The cases of a rule, procedure or figure; raises LibraryError when there are none."""
        path = self.files[name].with_suffix("").with_suffix(".cases.yaml")
        if not path.exists():
            raise LibraryError([f"{path}: missing; every rule, procedure and figure has cases"])
        return read_object(path, CaseFile)


def library_path() -> Path:
    """HENGJIAN_LIBRARY, the library of a checkout, or the copy inside the installed package."""
    if chosen := os.environ.get("HENGJIAN_LIBRARY"):
        return Path(chosen)
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1] / "library"
    return checkout if checkout.is_dir() else package / "_library"


def load(
    root: Path | None = None, *, overlays: Sequence[str] = (), extra: Sequence[Path] = ()
) -> Catalog:
    """The library at `root`, then `extra` folders of the same shape, then overlays by name.

    Raises LibraryError listing every problem found.
    """
    base = root or library_path()
    if not base.is_dir():
        raise LibraryError([f"{base}: no library here; set HENGJIAN_LIBRARY"])
    catalog = Catalog(base)
    problems: list[str] = []
    for folder in (base, *extra):
        _read_folder(catalog, folder, problems)
    for name in overlays:
        _apply_overlay(catalog, name, problems)
    problems += consistency.problems(catalog)
    if problems:
        raise LibraryError(problems)
    return catalog


def reader(folder: Path, problems: list[str]) -> Each:
    """Reads the files of a pattern in order; what is wrong with one does not stop the others."""

    def each(pattern: str, read: Callable[[Path], None]) -> None:
        for path in sorted(folder.glob(pattern)):
            try:
                read(path)
            except LibraryError as error:
                problems.extend(error.problems)

    return each


def _read_folder(catalog: Catalog, folder: Path, problems: list[str]) -> None:
    each = reader(folder, problems)
    _read_basis(catalog, each)
    each(
        "parameters/*/*.yaml",
        lambda p: read_named(catalog.parameters, p, Parameter, "parameter", _dotted(p)),
    )
    each("tables/*.yaml", lambda p: read_named(catalog.tables, p, Table, "table", p.stem))
    _read_content(catalog, each)


def _read_basis(catalog: Catalog, each: Each) -> None:
    each("acts/*.yaml", lambda p: read_named(catalog.acts, p, Act, "act", p.stem))
    each("duties/*.yaml", lambda p: _read_duties(catalog, p))
    each("calendars/*.yaml", lambda p: read_calendar(catalog, p))


def _read_content(catalog: Catalog, each: Each) -> None:
    each(
        "rules/*/*/*.yaml",
        lambda p: read_unit(catalog, catalog.rules, p, Rule, "rule", p.parts[-3]),
    )
    each(
        "procedures/*/*.yaml",
        lambda p: read_unit(catalog, catalog.procedures, p, Procedure, "procedure"),
    )
    each("figures/*/*.yaml", lambda p: read_unit(catalog, catalog.figures, p, Figure, "figure"))
    each("boards/*/*.yaml", lambda p: read_unit(catalog, catalog.boards, p, Board, "board"))
    each(
        "fields.yaml",
        lambda p: catalog.fields.update(convert(read_yaml(p), dict[str, str], str(p))),
    )


def _dotted(path: Path) -> str:
    return f"{path.parent.name}.{path.stem}"


def _sql(path: Path) -> str:
    sql = path.with_suffix(".sql")
    return sql.read_text(encoding="utf-8") if sql.exists() else ""


def read_named(target: dict[str, T], path: Path, kind: type[T], key: str, name: str) -> None:
    """Read one file whose key must equal its path; derived tables bring their SQL along."""
    entry = read_object(path, kind)
    if getattr(entry, key) != name:
        raise LibraryError([f"{path}: {key} is {getattr(entry, key)!r} but the path says {name!r}"])
    if name in target:
        raise LibraryError([f"{path}: {key} {name!r} exists already"])
    if isinstance(entry, Table) and entry.derived:
        entry = msgspec.structs.replace(entry, sql=_sql(path))
    target[name] = entry


def read_unit(
    catalog: Catalog, target: dict[str, Any], path: Path, kind: type[T], key: str, field_: str = ""
) -> None:
    """A rule, procedure or figure: a folder with files of the same name."""
    if path.name.endswith((".cases.yaml", ".desk.yaml")):
        return
    if path.stem != path.parent.name:
        raise LibraryError(
            [f"{path}: the file must be named after its folder {path.parent.name!r}"]
        )
    name = f"{field_}.{path.stem}" if field_ else path.stem
    read_named(target, path, kind, key, name)
    if kind is not Procedure:
        sql = _sql(path)
        if not sql:
            raise LibraryError([f"{path.with_suffix('.sql')}: missing or empty"])
        target[name] = msgspec.structs.replace(target[name], sql=sql)
    catalog.files[name] = path


def _read_duties(catalog: Catalog, path: Path) -> None:
    for code, data in (read_yaml(path) or {}).items():
        if code in catalog.duties:
            raise LibraryError([f"{path}: duty {code} exists already"])
        catalog.duties[code] = convert(data, Duty, f"{path}: {code}")


def read_calendar(catalog: Catalog, path: Path) -> None:
    """Read one calendar year, named after its year."""
    entry = read_calendar_year(path)
    if str(entry.year) != path.stem:
        raise LibraryError([f"{path}: year is {entry.year} but the file is named {path.stem}"])
    catalog.calendars[entry.year] = entry


def read_calendar_year(path: Path) -> CalendarYear:
    """A calendar year that a notice may have: raises LibraryError with every day that is wrong."""
    entry = read_object(path, CalendarYear)
    both = set(entry.holidays) & set(entry.make_up_days)
    wrong = [
        f"{d} is not in {entry.year}"
        for d in (*entry.holidays, *entry.make_up_days)
        if d.year != entry.year
    ]
    wrong += [f"{d} is both a rest day and worked" for d in sorted(both)]
    wrong += [
        f"{d} is a weekday: it needs no make-up" for d in entry.make_up_days if d.weekday() < 5
    ]
    if not any(d.weekday() < 5 for d in entry.holidays):
        wrong.append("no rest day on a weekday: every year has some")
    if wrong:
        raise LibraryError([f"{path}: {what}" for what in wrong])
    return entry


def _apply_overlay(catalog: Catalog, name: str, problems: list[str]) -> None:
    folder = catalog.root / "overlays" / name
    if not folder.is_dir():
        problems.append(f"{folder}: no such overlay; there are: {_names(folder.parent)}")
        return
    each = reader(folder, problems)
    _read_basis(catalog, each)
    each(
        "parameters/*/*.yaml",
        lambda p: _overlay_parameter(catalog, read_object(p, OverlayParameter), p),
    )
    each("tables/*.yaml", lambda p: _overlay_table(catalog, read_object(p, OverlayTable), p))
    _read_content(catalog, each)


def _overlay_table(catalog: Catalog, overlay: OverlayTable, path: Path) -> None:
    """Further codes and headers; what the standard says stays."""
    table = catalog.tables.get(overlay.table)
    if table is None:
        raise LibraryError([f"{path}: no table {overlay.table!r} to add to"])
    columns = dict(table.columns)
    for name, more in overlay.columns.items():
        column = columns.get(name)
        if column is None:
            raise LibraryError([f"{path}: {overlay.table} has no column {name!r}"])
        if again := column.codes.keys() & more.codes.keys():
            raise LibraryError([f"{path}: {name}: codes {sorted(again)} exist already"])
        columns[name] = msgspec.structs.replace(
            column, codes=column.codes | more.codes, aliases=(*column.aliases, *more.aliases)
        )
    catalog.tables[overlay.table] = msgspec.structs.replace(table, columns=columns)


def _overlay_parameter(catalog: Catalog, overlay: OverlayParameter, path: Path) -> None:
    national = catalog.parameters.get(overlay.parameter)
    if national is None:
        raise LibraryError([f"{path}: no parameter {overlay.parameter!r} to give a local value to"])
    loosened = consistency.loosened(national, overlay.versions)
    if loosened:
        raise LibraryError([f"{path}: {loosened}"])
    versions = {v.valid_from: v for v in (*national.versions, *overlay.versions)}
    ordered = tuple(versions[day] for day in sorted(versions, reverse=True))
    catalog.parameters[overlay.parameter] = msgspec.structs.replace(national, versions=ordered)


def _names(folder: Path) -> str:
    return ", ".join(sorted(p.name for p in folder.iterdir() if p.is_dir())) or "none"


def only(catalog: Catalog, rules: Iterable[str]) -> Catalog:
    """The same catalog with a subset of its rules."""
    return replace(catalog, rules={name: catalog.rules[name] for name in rules})
