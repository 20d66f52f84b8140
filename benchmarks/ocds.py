"""OCDS indicators against the peer's pass over the same file, in one run and separate processes.

    python benchmarks/ocds.py --count 200000 [--fat] [--repeat 3] [--steady] [--memory 1GB]

`peer` is ocdscardinal.coverage(), the only pass that the wheel offers: it reads every line once and
counts fields. `first` goes from the same lines to all eleven indicators with evidence rows. `lake`
writes the flat tables and what is derived from them as Parquet, `again` runs all indicators from there
with changed thresholds. The floors (ocds_floors.py) read the file and compute nothing. Each time includes the
start of its process; runs alternate so that noise of the machine hits all alike, and a ratio is the median of the
rounds. Processor time is printed beside: it counts the work where others use the machine too. Python keeps its
compiled modules, as in any installation.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import ocds_floors

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from hengjian.catalog.library import Catalog
    from hengjian.engine.backends.duckdb import DuckDBBackend
    from hengjian.engine.compile import Compiled
    from hengjian.engine.session import Session
    from hengjian.intake.readers.ocds import OcdsRead

CHANGED = {
    "ocds.submission_days": 10,
    "ocds.close_price_ratio": "0.01",
    "ocds.discount_ratio": "0.2",
}
AS_OF = (2026, 6, 30)
FLOORS = ("parse", "fields", "decode")
JOBS = ("peer", *FLOORS, "first", "lake", "again")


def first(file: Path, threads: int, memory: str, *, hashed: bool) -> dict[str, Any]:
    """Lines → flat tables in memory → eleven indicators. The rules are compiled while DuckDB reads."""
    backend = _backend(threads, memory)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(_read, file, backend.con.cursor())
        catalog = _catalog({})
        queries = list(_queries(catalog))
        read = reading.result()
    session = _session(catalog, backend, {n: f"from ocds_in.{n}" for n in read.tables})
    return _indicators(session, backend, queries, hashed=hashed) | {"rejects": read.rejects}


def lake(file: Path, folder: Path, threads: int, memory: str) -> dict[str, Any]:
    """Lines → one Parquet file a table, read or derived."""
    backend = _backend(threads, memory)
    read = _read(file, backend.con)
    for name in read.tables:
        backend.con.execute(f"copy (from ocds_in.{name}) to '{folder / name}.parquet'")
    catalog = _catalog({})
    session = _session(catalog, backend, _files(folder), folder / "derived")
    for _name, compiled in _queries(catalog):
        session.ensure(compiled)
    return {"rejects": read.rejects, "bytes": sum(p.stat().st_size for p in folder.rglob("*.*"))}


def again(folder: Path, threads: int, memory: str, *, hashed: bool) -> dict[str, Any]:
    """Parquet → eleven indicators with changed thresholds."""
    backend = _backend(threads, memory)
    catalog = _catalog(CHANGED)
    session = _session(catalog, backend, _files(folder), folder / "derived")
    return _indicators(session, backend, _queries(catalog), hashed=hashed)


def _read(file: Path, con: duckdb.DuckDBPyConnection) -> OcdsRead:
    from hengjian.intake.readers import ocds

    return ocds.read(file, con)


def _backend(threads: int, memory: str) -> DuckDBBackend:
    from hengjian.engine.backends.duckdb import DuckDBBackend

    return DuckDBBackend(
        threads=threads, memory=memory, spill=Path(tempfile.gettempdir()) / "ocds-spill"
    )


def _files(folder: Path) -> dict[str, str]:
    return {p.stem: f"from read_parquet('{p}')" for p in folder.glob("*.parquet")}


def _catalog(values: dict[str, Any]) -> Catalog:
    import dataclasses
    from datetime import date

    import msgspec

    from hengjian.catalog.models import ParameterVersion
    from hengjian.catalog.part import load_part

    catalog = load_part("ocds")
    parameters = dict(catalog.parameters)
    for name, value in values.items():
        version = ParameterVersion(valid_from=date(1990, 1, 1), value=value, confidence="verified")
        parameters[name] = msgspec.structs.replace(parameters[name], versions=(version,))
    return dataclasses.replace(catalog, parameters=parameters)


def _queries(catalog: Catalog) -> Iterator[tuple[str, Compiled]]:
    """The compiled rules, one after the other; the tables derived for them are compiled on the way."""
    from hengjian.engine.compile import compile_derived, compile_rule

    for name, rule in sorted(catalog.rules.items()):
        for table in rule.reads:
            if catalog.tables[table].derived:
                compile_derived(catalog.tables[table], catalog)
        yield name, compile_rule(rule, catalog)


def _session(
    catalog: Catalog, backend: DuckDBBackend, sources: dict[str, str], derived: Path | None = None
) -> Session:
    """A session over the sources; with a folder for derived tables it keeps and finds them there."""
    from datetime import date

    from hengjian.engine.derived import KeepingSession
    from hengjian.engine.session import RunRequest, Session

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


def _indicators(
    session: Session,
    backend: DuckDBBackend,
    queries: Iterable[tuple[str, Compiled]],
    *,
    hashed: bool,
) -> dict[str, Any]:
    """All rules: verdicts counted, and on request a hash over every kept row with its evidence."""
    from hengjian.engine.beside import side_by_side
    from hengjian.engine.incremental import Answer
    from hengjian.engine.kept import kept

    def job(own: DuckDBBackend, name: str, compiled: Compiled) -> Answer:
        rule = session.catalog.rules[name]
        return kept(own.con, compiled.rendered.text(own.dialect), rule.columns)

    digest, verdicts = hashlib.sha256(), {}
    for name, found in side_by_side(session, backend, queries, job).items():
        verdicts[name] = found.verdicts
        if hashed:
            digest.update(json.dumps([name, verdicts[name]]).encode())
            _hash(digest, found.rows)
    return {"hash": digest.hexdigest()[:16] if hashed else "", "verdicts": verdicts}


def _hash(digest: hashlib._Hash, rows: pa.Table) -> None:
    """Add the rows as text: Arrow buffers hold arbitrary bytes where a value is null."""
    from pyarrow import csv

    sink = BytesIO()
    csv.write_csv(rows, sink)
    digest.update(sink.getvalue())


def child(options: argparse.Namespace) -> None:
    """Run one job in this process and print its result as JSON."""
    arguments = {"threads": options.threads, "memory": options.memory}
    if options.job in ("peer", *FLOORS):
        result = getattr(ocds_floors, options.job)(options.file)
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
    """Alternate the jobs; print the median of each and the medians of the ratios within a round."""
    _warm(options)
    rounds = [{job: spawn(job, options) for job in JOBS} for _ in range(options.repeat)]
    for job in JOBS:
        seconds, cpu = (_median(r[job][unit] for r in rounds) for unit in ("seconds", "cpu"))
        peak = max(r[job]["peak_mb"] for r in rounds)
        _say(f"{job:6} {seconds:6.2f} s  cpu {cpu:6.2f} s  peak {peak:6} MB")
    _say("ratios: wall (cpu)")
    for job, to in (*((floor, "peer") for floor in FLOORS), ("first", "peer"), ("again", "first")):
        wall, cpu = (_median(r[job][u] / r[to][u] for r in rounds) for u in ("seconds", "cpu"))
        _say(f"{job:6} / {to:5} {wall:5.2f} ({cpu:.2f})")
    _say(json.dumps(rounds[0]["first"]["verdicts"], ensure_ascii=False))


def _warm(options: argparse.Namespace) -> None:
    """All jobs once over one release, so that no measured run compiles Python modules."""
    home = options.folder.parent / "warm"
    home.mkdir()
    with options.file.open("rb") as stream:
        (home / "one.jsonl").write_bytes(stream.readline())
    one = argparse.Namespace(**vars(options) | {"file": home / "one.jsonl", "folder": home})
    for job in JOBS:
        spawn(job, one)


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


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
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
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
