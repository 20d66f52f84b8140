"""Record-level re-runs: new records cost what they touch, not what the district holds.

A rule with a `partition` promises that its answer for one value of that column (for several joined with "+", their
values together) depends only on rows with that value (the gate proves it on the rule's cases). When only batches
changed since an earlier run,

    result now = result then - rule(records then, touched values) + rule(records now, touched values)

Both restricted runs use the rule's own SQL: the restriction is made where tables are attached. Having no value is
a value like another. Whatever cannot be shown to be safe is computed in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Rule, Table
from hengjian.engine import sql
from hengjian.engine.backends import Backend

if TYPE_CHECKING:
    from hengjian.engine.session import Session

#: Above this share of changed, or of touched, rows a full run is cheaper than two restricted ones.
WORTH = 0.25
Partition = tuple[str, ...]
Columns = tuple[str, ...]


@dataclass(frozen=True)
class History:
    """What changed since an earlier run, and how to see the records as they were and as they are.

    `changed`: table → Parquet files of the batches that were added or withdrawn. `rows`: rows of each
    table now; `changed_rows`: rows in the changed files.
    """

    open: Callable[[], Backend]
    attach_then: Callable[[Backend, Iterable[Table]], None]
    attach_now: Callable[[Backend, Iterable[Table]], None]
    changed: dict[str, list[str]]
    changed_rows: dict[str, int]
    rows: dict[str, int]


@dataclass(frozen=True)
class Answer:
    """How many records a rule examined, by (unit, verdict), and its stored rows."""

    counts: Mapping[tuple[str, str], int]
    rows: pa.Table

    @property
    def verdicts(self) -> dict[str, int]:
        """Verdict → records of all units."""
        found: Counter[str] = Counter()
        for (_, verdict), number in self.counts.items():
            found[verdict] += number
        return dict(sorted(found.items()))


@dataclass
class Delta:
    """Restricted sessions of one run, two per partition, opened when the first rule needs them."""

    history: History
    catalog: Catalog
    restricted: Callable[[Backend, Callable[[Iterable[str]], None]], Session]
    evaluate: Callable[[Session, str], Answer]
    sparing: bool = (
        True  #: compute in full where that is cheaper; False: wherever it is safe, exchange
    )
    _pairs: dict[Partition, Pair] = field(default_factory=dict)

    def answer(self, rule: Rule, sources: set[str], earlier: Answer) -> Answer | None:
        """The rule's answer now, from its earlier one; None where it must be computed in full."""
        touched = sources & self.history.changed.keys()
        if not rule.partition or not self._worth(touched, rule.partition):
            return None
        if rule.partition not in self._pairs:
            self._pairs[rule.partition] = self._pair(rule.partition)
        pair = self._pairs[rule.partition]
        if self.sparing and any(pair.share(self.catalog.tables[n]) > WORTH for n in touched):
            return None
        then, now = (self.evaluate(s, rule.rule) for s in (pair.then, pair.now))
        return exchanged(earlier, then, now)

    def _worth(self, touched: set[str], partition: Partition) -> bool:
        tables = [self.catalog.tables[t] for t in touched]
        if not all(columns_of(t, partition) for t in tables):
            return False
        history = self.history
        return all(history.changed_rows[t] <= WORTH * history.rows.get(t, 0) for t in touched)

    def _pair(self, partition: Partition) -> Pair:
        """The records then and now, both restricted to what was touched."""
        sides = [
            Side(self.history.open(), attach, self.catalog, partition)
            for attach in (self.history.attach_then, self.history.attach_now)
        ]
        values = touched_values(sides, self.history, self.catalog, partition)
        for side in sides:
            side.touch(values)
        then, now = (self.restricted(side.backend, side.attach) for side in sides)
        return Pair(then, now, sides[1])

    def close(self) -> None:
        """Close what was opened."""
        for pair in self._pairs.values():
            for session in (pair.then, pair.now):
                session.backend.close()


@dataclass
class Pair:
    """Restricted sessions over the records then and now; `side` is that of now."""

    then: Session
    now: Session
    side: Side
    _shares: dict[str, float] = field(default_factory=dict)

    def share(self, table: Table) -> float:
        """The part of the table's rows that belongs to touched values: one value may hold them all."""
        if table.table not in self._shares:
            self._shares[table.table] = self.side.share(table)
        return self._shares[table.table]


