"""How the office is: plain functions that the system page, the health check and the tests read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hengjian.office.config.environment import home_path

OFFICE = Path(__file__).parent


@dataclass(frozen=True)
class Status:
    """Everything at once, for one page."""

    database: bool
    pending: list[str]
    last_run: str | None
    last_tick: datetime | None
    last_tick_note: str
    last_anchor: str | None
    last_backup: datetime | None
    last_verification: Any
    disk_free: int
    disk_total: int
    missing_vendor: list[str]
    waiting_tasks: int
    failed_tasks: int


def status() -> Status:
    """All of it; with the database away only what the disk knows."""
    reachable = database_reachable()
    tick, backup = (last_beat("tick"), last_beat("backup")) if reachable else (None, None)
    free, total = disk()
    waiting, failed = tasks() if reachable else (0, 0)
    return Status(
        database=reachable, pending=pending_migrations() if reachable else [], last_run=last_run(),
        last_tick=tick.at if tick else None, last_tick_note=tick.note if tick else "",
        last_anchor=last_anchor(), last_backup=backup.at if backup else None,
        last_verification=last_verification() if reachable else None,
        disk_free=free, disk_total=total, missing_vendor=missing_vendor(),
        waiting_tasks=waiting, failed_tasks=failed,
    )  # fmt: skip


def database_reachable() -> bool:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def pending_migrations() -> list[str]:
    """Migrations that the code knows and the database does not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{m.app_label}.{m.name}" for m, _backwards in plan]


def last_run() -> str | None:
    """Id of the newest finished run; None also where the home holds no district."""
    from hengjian.district.home import NoHome
    from hengjian.office.door import latest_run

    try:
        return latest_run()
    except NoHome:
        return None


def last_beat(name: str) -> Any:
    """The last tick or backup: `at` and `note`, or None."""
    from hengjian.office.clocks.models import Beat

    return Beat.objects.filter(name=name).first()


def last_anchor() -> str | None:
    """Name of the newest anchor file."""
    from hengjian.office.trail.anchors import last_anchor as newest

    file = newest()
    return file.name if file else None


def last_verification() -> Any:
    """The last check of the trail, or None."""
    from hengjian.office.trail.models import Verification

    return Verification.objects.first()


def tasks() -> tuple[int, int]:
    """Background tasks that wait, and that failed."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    rows = DBTaskResult.objects
    return (rows.filter(status=TaskResultStatus.READY).count(),
            rows.filter(status=TaskResultStatus.FAILED).count())  # fmt: skip


def disk() -> tuple[int, int]:
    """Free and total bytes of the home's disk."""
    usage = shutil.disk_usage(home_path())
    return usage.free, usage.total


def missing_vendor() -> list[str]:
    """Front-end files of assets/files.txt that are not under static/vendor."""
    wanted = []
    for line in (OFFICE / "assets" / "files.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            source, target = line.split()
            wanted.append(f"{target}/{Path(source).name}" if "*" in source else target)
    roots = [Path(d) / "vendor" for d in settings.STATICFILES_DIRS]
    return [n for n in wanted if not any(p.is_file() for root in roots for p in root.glob(n))]


@register()
def vendor_files(**_: object) -> list[CheckMessage]:
    """System check: without its front-end files the office must not start."""
    missing = missing_vendor()
    if not missing:
        return []
    return [
        Error(
            f"front-end files are missing: {', '.join(missing[:3])} ({len(missing)} in all)",
            hint="build the package (hatch_build.py fetches them) or copy static/vendor of a release",
            id="hengjian.E001",
        )
    ]
