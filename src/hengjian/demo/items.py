"""Service items in two versions: the baseline until 2024 and the list after the 2025 reform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hengjian.demo.days import NONE, Ints, number
from hengjian.demo.draws import between, chance, generator, pick
from hengjian.demo.frames import Array, joined, labelled, numbered
from hengjian.demo.outbox import Outbox
from hengjian.demo.units import NAMES, Units

PROCEDURES = ("licence", "joint", "registration", "other")
_REFORM = number(date(2025, 1, 1))
_BASELINE = number(date(2021, 1, 1))
COUNT = 420
_STATUTORY = np.array([20, 45, 3, 20])
_SUBJECTS = (
    "食品经营", "药品经营", "道路运输", "公共场所卫生", "施工", "排污", "取水", "户外广告", "人力资源服务",
    "民办学校", "医疗机构", "特种设备使用", "劳务派遣", "林木采伐", "占道挖掘", "建设用地规划", "文艺演出",
    "出版物零售", "烟花爆竹经营", "危险化学品经营", "动物防疫", "水利工程", "养老机构", "企业投资项目",
)  # fmt: skip
_ACTS = ("许可", "建设项目联合审批", "登记", "备案")


@dataclass(frozen=True)
class Items:
    """Service items by number; promised days before and since the reform, in working days."""

    ids: Array
    procedure: Ints
    unit: Ints
    promised_before: Ints
    promised_now: Ints

    def promised(self, item: Ints, day: Ints) -> Ints:
        """The promise in force on the day."""
        return np.where(day >= _REFORM, self.promised_now[item], self.promised_before[item])

    def with_procedure(self, procedure: int) -> Ints:
        """Numbers of the items handled by the procedure."""
        return np.flatnonzero(self.procedure == procedure)


def make_items(seed: int) -> Items:
    """The items, their units and promises."""
    rng = generator(seed, "items")
    procedure = pick(rng, (60, 8, 20, 12), COUNT)
    procedure[:4] = np.arange(4)
    hall, market = NAMES.index("行政审批局"), NAMES.index("市场监督管理局")
    anywhere = pick(rng, (0.6, 0.4), COUNT)
    own = np.where(anywhere == 0, hall, between(rng, 1, 27, COUNT))
    unit = np.where(procedure == 2, market, np.where(procedure == 1, hall, own))
    low, high = np.array([14, 36, 3, 12])[procedure], _STATUTORY[procedure]
    before = low + np.floor(rng.random(COUNT) * (high - low + 1)).astype(np.int64)
    now = np.maximum(before * np.array([55, 60, 67, 60])[procedure] // 100, 1)
    return Items(
        numbered("SX", np.arange(1, COUNT + 1, dtype=np.int64), 5), procedure, unit, before, now
    )


def send_items(items: Items, units: Units, seed: int, outbox: Outbox) -> None:
    """Both versions of every item."""
    rng = generator(seed, "item versions")
    steps, materials = between(rng, 5, 9, COUNT), between(rng, 6, 18, COUNT)
    shared = _shared(items, units)
    outbox.put("service_item", 2024, {
        **shared,
        "version_from": np.full(COUNT, _BASELINE), "version_to": np.full(COUNT, _REFORM - 1),
        "step_count": steps, "material_count": materials,
        "shared_material_count": np.zeros(COUNT, np.int64),
        "share_is_live": np.zeros(COUNT, bool),
        "promised_days": items.promised_before, "is_online": chance(rng, 0.5, COUNT),
        "yearly_volume": between(rng, 5, 400, COUNT), "max_visits": between(rng, 1, 3, COUNT),
    })  # fmt: skip
    outbox.put("service_item", 2025, {
        **shared,
        "version_from": np.full(COUNT, _REFORM), "version_to": np.full(COUNT, NONE),
        "step_count": np.maximum(steps - between(rng, 1, 4, COUNT), 2),
        "material_count": np.maximum(materials - between(rng, 1, 6, COUNT), 2),
        "shared_material_count": between(rng, 0, 2, COUNT),
        "share_is_live": chance(rng, 0.9, COUNT),
        "promised_days": items.promised_now, "is_online": chance(rng, 0.95, COUNT),
        "yearly_volume": between(rng, 5, 400, COUNT), "max_visits": np.ones(COUNT, np.int64),
    })  # fmt: skip


def _shared(items: Items, units: Units) -> dict[str, Array | Ints]:
    """What both versions of an item have in common."""
    subject = np.arange(COUNT, dtype=np.int64) % len(_SUBJECTS)
    series = numbered("（", np.arange(COUNT, dtype=np.int64) // len(_SUBJECTS) + 1, 1)
    name = joined(labelled(subject, _SUBJECTS), labelled(items.procedure, _ACTS), series, "类）")
    return {
        "item_id": items.ids, "unit_id": units.of(items.unit), "name": name,
        "power_type": labelled(items.procedure, ("permit", "permit", "confirmation", "other")),
        "statutory_days": _STATUTORY[items.procedure],
    }  # fmt: skip
