"""A session: a backend over one state of the records, and keys that say what an answer stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import msgspec

from hengjian.catalog.library import Catalog
from hengjian.engine import sql
from hengjian.engine.backends import Backend
from hengjian.engine.compile import Compiled, compile_derived, compile_rule
from hengjian.engine.daily import calendar_table, count_tables, parameter_table, run_table
from hengjian.engine.incremental import History
from hengjian.engine.store import RunInfo
from hengjian.engine.values import finding_rows


@dataclass(frozen=True)
class RunRequest:
    """What to run. Empty `rules`: all. `period`: the reported year, by default that of as_of."""

    as_of: date
    period: int | None = None
    rules: tuple[str, ...] = ()
    known_by: date | None = None
    reuse: bool = True
    #: A rule that took fewer seconds in full is computed in full: two restricted runs cost more.
    worth_seconds: float = 0.25


@dataclass
class Session:
    """A backend over a lake snapshot, with what has been loaded so far."""

    catalog: Catalog
    backend: Backend
    attach: Callable[[Iterable[str]], None]
    table_keys: dict[str, str]
    request: RunRequest
    history: Callable[[RunInfo], History | None] = lambda _: None
    loaded: set[tuple[str, str]] = field(default_factory=set)
    finding_key: str = ""
    _compiled: dict[str, Compiled] = field(default_factory=dict)

    def compiled(self, name: str) -> Compiled:
        """The rule's query, checked once."""
        if name not in self._compiled:
            self._compiled[name] = compile_rule(self.catalog.rules[name], self.catalog)
        return self._compiled[name]

    def ensure(self, compiled: Compiled) -> None:
        """Load every table the query reads; derived tables are computed once."""
        missing = sorted(compiled.reads - self.loaded)
        sources = [n for s, n in missing if s == "src" and not self.catalog.tables[n].derived]
        if sources:
            self.attach(sources)
            self.loaded |= {("src", n) for n in sources}
        for schema, name in missing:
            if (schema, name) not in self.loaded:
                self._load(schema, name)
                self.loaded.add((schema, name))

    def _load(self, schema: str, name: str) -> None:
        if schema == "param":
            parameter = next(p for p in self.catalog.parameters.values() if p.table == name)
            self.backend.load(schema, name, parameter_table(parameter, self.catalog.work))
        elif schema == "engine":
            self._load_engine(name)
        else:
            derived = compile_derived(self.catalog.tables[name], self.catalog)
            self.ensure(derived)
            self.backend.materialise(schema, name, derived.tree)

    def _load_engine(self, name: str) -> None:
        work = self.catalog.work
        if name == "run":
            rows = run_table(self.request.as_of, self.request.period)
        elif name == "calendar":
            rows = calendar_table(work)
        elif name in ("count", "count_day"):
            rows = count_tables(work)[name == "count_day"]
        else:
            rows = finding_rows([])
        self.backend.load("engine", name, rows)

    def input_key(self, compiled: Compiled) -> str:
        """A hash of all that can change the query's answer: text, terms, batches, days."""
        return self._key(compiled, records=True)

    def terms_key(self, compiled: Compiled) -> str:
        """The same without the batches: what an answer stands on besides the records."""
        return self._key(compiled, records=False)

    def sources(self, compiled: Compiled) -> set[str]:
        """Delivered tables that the query reads, through derived ones too."""
        found: set[str] = set()
        for schema, name in compiled.reads:
            if schema == "src" and self.catalog.tables[name].derived:
                found |= self.sources(compile_derived(self.catalog.tables[name], self.catalog))
            elif schema == "src":
                found.add(name)
        return found

    def _key(self, compiled: Compiled, *, records: bool) -> str:
        digest = hashlib.sha256(compiled.rendered.text(sql.DIALECT).encode())
        for schema, name in sorted(compiled.reads):
            digest.update(f"{schema}.{name}={self._source_key(schema, name, records)};".encode())
        return digest.hexdigest()[:24]

    def _source_key(self, schema: str, name: str, records: bool) -> str:
        if schema == "param":
            parameter = next(p for p in self.catalog.parameters.values() if p.table == name)
            return msgspec.json.encode(parameter).decode() + self.catalog.work.fingerprint
        if schema == "engine":
            days = (self.request.as_of, self.request.period)
            if name == "finding":
                return self.finding_key
            return str(days) if name == "run" else self.catalog.work.fingerprint
        if name in self.table_keys:
            return self.table_keys[name] if records else ""
        derived = compile_derived(self.catalog.tables[name], self.catalog)
        return self._key(derived, records=records)
