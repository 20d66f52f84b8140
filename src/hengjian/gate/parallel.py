"""The gate on every core: each process holds a bench of its own and checks one unit after the other.

What passed before as it is now is taken over (`passed`), so an author waits for what was changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from hengjian.catalog import Catalog, load
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench
from hengjian.engine.procedures import with_procedures
from hengjian.gate.check import Report, check_library
from hengjian.gate.passed import PassedUnits

_bench: list[CaseBench] = []
#: Units that a process must have to be worth its start.
_FEW = 8


def check_changed(
    catalog: Catalog, names: list[str], *, progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Check those of the named units that did not pass before as they are now; counts are of all."""
    passed = PassedUnits(catalog)
    report, left = passed.known(names)
    for name in set(names) - set(left):
        progress(name)
    report.include(check_in_parallel(left, progress=progress, done=passed.keep))
    return report


def check_in_parallel(
    names: list[str], *, with_mutants: bool = True, workers: int = 0,
    progress: Callable[[str], None] = lambda _: None,
    done: Callable[[str, Report], None] = lambda *_: None,
) -> Report:  # fmt: skip
    """Check the named units of the built-in library. `workers`: processes, by default one a core;
    `done` is told the report of each unit."""
    report = Report()
    if not names:
        return report
    workers = min(workers or os.cpu_count() or 1, -(-len(names) // _FEW))
    context = get_context("spawn")  # a fork would copy the threads of whoever calls
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_open) as pool:
        waiting = {pool.submit(_check, name, with_mutants): name for name in names}
        for ready in as_completed(waiting):
            report.include(ready.result())
            done(waiting[ready], ready.result())
            progress(waiting[ready])
    report.problems = dict(sorted(report.problems.items()))
    return report


def _open() -> None:
    backend = DuckDBBackend(threads=1, memory="1GB")
    _bench.append(CaseBench(with_procedures(load()), backend))


def _check(name: str, with_mutants: bool) -> Report:
    bench = _bench[0]
    return check_library(bench.catalog, bench, names=[name], with_mutants=with_mutants)
