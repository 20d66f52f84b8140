"""The credit query on a million enterprises: the answer, the page and the search by name against one plain look-up.

    python benchmarks/credit.py [--enterprises 1000000] [--home DIR]

A district is made with that many enterprises and the other tables in proportion. `plain` is one row by primary key
from SQLite in the same run; `parquet` is the alternative index: one file a table, sorted by credit code, read by
DuckDB with row-group statistics. p50 and p95 are given in milliseconds and as multiples of `plain`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DAY = date.today()  # noqa: DTZ011
QUERIES = 400
#: Rows of a table for each enterprise.
SHARES = {"enterprise": 1.0, "matter": 0.3, "penalty": 0.15, "credit_list_entry": 0.06, "sanction_measure": 0.02,
          "contract": 0.2, "deposit": 0.15, "party_credit_event": 0.02}  # fmt: skip
CODE = "'9199' || lpad(cast({n} as varchar), 14, '0')"
WORDS = "恒达信诚海程云岭清泉石桥金穗远航瑞丰嘉禾博雅天工明德启源汇通宏图卓越新港北辰南湖东篱西山中源长风广厦永固安泰"
KINDS = ("科技", "建筑", "咨询", "商贸", "农业", "测绘", "物业", "运输")
#: Columns that matter; the others stay empty.
CELLS = {
    "enterprise": {"credit_code": CODE.format(n="n"), "name": "name", "status": "'active'", "registered_on": "date '2019-03-04'",
                   "capital_fen": "n * 100"},
    "matter": {"matter_id": "'M' || n", "item_id": "'I1'", "procedure": "'licence'", "decision": "'granted'", "unit_id": "'HA027'",
               "applicant_code": "owner", "decided_on": "date '2025-03-04'"},
    "penalty": {"case_no": "'C' || n", "unit_id": "'HA026'", "party_code": "owner", "party_kind": "'organisation'", "cause": "'违规'",
                "decision": "'fine'", "fine_fen": "500000", "decided_on": "date '2025-03-04'"},
    "credit_list_entry": {"entry_id": "'E' || n", "credit_code": "owner", "list_kind": "case when n % 3 = 0 then 'tax' else 'abnormal' end",
                          "severity": "'serious'", "unit_id": "'HA002'", "document_on": "date '2025-03-04'", "listed_on": "date '2025-03-05'"},
    "sanction_measure": {"measure_id": "'S' || n", "credit_code": "owner", "unit_id": "'HA002'", "measure": "'awards'",
                         "basis_kind": "'law'", "starts_on": "date '2025-03-05'"},
    "contract": {"contract_id": "'K' || n", "package_id": "'P' || n", "buyer_id": "'HA003'", "supplier_code": "owner",
                 "signed_on": "date '2025-03-05'", "amount_fen": "n * 100"},
    "deposit": {"deposit_id": "'D' || n", "package_id": "'P' || n", "payer_code": "owner", "kind": "'bid'", "amount_fen": "100000"},
    "party_credit_event": {"event_id": "'V' || n", "party_kind": "'supplier'", "party_code": "owner", "unit_id": "'HA008'",
                           "event_kind": "'逾期签订合同'", "weight": "-3", "published_on": "date '2026-06-05'", "decided_on": "date '2026-06-05'"},
}  # fmt: skip


def make_lake(count: int) -> None:
    """Commit one batch with every table."""
    import duckdb

    from hengjian.lake import Batch
    from hengjian.lake.types import LAKE_COLUMNS, duckdb_type
    from hengjian.office.door import catalog, home

    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    with duckdb.connect(":memory:") as con, home().lake.staging() as folder:
        con.execute(
            f"create table words as select list(w) as w from (select unnest(string_split('{WORDS}', '')) as w)"  # noqa: S608
        )
        rows = {}
        for table, share in SHARES.items():
            rows[table] = max(1, int(count * share))
            kinds = {n: c.type for n, c in catalog().tables[table].columns.items()} | LAKE_COLUMNS
            cells = CELLS[table] | {"_batch": "'B1'", "_row": "n", "_known_on": f"date '{DAY}'"}
            picked = ", ".join(
                f'cast({cells.get(n, "null")} as {duckdb_type(k)}) as "{n}"'
                for n, k in kinds.items()
            )
            letter = "w[1 + cast(hash(n * 7 + {i}) % len(w) as integer)]"
            kinds_of = ", ".join(f"'{k}'" for k in KINDS)
            name = (
                " || ".join(letter.format(i=i) for i in range(4))
                + f" || [{kinds_of}][1 + n % 8] || '有限公司'"
            )
            owner = CODE.format(n=f"hash(n) % {count}")
            con.execute(f"copy (select {picked} from (select n, {name} as name, {owner} as owner from range({rows[table]}) as r(n), words))"  # noqa: S608
                        f" to '{folder / table}.parquet' (format parquet)")  # fmt: skip
        home().lake.commit(
            folder,
            Batch(
                batch_id="",
                source="benchmark",
                sha256="0" * 64,
                received_at=now,
                known_on=DAY,
                tables=rows,
            ),
        )


def measured(work: Callable[[str], object], keys: list[str]) -> tuple[float, float]:
    """(p50, p95) in milliseconds; the first ten warm up."""
    times = []
    for key in keys:
        begun = time.perf_counter()
        work(key)
        times.append((time.perf_counter() - begun) * 1000)
    kept = sorted(times[10:])
    return statistics.median(kept), kept[int(len(kept) * 0.95)]


def plain(folder: Path, count: int) -> sqlite3.Connection:
    """A plain table with a primary key."""
    db = sqlite3.connect(folder / "plain.sqlite3")
    db.execute("create table enterprise (code text primary key, name text)")
    db.executemany(
        "insert into enterprise values (?, ?)",
        ((f"9199{n:014d}", f"企业{n}") for n in range(count)),
    )
    db.commit()
    return db


def parquet(folder: Path) -> Callable[[str], object]:
    """The alternative: one sorted file a section, one query each."""
    import duckdb

    from hengjian.office.credit.terms import terms
    from hengjian.office.door import home

    con, chosen = duckdb.connect(":memory:"), []
    for name in terms().purposes["procurement_award"].sections:
        section = terms().sections[name]
        source, target = home().lake.files(section.table), folder / f"{name}.parquet"
        con.read_parquet(source).order(section.code).write_parquet(str(target), row_group_size=8192)
        chosen.append((str(target), section.code))

    def look(code: str) -> object:
        return [
            con.execute(f"select * from read_parquet('{f}') where {c} = ?", [code]).fetchall()  # noqa: S608
            for f, c in chosen
        ]

    return look


def page() -> Callable[[str], object]:
    """The page as a person opens it: form sent, receipt written, answer rendered."""
    from django.test import Client

    from hengjian.office.accounts import actions

    user = actions.create_user(
        "bench",
        name="测",
        password="correct-horse-9-battery",  # noqa: S106
        acting_user="bench",
        must_change=False,
    )
    actions.grant_role(user, "analyst", starts_on=DAY, ends_on=DAY, acting_user=None)
    client = Client()
    client.force_login(user, backend="hengjian.office.accounts.backends.PasswordBackend")

    def ask(code: str) -> object:
        answer = client.post(
            "/credit/", {"purpose": "procurement_award", "subject": "P1", "text": code}, follow=True
        )
        assert answer.status_code == 200 and code in answer.content.decode()  # noqa: PT018
        return answer

    return ask


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--enterprises", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path)
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="credit"))
    place = wanted.home or folder / "home"
    os.environ |= {"HENGJIAN_HOME": str(place), "HENGJIAN_HOSTS": "testserver,localhost"}
    from hengjian.district.home import Home, Settings

    Home.create(place, Settings(overlays=("hengan",)))
    from hengjian.office.setup import migrate, start_django

    start_django()
    migrate()
    from hengjian.office.credit import index
    from hengjian.office.credit.answer import answer

    try:
        make_lake(wanted.enterprises)
        begun = time.perf_counter()
        index.refresh()
        print(
            f"index made in {time.perf_counter() - begun:.0f} s, {index.path_of(Home(place)).stat().st_size / 1e6:.0f} MB"
        )
        chance = random.Random(7)
        codes = [f"9199{chance.randrange(wanted.enterprises):014d}" for _ in range(QUERIES)]
        words = ["".join(chance.sample(WORDS, 2)) for _ in range(QUERIES)]
        with closing(plain(folder, wanted.enterprises)) as db:
            floor = measured(
                lambda c: db.execute("select * from enterprise where code = ?", [c]).fetchone(),
                codes,
            )
        show("plain row by key", floor, floor)
        show("answer", measured(lambda c: answer(c, "procurement_award", DAY), codes), floor)
        show("rows of the index", measured(index.rows_of, codes), floor)
        show("name, two characters", measured(index.names_like, words), floor)
        show("sorted Parquet, DuckDB", measured(parquet(folder), codes[:110]), floor)
        show("page with receipt", measured(page(), codes[:210]), floor)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def show(title: str, found: tuple[float, float], floor: tuple[float, float]) -> None:
    """One line."""
    print(
        f"{title:24} p50 {found[0]:8.2f} ms  p95 {found[1]:8.2f} ms  {found[0] / floor[0]:8.0f} × plain"
    )


if __name__ == "__main__":
    main()
