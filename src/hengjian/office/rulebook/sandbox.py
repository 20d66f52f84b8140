"""Starts the cell, waits, kills it when its time is over, and puts its lines together.

At most `SLOTS` cells run at a time on a machine; who comes when all are taken is told to wait.
"""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hengjian.office import door
from hengjian.office.config.environment import office_path
from hengjian.office.rulebook.cell import Order
from hengjian.office.rulebook.content import FIELDS, too_long

SLOTS = 2
_STAGES = {
    "": _("启动"), "begun": _("读取规则"), "checked": _("运行用例"), "cases": _("变异检查"),
    "gate": _("在数据上试运行"), "preview": _("结束"),
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """Seconds of one query, of processor and of the clock; megabytes of the database, the process, its files."""

    query: float = 10
    cpu: int = 60
    wall: float = 75
    memory: int = 768
    address: int = 4096
    file: int = 4096


@dataclass
class Outcome:
    """What came of a trial. Empty `problems`, cases that hold and no gaps: the rule passes."""

    problems: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    mutants: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    as_of: str = ""
    seconds: float = 0
    memory_mb: int = 0
    net: bool = True
    stopped: str = ""
    yaml: str = ""
    sql: str = ""
    stage: str = ""

    @property
    def passed(self) -> bool:
        """Whether the gate lets it through."""
        return bool(self.stage == "ended" and self.cases and not self.problems and not self.stopped
                    and not self.gaps and not self.twice and not any(c["problem"] for c in self.cases))  # fmt: skip


def limits() -> Limits:
    """The limits of this installation (setting OFFICE_LAB_LIMITS)."""
    return Limits(**getattr(settings, "OFFICE_LAB_LIMITS", {}))


def try_out(
    content: Mapping[str, str], *, as_of: str, version: int = 1, status: str = "experimental", preview: bool = True
) -> Outcome:  # fmt: skip
    """Check and run an author's rule in a cell. Raises ValidationError when no cell is free."""
    found = too_long(content)
    if found:
        return Outcome(problems=[p.plain() for p in found], stage="ended")
    bounds = limits()
    with _slot(), tempfile.TemporaryDirectory(prefix="hengjian-lab-") as folder:
        order = Order(
            home=str(door.home().path.resolve()), folder=folder, as_of=as_of, version=version, status=status,
            content={n: str(content.get(n, "")) for n in FIELDS}, preview=preview,
            query_seconds=bounds.query, cpu_seconds=bounds.cpu, memory_mb=bounds.memory,
            address_mb=bounds.address, file_mb=bounds.file, catalog=_library(content),
        )  # fmt: skip
        return _collected(*_run(order, bounds))


def _library(content: Mapping[str, str]) -> bytes:
    """The library as bytes, without an earlier version of the same rule."""
    from dataclasses import replace

    catalog = door.catalog()
    rules = {n: r for n, r in catalog.rules.items() if n != content.get("name")}
    return pickle.dumps(replace(catalog, rules=rules, files=dict(catalog.files)))


def _run(order: Order, bounds: Limits) -> tuple[str, str]:
    """The cell's lines, and why it ended early (empty when it did not)."""
    command = [sys.executable, "-I", "-m", "hengjian.office.rulebook.cell"]
    environment = {
        "LANG": "C.UTF-8",
        "HOME": order.folder,
        "TMPDIR": order.folder,
        "PATH": "/usr/bin:/bin",
    }
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=order.folder,
        env=environment, start_new_session=True, close_fds=True,
    )  # fmt: skip
    try:
        out, error = process.communicate(pickle.dumps(order), timeout=bounds.wall)
    except subprocess.TimeoutExpired:
        _kill(process)
        return process.communicate()[0].decode(), _("超过 %(n)g 秒，已强制结束") % {
            "n": bounds.wall
        }
    return out.decode(), _ended(process.returncode, error.decode(errors="replace"))


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def _ended(code: int, error: str) -> str:
    if code == 0:
        return ""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return _("用完了处理器时间，已强制结束")
    if "MemoryError" in error or "bad_alloc" in error or code in (-signal.SIGSEGV, -signal.SIGABRT):
        return _("超出内存上限，已强制结束")
    return _("沙箱进程异常结束（%(code)s）：%(last)s") % {
        "code": code,
        "last": error.strip().split("\n")[-1][:200],
    }


def _collected(lines: str, early: str) -> Outcome:
    """One outcome from the lines of all stages."""
    outcome = Outcome()
    known = set(Outcome.__dataclass_fields__)
    for line in lines.splitlines():
        told = json.loads(line)
        if told["stage"] == "stopped":
            outcome.stopped = str(told["reason"])
            continue
        for name, value in told.items():
            if name in known:
                setattr(outcome, name, value)
    if early:
        outcome.stopped = f"{_STAGES.get(outcome.stage, outcome.stage)}：{early}"
    if outcome.stopped == "memory":
        outcome.stopped = _("超出内存上限，已停止")
    return outcome


@contextmanager
def _slot() -> Iterator[None]:
    """One of the machine's places for a cell."""
    folder = office_path() / "lab"
    folder.mkdir(exist_ok=True)
    for number in range(SLOTS):
        with (folder / f"slot-{number}").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            yield
            return
    raise ValidationError(_("已有 %(n)s 个试运行在进行，请稍后再试") % {"n": SLOTS})
