"""OCDS indicators against the peer's pass over the same file, in one run and separate processes.

    python benchmarks/ocds.py --count 200000 [--fat] [--repeat 3] [--steady] [--memory 1GB]

`peer` is ocdscardinal.coverage(), the only pass that the wheel offers: it reads every line once and
counts fields. `first` goes from the same lines to all eleven indicators with evidence rows. `lake`
writes the flat tables and what is derived from them as Parquet, `again` runs all indicators from there
with changed thresholds. Each time includes the start of its process; runs alternate so that noise of
the machine hits all alike. Python keeps its compiled modules, as in any installation.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from hengjian.catalog.library import Catalog
    from hengjian.engine.backends import Backend
    from hengjian.engine.backends.duckdb import DuckDBBackend
    from hengjian.engine.compile import Compiled
    from hengjian.engine.session import Session

CHANGED = {
    "ocds.submission_days": 10,
    "ocds.close_price_ratio": "0.01",
    "ocds.discount_ratio": "0.2",
}
AS_OF = (2026, 6, 30)


def peer(file: Path) -> dict[str, Any]:
    """One pass of the peer over the file."""
    import ocdscardinal

    return {"paths": len(ocdscardinal.coverage(str(file)))}


def first(file: Path, threads: int, memory: str, *, hashed: bool) -> dict[str, Any]:
    """Lines → flat tables in memory → eleven indicators. The library loads while DuckDB reads."""
    from hengjian.engine.backends.duckdb import DuckDBBackend
    from hengjian.intake.readers import ocds

    backend = DuckDBBackend(threads=threads, memory=memory, spill=Path(tempfile.gettempdir()))
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(ocds.read, file, backend.con.cursor())
        catalog = _catalog({})
        queries = _queries(catalog)
        read = reading.result()
    session = _session(catalog, backend, {n: f"from ocds_in.{n}" for n in read.tables})
    return _indicators(session, queries, hashed=hashed) | {"rejects": read.rejects}


def lake(file: Path, folder: Path, threads: int, memory: str) -> dict[str, Any]:
    """Lines → one Parquet file a table, read or derived."""
    from hengjian.engine.backends.duckdb import DuckDBBackend
    from hengjian.intake.readers import ocds

    backend = DuckDBBackend(threads=threads, memory=memory, spill=Path(tempfile.gettempdir()))
    read = ocds.read(file, backend.con)
    for name in read.tables:
        backend.con.execute(f"copy (from ocds_in.{name}) to '{folder / name}.parquet'")
    catalog = _catalog({})
    session = _session(catalog, backend, _files(folder), folder / "derived")
    for compiled in _queries(catalog).values():
        session.ensure(compiled)
    return {"rejects": read.rejects, "bytes": sum(p.stat().st_size for p in folder.rglob("*.*"))}


def again(folder: Path, threads: int, memory: str, *, hashed: bool) -> dict[str, Any]:
    """Parquet → eleven indicators with changed thresholds."""
    from hengjian.engine.backends.duckdb import DuckDBBackend

    backend = DuckDBBackend(threads=threads, memory=memory, spill=Path(tempfile.gettempdir()))
    catalog = _catalog(CHANGED)
    session = _session(catalog, backend, _files(folder), folder / "derived")
    return _indicators(session, _queries(catalog), hashed=hashed)


def _files(folder: Path) -> dict[str, str]:
    return {p.stem: f"from read_parquet('{p}')" for p in folder.glob("*.parquet")}


def _catalog(values: dict[str, Any]) -> Catalog:
    import dataclasses
    from datetime import date

    import msgspec

    from hengjian.catalog.library import load
    from hengjian.catalog.models import ParameterVersion

    catalog = load()
    parameters = dict(catalog.parameters)
    for name, value in values.items():
        version = ParameterVersion(valid_from=date(1990, 1, 1), value=value, confidence="verified")
        parameters[name] = msgspec.structs.replace(parameters[name], versions=(version,))
    rules = {n: r for n, r in catalog.rules.items() if n.startswith("ocds.")}
    return dataclasses.replace(catalog, parameters=parameters, rules=rules)


def _queries(catalog: Catalog) -> dict[str, Compiled]:
    """The compiled rules; the tables derived for them are compiled on the way."""
    from hengjian.engine.compile import compile_derived, compile_rule

    for table in catalog.tables.values():
        if table.derived and table.table.startswith("ocds_"):
            compile_derived(table, catalog)
    return {name: compile_rule(rule, catalog) for name, rule in sorted(catalog.rules.items())}


def _session(
    catalog: Catalog, backend: DuckDBBackend, sources: dict[str, str], derived: Path | None = None
) -> Session:
    """A session over the sources; with a folder for derived tables it keeps and finds them there."""
    from datetime import date

    from hengjian.engine.derived import KeepingSession
    from hengjian.engine.run import RunRequest, Session

    backend.con.execute(
        "create table src.ocds_method_days (method_details varchar, minimum_days bigint)"
    )

    def attach(names: Iterable[str]) -> None:
        for name in names:
            if name in sources:
                backend.con.execute(f"create view src.{name} as {sources[name]}")

    request, keys = RunRequest(as_of=date(*AS_OF)), {name: name for name in sources}
    if derived is None:
        return Session(catalog, backend, attach, keys, request)
    derived.mkdir(exist_ok=True)
    return KeepingSession(catalog, backend, attach, keys, request, folder=derived)


def _indicators(session: Session, queries: dict[str, Compiled], *, hashed: bool) -> dict[str, Any]:
    """All rules: verdicts counted, and on request a hash over every kept row with its evidence."""
    digest, verdicts = hashlib.sha256(), {}
    for name, compiled in queries.items():
        session.ensure(compiled)
        session.backend.materialise("result", "current", compiled.tree)
        counts, rows = _kept(session.backend, session.catalog.rules[name].columns)
        verdicts[name] = {row["verdict"]: row["n"] for row in counts}
        if hashed:
            digest.update(json.dumps([name, counts]).encode())
            _hash(digest, rows)
    return {"hash": digest.hexdigest()[:16] if hashed else "", "verdicts": verdicts}


def _kept(backend: Backend, columns: tuple[str, ...]) -> tuple[list[Any], pa.Table]:
    """What a run keeps of a rule: rows by verdict, and the flagged and undecidable rows."""
    from sqlglot import exp

    from hengjian.engine import sql

    result = sql.table("result", "current")
    counted = exp.select("verdict", exp.alias_(exp.Count(this=exp.Star()), "n")).from_(result)
    counts = backend.fetch(counted.group_by("verdict").order_by("verdict")).to_pylist()
    kept = exp.column("verdict").isin("flagged", "undecidable")
    return counts, backend.fetch(
        exp.select(*columns).from_(result).where(kept).order_by("record_id")
    )


def _hash(digest: hashlib._Hash, rows: pa.Table) -> None:
    """Add the rows as text: Arrow buffers hold arbitrary bytes where a value is null."""
    from pyarrow import csv

    sink = BytesIO()
    csv.write_csv(rows, sink)
    digest.update(sink.getvalue())


def child(options: argparse.Namespace) -> None:
    """Run one job in this process and print its result as JSON."""
    arguments = {"threads": options.threads, "memory": options.memory}
    if options.job == "peer":
        result = peer(options.file)
    elif options.job == "first":
        result = first(options.file, hashed=options.hash, **arguments)
    elif options.job == "lake":
        result = lake(options.file, options.folder, **arguments)
    else:
        result = again(options.folder, hashed=options.hash, **arguments)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    result |= {"cpu": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss // 1024}
    sys.stdout.write(json.dumps(result))


def spawn(job: str, options: argparse.Namespace, *extra: str) -> dict[str, Any]:
    """The result of a job in a fresh process, with `seconds` of wall time from start to end."""
    command = [
        sys.executable, __file__, "--job", job, "--file", str(options.file),
        "--folder", str(options.folder), "--memory", options.memory, *extra,
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(options.folder.parent / "modules")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    result: dict[str, Any] = json.loads(done.stdout)
    return result | {"seconds": perf_counter() - begun}


def steady(options: argparse.Namespace, runs: int = 10) -> set[str]:
    """Hashes of `runs` first runs over 1, 2 and 4 threads: one hash is the proof of determinism."""
    return {
        spawn("first", options, "--hash", "--threads", "124"[run % 3])["hash"]
        for run in range(runs)
    }


def compare(options: argparse.Namespace) -> None:
    """Alternate the jobs, print the best of each and the ratios."""
    best: dict[str, dict[str, Any]] = {}
    for _ in range(options.repeat):
        for job in ("peer", "first", "lake", "again"):
            found = spawn(job, options)
            if job not in best or found["seconds"] < best[job]["seconds"]:
                best[job] = found
    for job, found in best.items():
        _say(
            f"{job:6} {found['seconds']:6.2f} s  cpu {found['cpu']:6.2f} s  peak {found['peak_mb']:6} MB"
        )
    _say(f"first / peer  {best['first']['seconds'] / best['peer']['seconds']:.2f}")
    _say(f"again / first {best['again']['seconds'] / best['first']['seconds']:.2f}")
    _say(json.dumps(best["first"]["verdicts"], ensure_ascii=False))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Command line; see the module's first lines."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--fat", action="store_true")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--steady", action="store_true", help="ten runs, 1, 2 and 4 threads: one hash?"
    )
    parser.add_argument("--memory", default="", help="limit of DuckDB, such as 1GB")
    parser.add_argument("--file", type=Path, help="an existing file instead of a generated one")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--job", choices=("peer", "first", "lake", "again"), help=argparse.SUPPRESS)
    parser.add_argument("--hash", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if options.job:
        child(options)
        return
    with tempfile.TemporaryDirectory(prefix="ocds-") as folder:
        options.folder = Path(folder) / "lake"
        options.folder.mkdir()
        options.file = options.file or _generated(Path(folder), options)
        if options.steady:
            _say(f"hashes of ten runs: {steady(options)}")
        else:
            compare(options)


def _generated(folder: Path, options: argparse.Namespace) -> Path:
    from ocds_generate import write

    return write(folder / "releases.jsonl", options.count, fat=options.fat)


if __name__ == "__main__":
    main()
