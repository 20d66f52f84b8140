"""The 60 units of the invented district 衡安区 and their posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hengjian.demo.days import NONE, Ints, number
from hengjian.demo.draws import between, generator
from hengjian.demo.frames import Array, labelled, numbered, texts
from hengjian.demo.outbox import Outbox

_DEPARTMENTS = [
    "政府办公室",
    "发展和改革局",
    "教育局",
    "科学技术局",
    "工业和信息化局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源局",
    "生态环境局",
    "住房和城乡建设局",
    "交通运输局",
    "水务局",
    "农业农村局",
    "商务局",
    "文化和旅游局",
    "卫生健康局",
    "退役军人事务局",
    "应急管理局",
    "审计局",
    "市场监督管理局",
    "统计局",
    "医疗保障局",
    "信访局",
    "城市管理局",
    "行政审批局",
    "机关事务管理局",
]
_TOWNSHIPS = [
    "城东街道",
    "城西街道",
    "南湖街道",
    "北岭街道",
    "柳溪镇",
    "石桥镇",
    "清泉镇",
    "枫林镇",
    "双河镇",
    "白塔镇",
    "云台乡",
    "大坪乡",
]
_INSTITUTIONS = (
    ("政府采购中心", 8), ("公共资源交易中心", 8), ("第一中学", 3), ("实验小学", 3), ("人民医院", 18),
    ("中医院", 18), ("疾病预防控制中心", 18), ("图书馆", 17), ("文化馆", 17), ("市政工程管理处", 26),
    ("园林绿化管理处", 26), ("财政投资评审中心", 8), ("不动产登记中心", 10), ("河道管理所", 14),
    ("公路养护中心", 13), ("就业服务中心", 9),
)  # fmt: skip
_ENTERPRISES = (
    ("城市建设投资有限公司", 12),
    ("水务有限公司", 14),
    ("公共交通有限公司", 13),
    ("粮食储备有限公司", 2),
)
COUNT = 60
#: Unit numbers (from 0) by short name, for subjects that need a certain unit.
NAMES = (
    *_DEPARTMENTS, *_TOWNSHIPS, *(n for n, _ in _INSTITUTIONS), *(n for n, _ in _ENTERPRISES)
)  # fmt: skip
POSTS = (
    ("主要负责人", "正科级", True, True), ("分管副职", "副科级", True, True),
    ("纪检组长", "副科级", True, True), ("办公室主任", "股级", False, False),
    ("财务股股长", "股级", True, False), ("采购经办", "科员", True, False),
    ("审批股股长", "股级", True, False), ("窗口工作人员", "科员", False, False),
    ("执法队员", "科员", True, False), ("法制审核员", "股级", True, False),
    ("综合股科员", "科员", False, False), ("业务股科员", "科员", False, False),
)  # fmt: skip


@dataclass(frozen=True)
class Units:
    """Unit identifiers by number; `kind` indexes KINDS."""

    ids: Array
    kind: Ints

    def of(self, index: Ints) -> Array:
        """Identifiers of the units with the given numbers."""
        return labelled(index, self.ids)

    def named(self, name: str) -> str:
        """Identifier of the unit with a short name."""
        return str(self.ids[NAMES.index(name)])


KINDS = ("department", "township", "institution", "enterprise")


def make_units() -> Units:
    """The units; the same for every seed."""
    sizes = (len(_DEPARTMENTS), len(_TOWNSHIPS), len(_INSTITUTIONS), len(_ENTERPRISES))
    kind = np.repeat(np.arange(4, dtype=np.int64), sizes)
    return Units(numbered("HA", np.arange(1, COUNT + 1, dtype=np.int64), 3), kind)


def send_units(units: Units, heads: Array, outbox: Outbox) -> None:
    """The list of units with their heads."""
    parents = [NONE] * (len(_DEPARTMENTS) + len(_TOWNSHIPS))
    parents += [int(p) - 1 for _, p in (*_INSTITUTIONS, *_ENTERPRISES)]
    outbox.put("unit", 2025, {
        "unit_id": units.ids,
        "name": texts([f"衡安区{name}" for name in NAMES]),
        "kind": labelled(units.kind, KINDS),
        "parent_id": units.of(np.array(parents, np.int64)),
        "head_id": heads,
        "is_centralised_buyer": np.array([name == "政府采购中心" for name in NAMES]),
        "established_on": np.full(COUNT, number(date(2010, 3, 1)), np.int64),
    })  # fmt: skip


def send_posts(units: Units, seed: int, outbox: Outbox) -> None:
    """Twelve posts in every unit."""
    rng = generator(seed, "posts")
    unit = np.repeat(np.arange(COUNT, dtype=np.int64), len(POSTS))
    post = np.tile(np.arange(len(POSTS), dtype=np.int64), COUNT)
    key = np.array([p[2] for p in POSTS])[post] | (between(rng, 0, 19, len(post)) == 0)
    outbox.put("post", 2025, {
        "post_id": post_ids(unit, post),
        "unit_id": units.of(unit),
        "name": labelled(post, [p[0] for p in POSTS]),
        "rank": labelled(post, [p[1] for p in POSTS]),
        "is_key": key,
        "is_leader": np.array([p[3] for p in POSTS])[post],
    })  # fmt: skip


def post_ids(unit: Ints, post: Ints) -> Array:
    """Identifiers of posts."""
    return numbered("GW", (unit + 1) * 100 + post + 1, 5)
