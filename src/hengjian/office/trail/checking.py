"""Runs the whole verification of this office and keeps its result."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django_tasks import task

from hengjian.office.trail.anchors import anchors_path
from hengjian.office.trail.chain import record
from hengjian.office.trail.exporting import read_anchors, read_database, read_end
from hengjian.office.trail.models import Verification
from hengjian.office.trail.rows import RowReport, check_rows
from hengjian.office.trail.verify import Anchor, Link, Report, verify


@contextmanager
def chain_in_database() -> Iterator[tuple[Iterator[Link], tuple[int, str] | None]]:
    """Links and head of this office's chain, streamed; writers are not held up meanwhile."""
    with connection.cursor() as cursor:
        highest, head = read_end(cursor)
    upto = highest if head is None else max(highest, head[0])
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.chunked_cursor() as entries:
            yield read_database(entries, connection.vendor, upto), head
    else:
        with connection.cursor() as entries:
            yield read_database(entries, connection.vendor, upto), head


def check_chain(anchors: Path | None = None) -> Report:
    """Verify the chain in the database against its head and the anchors of the home."""
    marks: list[Anchor] = []
    unreadable = ""
    try:
        marks = read_anchors(anchors or anchors_path())
    except ValueError as error:
        unreadable = f"锚点无法读取：{error}"
    with chain_in_database() as (links, head):
        report = verify(links, head=head, anchors=marks)
    report.problem = "\n".join(filter(None, [report.problem, unreadable]))
    return report


def check_all(*, acting_user: object, rows: bool = True) -> Verification:
    """Verify the chain, and the rows against their seals; the result is kept and recorded."""
    report = check_chain()
    compared = check_rows() if rows else RowReport(0, [])
    listed = [str(w) for w in compared.wrong[:20]]
    if len(compared.wrong) > len(listed):
        listed.append(f"……共 {len(compared.wrong)} 行")
    with transaction.atomic():
        result = Verification.objects.create(
            by=getattr(acting_user, "username", None) or str(acting_user), entries=report.entries,
            anchors=report.anchors, rows=compared.rows, wrong_rows=len(compared.wrong),
            broken_number=report.broken_number, seconds=round(report.seconds, 3),
            problem="\n".join(filter(None, [report.problem, *listed])),
        )  # fmt: skip
        record(acting_user, "trail.verified", detail={
            "entries": report.entries, "rows": compared.rows, "ok": not result.problem,
        })  # fmt: skip
    return result


@task()
def check_later(username: str) -> int:
    """The verification of a long chain, in the worker."""
    return check_all(acting_user=username).pk
