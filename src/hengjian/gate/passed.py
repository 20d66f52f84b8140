"""Which units passed the gate as they are now, so that only what changed is checked again.

A unit passed under a key: the hash of everything its check depends on. That is the unit, its cases, what it
reads, the calendar, the engine's and the gate's own source, and the versions of the libraries they stand on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Board, Figure, Rule
from hengjian.gate.check import Report

_PACKAGES = ("catalog", "statute", "lake", "engine", "gate")
_STANDS_ON = ("duckdb", "sqlglot", "pyarrow", "msgspec", "chinesecalendar")


class Passed(msgspec.Struct, frozen=True):
    """What was counted when the unit passed."""

    cases: int
    mutants: int


class PassedUnits:
    """The keys of one folder: HENGJIAN_CACHE, else the user's cache. `known` adds up what is taken over."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.folder = _folder()
        self._shared = _digest(_source(), catalog.calendars)
        self._tables: dict[str, bytes] = {}

    def known(self, names: Iterable[str]) -> tuple[Report, list[str]]:
        """(what the units that passed before counted, the names that must be checked)."""
        report, left = Report(), []
        for name in names:
            found = self._read(name)
            if found is None:
                left.append(name)
            else:
                report.include(Report(1, found.cases, found.mutants))
        return report, left

    def keep(self, name: str, report: Report) -> None:
        """Note that a unit passed; a unit with problems is checked every time."""
        if report.problems:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f".{os.getpid()}"
        aside.write_bytes(msgspec.json.encode(Passed(report.cases, report.mutants)))
        aside.replace(self.folder / self.key(name))

    def _read(self, name: str) -> Passed | None:
        try:
            return msgspec.json.decode((self.folder / self.key(name)).read_bytes(), type=Passed)
        except (OSError, msgspec.DecodeError):
            return None

    def key(self, name: str) -> str:
        """Hash of all that the check of the unit depends on, as hex."""
        catalog = self.catalog
        unit: Any = catalog.rules.get(name) or catalog.figures.get(name) or catalog.boards[name]
        parts = [self._shared, name, unit]
        parts += [catalog.parameters[p] for p in unit.parameters]
        parts += [self._table(t) for t in unit.reads]
        if isinstance(unit, Rule) and unit.procedure:
            parts.append(catalog.procedures[unit.procedure])
        if isinstance(unit, Figure | Board):
            parts.append(sorted(catalog.rules))
        cases = catalog.files[name].with_suffix(".cases.yaml")
        return _digest(*parts, cases.read_bytes() if cases.exists() else b"").hex()

    def _table(self, name: str) -> bytes:
        """A table with all that a derived one is made of."""
        if name not in self._tables:
            table = self.catalog.tables[name]
            self._tables[name] = b""  # a table that reads itself is refused elsewhere
            made_of = [self._table(t) for t in table.reads]
            made_of += [msgspec.json.encode(self.catalog.parameters[p]) for p in table.parameters]
            self._tables[name] = _digest(table, *made_of)
        return self._tables[name]


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("HENGJIAN_CACHE") or Path(base) / "hengjian") / "gate"


@cache
def _source() -> bytes:
    """The code and the libraries that a check runs through."""
    root = Path(__file__).resolve().parents[1]
    files = sorted(f for p in _PACKAGES for f in (root / p).rglob("*.py"))
    return _digest(*(f.read_bytes() for f in files), *(version(name) for name in _STANDS_ON))


def _digest(*parts: Any) -> bytes:
    found = sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else msgspec.json.encode(part, order="deterministic")
        found.update(len(data).to_bytes(8, "big"))
        found.update(data)
    return found.digest()
