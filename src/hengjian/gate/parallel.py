"""The gate on every core: each process holds a bench of its own and checks one unit after the other."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from hengjian.catalog import load
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench
from hengjian.engine.procedures import with_procedures
from hengjian.gate.check import Report, check_library

_bench: list[CaseBench] = []


def check_in_parallel(
    names: list[str], *, with_mutants: bool = True, workers: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:  # fmt: skip
    """Check the named units of the built-in library. `workers`: processes, by default one a core."""
    report = Report()
    workers = min(workers or os.cpu_count() or 1, len(names))
    context = get_context("spawn")  # a fork would copy the threads of whoever calls
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_open) as pool:
        waiting = {pool.submit(_check, name, with_mutants): name for name in names}
        for done in as_completed(waiting):
            report.include(done.result())
            progress(waiting[done])
    report.problems = dict(sorted(report.problems.items()))
    return report


def _open() -> None:
    backend = DuckDBBackend(threads=1, memory="1GB")
    _bench.append(CaseBench(with_procedures(load()), backend))


def _check(name: str, with_mutants: bool) -> Report:
    bench = _bench[0]
    return check_library(bench.catalog, bench, names=[name], with_mutants=with_mutants)
