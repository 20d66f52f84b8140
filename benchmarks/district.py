"""The demo district at a chosen size: intake and all rules against one plain scan of the same Parquet,
and what a re-run costs after one percent of new records.

    python benchmarks/district.py --scale 30 [--home DIR]

Everything is measured in this one run on this one machine; the printed figures are ratios.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb

CLI = [sys.executable, "-m", "hengjian.cli"]
AS_OF, NEXT_DAY = "2025-12-31", "2026-01-01"


def timed(*arguments: str) -> tuple[float, float]:
    """(seconds, peak GB of the child) of one command."""
    begun = time.monotonic()
    subprocess.run([*CLI, *arguments], check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 / 1024
    return seconds, peak


def scan(home: Path) -> float:
    """Seconds to read every column of every committed Parquet file once, in plain DuckDB."""
    begun = time.monotonic()
    with duckdb.connect(":memory:") as con:
        for file in sorted(home.glob("lake/batches/*/*.parquet")):
            relation = con.read_parquet(str(file))
            relation.aggregate(", ".join(f'max(hash("{c}"))' for c in relation.columns)).fetchall()
    return time.monotonic() - begun


def counts(home: Path) -> dict[str, int]:
    """Rows per table in the lake."""
    total: dict[str, int] = {}
    for file in home.glob("lake/batches/*/batch.json"):
        for table, rows in json.loads(file.read_text())["tables"].items():
            total[table] = total.get(table, 0) + rows
    return total


def new_records(home: Path, tables: list[str], share: float, step: int) -> list[Path]:
    """Files with `share` of new rows per table: the last rows of the lake under new keys."""
    folder = home / "increment"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    paths = []
    for table in tables:
        files = [str(f) for f in sorted(home.glob(f"lake/batches/*/{table}.parquet"))]
        with duckdb.connect(":memory:") as con:
            rows = con.read_parquet(files, union_by_name=True)
            wanted = max(1, int(rows.count("*").fetchall()[0][0] * share))
            key = KEYS[table]
            # A new key and otherwise the row of a known one: same shape, same joins.
            fresh = rows.limit(wanted).project(
                f"* exclude (_batch, _row, _known_on) replace ('N{step}' || {key} as {key})"
            )
            paths.append(folder / f"{table}_increment.parquet")
            fresh.write_parquet(str(paths[-1]))
    return paths


KEYS = {
    "payment": "payment_id", "expense_voucher": "voucher_id", "contract": "contract_id",
    "matter": "matter_id", "matter_event": "matter_id", "bid": "bid_id", "deposit": "deposit_id",
}  # fmt: skip

#: The whole curve in one home: each step adds to what is there.
CURVE = [
    (0.01, "one table (payment)", ["payment"]),
    (0.01, "money (payment, voucher, contract)", ["payment", "expense_voucher", "contract"]),
    (0.001, "everything large", list(KEYS)),
    (0.01, "everything large", list(KEYS)),
    (0.05, "everything large", list(KEYS)),
]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--home", type=Path, default=Path("build/bench_district"))
    parser.add_argument("--taken-in", action="store_true", help="the home is there: only run")
    given = parser.parse_args()
    home: Path = given.home
    made = taken = peak_in = 0.0
    if not given.taken_in:
        made, _ = timed("demo", "--home", str(home), "--scale", str(given.scale), "--files-only")
        taken, peak_in = timed(
            "intake", str(home / "outbox"), "--home", str(home), "--received", AS_OF
        )
    ran, peak_run = timed("run", "--home", str(home), "--as-of", AS_OF, "--full")
    plain = scan(home)
    rows = counts(home)
    print(
        f"scale {given.scale:g}: {sum(rows.values()):,} rows; events {rows['matter_event']:,}, payments {rows['payment']:,}"
    )
    print(f"files made in {made:.1f} s (not part of the measure)")
    print(f"plain scan of the same Parquet   {plain:8.1f} s   1.0")
    print(
        f"intake                           {taken:8.1f} s   {taken / plain:.1f} × scan   peak {peak_in:.1f} GB"
    )
    print(
        f"all rules and figures            {ran:8.1f} s   {ran / plain:.1f} × scan   peak {peak_run:.1f} GB"
    )
    same, _ = timed("run", "--home", str(home), "--as-of", AS_OF)
    print(f"re-run, nothing new              {same:8.1f} s   {same / ran:.2f} of the full run")
    next_day, _ = timed("run", "--home", str(home), "--as-of", NEXT_DAY, "--period", AS_OF[:4])
    print(
        f"the next day, nothing new        {next_day:8.1f} s   {next_day / ran:.2f} of the full run"
    )
    for step, (share, title, tables) in enumerate(CURVE):
        files = new_records(home, tables, share, step)
        timed("intake", *map(str, files), "--home", str(home), "--received", AS_OF)
        again, peak = timed("run", "--home", str(home), "--as-of", AS_OF)
        print(
            f"re-run, +{share:.1%} in {title:36} {again:6.1f} s   {again / ran:.2f} of the full run"
            f"   peak {peak:.1f} GB",
            flush=True,
        )


if __name__ == "__main__":
    main()
