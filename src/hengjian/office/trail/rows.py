"""Compares every sealed row with its seal: finds rows changed, added or removed past the office."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import Exists, Max, OuterRef

from hengjian.office.trail.chain import state_digest
from hengjian.office.trail.models import Entry, Seal, Sealed

_BATCH = 500  # SQLite allows 999 values in a query of old builds
_HAS_SEAL = '"seal":"'


@dataclass(frozen=True)
class WrongRow:
    """A row that is not as the trail says."""

    kind: str
    object_id: str
    problem: str

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}：{self.problem}"


@dataclass
class RowReport:
    """How many rows were compared, and those that differ."""

    rows: int
    wrong: list[WrongRow]


def sealed_models() -> list[type[Sealed]]:
    """All models whose rows are sealed."""
    return [m for m in apps.get_models() if issubclass(m, Sealed)]


def check_rows() -> RowReport:
    """Compare all sealed rows of all models with their seals, and the seals with the chain."""
    report = RowReport(0, [])
    known = {m._meta.label_lower for m in sealed_models()}
    for model in sealed_models():
        seen = 0
        for batch in _batches(model):
            seen += len(batch)
            report.wrong += _compare(model, batch)
        report.rows += seen
        report.wrong += _missing_rows(model)
    report.wrong += _lost_seals()
    report.wrong += [
        WrongRow(s.kind, s.object_id, "封签的类型不存在")
        for s in Seal.objects.exclude(kind__in=known)
    ]
    return report


def _batches(model: type[Sealed]) -> Iterator[list[Sealed]]:
    """Rows by primary key, a batch at a time, with the sealed columns only."""
    manager = model._base_manager.only(model._meta.pk.name, *_field_names(model)).order_by("pk")
    last: object = None
    while True:
        rows = list((manager if last is None else manager.filter(pk__gt=last))[:_BATCH])
        if not rows:
            return
        yield rows
        last = rows[-1].pk


def _field_names(model: type[Sealed]) -> list[str]:
    return [model._meta.get_field(name).name for name in model.sealed_fields]


def _compare(model: type[Sealed], rows: list[Sealed]) -> list[WrongRow]:
    kind, ids = model._meta.label_lower, [str(r.pk) for r in rows]
    seals = {s.object_id: s for s in Seal.objects.filter(kind=kind, object_id__in=ids)}
    newest = dict(
        Entry.objects.filter(kind=kind, object_id__in=ids, payload__contains=_HAS_SEAL)
        .values_list("object_id").annotate(Max("number"))
    )  # fmt: skip
    payloads = dict(
        Entry.objects.filter(number__in=[s.number for s in seals.values()])
        .values_list("number", "payload")
    )  # fmt: skip
    found = []
    for row in rows:
        problem = _problem(row, kind, seals.get(str(row.pk)), newest, payloads)
        if problem:
            found.append(WrongRow(kind, str(row.pk), problem))
    return found


def _problem(
    row: Sealed, kind: str, seal: Seal | None, newest: dict[str, int], payloads: dict[int, str]
) -> str:
    if seal is None:
        if row.unsealed_state is None:
            return "没有封签：不经办公端新增"
        changed = [n for n, v in row.unsealed_state.items() if getattr(row, n) != v]
        return f"没有封签而已被改：{'、'.join(changed)}" if changed else ""
    if not seal.digest:
        return "已记为删除的行又出现"
    if state_digest(row) != seal.digest:
        return "与最后一次记录的状态不符：数据库被直接修改"
    return _seal_problem(seal, kind, newest, payloads)


def _seal_problem(seal: Seal, kind: str, newest: dict[str, int], payloads: dict[int, str]) -> str:
    """The seal itself must be what the newest entry about the row says."""
    body = json.loads(payloads.get(seal.number, "{}"))
    named = body.get("kind") == kind and body.get("object") == seal.object_id
    if not named or body.get("seal") != seal.digest:
        return f"封签与第 {seal.number} 条痕迹不符：封签被改"
    if newest.get(seal.object_id, 0) > seal.number:
        return f"行和封签被退回到第 {seal.number} 条痕迹时的状态"
    return ""


def _missing_rows(model: type[Sealed]) -> list[WrongRow]:
    """Seals without a row: it was deleted past the office."""
    kind, found = model._meta.label_lower, []
    seals = Seal.objects.filter(kind=kind).exclude(digest="").order_by("pk")
    last = 0
    while batch := list(seals.filter(pk__gt=last)[:_BATCH]):
        last = batch[-1].pk
        there = {str(pk) for pk in _present(model, [s.object_id for s in batch])}
        found += [
            WrongRow(kind, s.object_id, "行被删除") for s in batch if s.object_id not in there
        ]
    return found


def _present(model: type[Sealed], ids: list[str]) -> models.QuerySet:
    return model._base_manager.filter(pk__in=ids).values_list("pk", flat=True)


def _lost_seals() -> list[WrongRow]:
    """Objects that the chain sealed and that have no seal any more."""
    seal = Seal.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))
    rows = (
        Entry.objects.filter(~Exists(seal), payload__contains=_HAS_SEAL).exclude(kind="")
        .values_list("kind", "object_id").distinct()
    )  # fmt: skip
    return [WrongRow(kind, pk, "封签被删除") for kind, pk in rows.iterator()]