@dataclass
class Side:
    """One state of the lake in a backend of its own, each table cut down to the touched values."""

    backend: Backend
    attach_all: Callable[[Backend, Iterable[Table]], None]
    catalog: Catalog
    partition: Partition
    held: set[str] = field(default_factory=set)

    def touch(self, values: pa.Table) -> None:
        """Set the values of the partition that count from now on (columns v0, v1, …; null is a value)."""
        self.backend.load("engine", "touched", values)

    def attach(self, names: Iterable[str]) -> None:
        """Show the tables: those with the partition's column restricted, the others whole."""
        for name in names:
            table = self.catalog.tables[name]
            columns = columns_of(table, self.partition)
            if columns:
                self.whole(table)
                self.backend.materialise("src", name, _cut(table, columns).select("w.*"))
            else:
                self.attach_all(self.backend, [table])

    def share(self, table: Table) -> float:
        """The part of the table's rows that belongs to touched values."""
        columns = columns_of(table, self.partition)
        if not columns:
            return 1.0
        self.whole(table)
        number = exp.Count(this=exp.Star())
        rows, held = (
            self.backend.fetch(query.select(number)).column(0)[0].as_py()
            for query in (exp.select().from_(_whole(table)), _cut(table, columns))
        )
        return held / rows if rows else 0.0

    def whole(self, table: Table) -> None:
        """Attach a table with all its rows as `<name>_whole`."""
        if table.table not in self.held:
            self.attach_all(cast(Backend, _Renamed(self.backend)), [table])
            self.held.add(table.table)

    def distinct(self, table: Table, columns: Columns, keys: pa.Table) -> pa.Table:
        """Values of the columns in the rows that have one of the keys."""
        self.whole(table)
        self.backend.load("engine", "keys", keys)
        on = exp.and_(*(exp.column(k, "w").eq(exp.column(k, "k")) for k in table.key))
        query = (
            exp.select(*(exp.column(c, "w") for c in columns)).distinct().from_(_whole(table))
            .join(exp.alias_(sql.table("engine", "keys"), "k", table=True), on=on)
        )  # fmt: skip
        return self.backend.fetch(query)


def _whole(table: Table) -> exp.Expr:
    return exp.alias_(sql.table("src", f"{table.table}_whole"), "w", table=True)


def _cut(table: Table, columns: Columns) -> exp.Select:
    """From the table's rows that belong to a touched value."""
    on = exp.and_(
        *(
            exp.NullSafeEQ(
                this=exp.cast(exp.column(c, "w"), "text"), expression=exp.column(f"v{n}", "t")
            )
            for n, c in enumerate(columns)
        )
    )
    touched = exp.alias_(sql.table("engine", "touched"), "t", table=True)
    return exp.select().from_(_whole(table)).join(touched, on=on, join_type="semi")


class _Renamed:
    """A backend under whose names `_whole` is written: what the lake attaches stays whole."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.dialect = backend.dialect

    def load(self, schema: str, name: str, rows: pa.Table) -> None:
        self.backend.load(schema, f"{name}_whole", rows)

    def attach(self, schema: str, name: str, files: list[str]) -> None:
        self.backend.attach(schema, f"{name}_whole", files)

    def attach_latest(self, schema: str, name: str, files: list[str], key: list[str]) -> None:
        self.backend.attach_latest(schema, f"{name}_whole", files, key)


def columns_of(table: Table, partition: Partition) -> Columns:
    """The columns of the partition's first entry that the table has whole; none without one."""
    entries = (tuple(entry.split("+")) for entry in partition)
    return next((e for e in entries if table.columns.keys() >= set(e)), ())


def width(partition: Partition) -> int:
    """How many columns make a value."""
    return len(partition[0].split("+"))


def touched_values(
    sides: list[Side], history: History, catalog: Catalog, partition: Partition
) -> pa.Table:
    """Every value of the partition whose records may differ between the two states, as columns v0, v1, … of text.

    A correction may move a row from one value to another: the values that its key has on both sides
    belong to it.
    """
    schema = pa.schema([(f"v{n}", pa.string()) for n in range(width(partition))])
    found = [schema.empty_table()]
    for name, files in history.changed.items():
        table = catalog.tables[name]
        columns = columns_of(table, partition)
        if not columns:
            continue
        sides[1].backend.attach("src", f"{name}_changed", files)
        wanted = list(dict.fromkeys((*table.key, *columns)))
        changed = exp.select(*wanted).distinct().from_(sql.table("src", f"{name}_changed"))
        rows = sides[1].backend.fetch(changed)
        parts = [rows]
        if not set(columns) <= set(table.key):
            keys = rows.select(list(table.key))
            parts += [side.distinct(table, columns, keys) for side in sides]
        found += [p.select(columns).rename_columns(schema.names).cast(schema) for p in parts]
    return pa.concat_tables(found).group_by(schema.names).aggregate([])


def exchanged(earlier: Answer, then: Answer, now: Answer) -> Answer | None:
    """The earlier answer with the touched records' part exchanged; None when the parts do not fit."""
    gone = earlier.rows["record_id"]
    kept = earlier.rows.filter(pc.invert(pc.is_in(gone, then.rows["record_id"].combine_chunks())))
    if earlier.rows.num_rows - kept.num_rows != then.rows.num_rows:
        return None
    counts = {
        key: earlier.counts.get(key, 0) - then.counts.get(key, 0) + now.counts.get(key, 0)
        for key in {*earlier.counts, *then.counts, *now.counts}
    }
    if any(number < 0 for number in counts.values()):
        return None
    rows = pa.concat_tables([kept, now.rows.cast(kept.schema)])
    ordered = rows.sort_by([("record_id", "ascending"), ("trigger_day", "ascending")])
    return Answer({key: number for key, number in counts.items() if number}, ordered)
