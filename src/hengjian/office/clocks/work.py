"""The worker process: background tasks one after the other, and a tick every minute beside them."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from hengjian.office.clocks.tick import tick

log = logging.getLogger(__name__)
#: No task of the office runs this long.
_LONGEST = timedelta(days=1)


def work(*, seconds: float = 60, batch: bool = False) -> None:
    """Run until a signal (or, with `batch`, until no task is waiting and one tick is done)."""
    stopped, host = threading.Event(), socket.gethostname()[:40]
    requeue_orphans(host)
    worker = Worker(
        queue_names=["*"], interval=1, batch=batch, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=f"{host}.{os.getpid()}.{int(time.time())}",
        excluded_queue_names=[],
    )  # fmt: skip
    if batch:
        tick(timezone.localdate())
        worker.run()
        return
    ticking = threading.Thread(target=_ticks, args=(stopped, seconds), daemon=True)
    worker.configure_signals()
    ticking.start()
    try:
        worker.run()
    finally:
        stopped.set()
        ticking.join(timeout=30)


def requeue_orphans(host: str) -> int:
    """Tasks of workers that were killed wait again; returns how many.

    Known dead: a process of this machine that is gone, or whose number is ours by now (a container
    starts with the same one each time). Of other machines nothing is known but the time.
    """
    found, long_ago = 0, timezone.now() - _LONGEST
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        name = str(row.worker_ids[-1]) if row.worker_ids else ""
        here = name.startswith(f"{host}.")
        pid = int(name.split(".")[-2]) if here else 0
        late = row.started_at is not None and row.started_at < long_ago
        if late or (here and (pid == os.getpid() or not _alive(pid))):
            found += DBTaskResult.objects.filter(
                pk=row.pk, status=TaskResultStatus.RUNNING, worker_ids=row.worker_ids
            ).update(status=TaskResultStatus.READY)
    return found


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _ticks(stopped: threading.Event, seconds: float) -> None:
    while not stopped.is_set():
        close_old_connections()
        try:
            tick(timezone.localdate())
        except Exception:
            log.exception("tick")  # a database that is away for a while: try again
        close_old_connections()
        stopped.wait(seconds)
