"""Rules side by side: what does not wait for another query runs beside it, each on its own cursor.

A query over some 100,000 rows does not fill a processor's cores by itself; two such queries do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.compile import Compiled, compile_derived
from hengjian.engine.session import Session

T = TypeVar("T")
U = TypeVar("U")
Key = tuple[str, str]  #: schema and name of a table
#: job(backend, name of the rule, its query)
Job = Callable[[DuckDBBackend, str, Compiled], T]


def side_by_side(
    session: Session, backend: DuckDBBackend, queries: Iterable[tuple[str, Compiled]], job: Job[T]
) -> dict[str, T]:
    """The job's result for every query, in their order; derived tables are computed on the way.

    As many at a time as the database has threads, so that one thread means one query after another. `queries` may
    compile as they come: the first run while the next are compiled. `backend` is the session's own.
    """
    workers = backend.threads()
    free: SimpleQueue[DuckDBBackend] = SimpleQueue()
    for _ in range(workers):
        free.put(backend.beside())
    done: dict[Key, Future[None]] = {}

    def turn(awaited: list[Future[None]], work: Callable[[DuckDBBackend], U]) -> U:
        # First in, first out: what is waited for was begun before, so waiting cannot block for ever.
        for earlier in awaited:
            earlier.result()
        own = free.get()
        try:
            return work(own)
        finally:
            free.put(own)

    def begin(
        pool: ThreadPoolExecutor, compiled: Compiled, work: Callable[[DuckDBBackend], U]
    ) -> Future[U]:
        session.ensure(replace(compiled, reads=compiled.reads - done.keys()))
        return pool.submit(turn, [done[key] for key in compiled.reads if key in done], work)

    with ThreadPoolExecutor(workers) as pool:
        answers: dict[str, Future[T]] = {}
        for name, compiled in queries:
            for key, own in _derived(session, compiled, done.keys()).items():
                done[key] = begin(pool, own, partial(_keep, session, own, key))
            answers[name] = begin(pool, compiled, partial(_answer, job, name, compiled))
        return {name: answer.result() for name, answer in answers.items()}


def _keep(session: Session, compiled: Compiled, key: Key, own: DuckDBBackend) -> None:
    replace(session, backend=own).ensure(replace(compiled, reads=frozenset({key})))


def _answer(job: Job[T], name: str, compiled: Compiled, own: DuckDBBackend) -> T:
    return job(own, name, compiled)


def _derived(session: Session, compiled: Compiled, begun: Collection[Key]) -> dict[Key, Compiled]:
    """Derived tables that the query reads and that are not there yet, sources before their users."""
    found: dict[Key, Compiled] = {}
    for schema, name in sorted(compiled.reads - session.loaded - set(begun)):
        table = session.catalog.tables[name] if schema == "src" else None
        if table is not None and table.derived and (schema, name) not in found:
            own = compile_derived(table, session.catalog)
            found |= _derived(session, own, {*begun, *found})
            found[schema, name] = own
    return found
