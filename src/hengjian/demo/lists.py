"""Power items, the duty items that answer to them, and the changes of the lists."""

from __future__ import annotations

from datetime import date

import numpy as np

from hengjian.demo.days import Ints, number, years_of
from hengjian.demo.draws import Flags, Generator, between, generator, only, pick
from hengjian.demo.frames import Array, joined, kept, labelled, numbered
from hengjian.demo.outbox import Outbox
from hengjian.demo.units import Units

TYPES = (
    "permit", "penalty", "compulsion", "levy", "payment",
    "inspection", "confirmation", "reward", "adjudication", "other",
)  # fmt: skip
_TYPE_NAMES = ["许可", "处罚", "强制", "征收", "给付", "检查", "确认", "奖励", "裁决", "其他"]
_TYPE_WEIGHTS = (14, 45, 6, 2, 4, 12, 8, 4, 1, 4)
_ORIGINS = ("national", "central_delegated", "provincial", "municipal")
_BASES = (
    "中华人民共和国行政许可法",
    "优化营商环境条例",
    "中华人民共和国安全生产法",
    "江岚省市容管理条例",
)
_SHARE_ENDED = 12  #: one in so many has been taken off the list
_FIRST = number(date(2022, 6, 1))


def send_lists(units: Units, seed: int, count: int, outbox: Outbox) -> None:
    """Items, duties and changes."""
    rng = generator(seed, "lists")
    index = np.arange(count, dtype=np.int64)
    kind = pick(rng, _TYPE_WEIGHTS, count)
    origin = pick(rng, (60, 12, 18, 10), count)
    unit = between(rng, 0, 39, count)
    off = index < count // _SHARE_ENDED
    kind = np.where(off & (rng.random(count) < 0.5), 0, kind)
    origin = np.where(off & (rng.random(count) < 0.4), 1, origin)
    ended = only(off, number(date(2023, 1, 10)) + between(rng, 0, 1050, count))
    old = off & (rng.random(count) < 0.15)
    ids = numbered("QL", index + 1, 6)
    outbox.put("power_item", 2025, {
        "power_id": ids,
        "name": joined("对", labelled(index % 40, _objects()), "的行政", labelled(kind, _TYPE_NAMES)),
        "power_type": labelled(kind, TYPES),
        "unit_id": units.of(unit),
        "origin": labelled(origin, _ORIGINS),
        "legal_basis": labelled(between(rng, 0, 3, count), _BASES),
        "valid_from": np.full(count, _FIRST),
        "valid_to": ended,
        "published_on": _FIRST + between(rng, 1, 15, count),
        "category": labelled(old.astype(np.int64), ("ordinary", "non_licence_approval")),
    })  # fmt: skip
    _send_duties(units, unit, ids, ended, rng, outbox)
    _send_changes(ids, kind, origin, old, ended, rng, outbox)


def _objects() -> list[str]:
    fields = ("食品", "建筑", "道路", "水利", "教育", "医疗", "文化", "市容", "农业", "安全")
    acts = ("经营", "施工", "使用", "管理")
    return [field + act for act in acts for field in fields]


def _send_duties(
    units: Units, unit: Ints, power: Array, ended: Ints, rng: Generator, outbox: Outbox
) -> None:
    outbox.put("duty_item", 2025, {
        "duty_id": numbered("ZR", np.arange(1, len(power) + 1, dtype=np.int64), 6),
        "power_id": power,
        "unit_id": units.of(unit),
        "name": joined("依法履行", power, "号权力事项对应的责任"),
        "valid_from": np.full(len(power), _FIRST),
        "valid_to": ended,
        "published_on": _FIRST + between(rng, 1, 15, len(power)),
    })  # fmt: skip


def _send_changes(
    power: Array, kind: Ints, origin: Ints, old: Flags, ended: Ints, rng: Generator, outbox: Outbox
) -> None:
    """Every item that ended was cancelled, merged or handed down on its last day."""
    gone = len(power) // _SHARE_ENDED
    change = pick(rng, (70, 20, 10), gone)
    into = labelled(between(rng, gone, len(power) - 1, gone), power)
    day = ended[:gone]
    years = years_of(day)
    outbox.put_by_year("list_change", years, {
        "change_id": numbered("BG", np.arange(1, gone + 1, dtype=np.int64), 5),
        "list": labelled(np.where(kind[:gone] == 0, 1, 0), ("power", "permit")),
        "item_id": power.slice(0, gone),
        "change": labelled(change, ("cancel", "merge", "delegate")),
        "power_type": labelled(kind[:gone], TYPES),
        "origin": labelled(origin[:gone], _ORIGINS),
        "category": labelled(old[:gone].astype(np.int64), ("ordinary", "non_licence_approval")),
        "decided_on": day,
        "basis_document": joined("衡安政发〔", numbered("", years, 4), "〕", numbered("", between(rng, 1, 40, gone), 1), "号"),
        "merged_into": kept(change == 1, into),
    })  # fmt: skip
