"""What is planted about who judges, how many take part, and how offers are weighed."""

from __future__ import annotations

from typing import Any

from hengjian.demo.plans import Change, Plan, without
from hengjian.demo.plans_bidding import Edit, edits
from hengjian.demo.purchase import Purchase

_LARGE: dict[str, Any] = {"yuan": 12_000_000}
_WORKS: dict[str, Any] = {"category": "works", "yuan": 4_800_000}


def _members(experts: int, own: int) -> Edit:
    """A committee of so many experts and purchaser representatives."""

    def edit(made: Purchase) -> None:
        expert, representative = made.members[0], made.members[-1]
        made.members = [
            {**expert, "member_token": made.plants.person()} for _ in range(experts)
        ] + [{**representative, "member_token": made.plants.person()} for _ in range(own)]

    return edit


def _first_expert(**cells: Any) -> Edit:
    return lambda p: p.members[0].update(cells)


def _all_experts(**cells: Any) -> Edit:
    return lambda p: [m.update(cells) for m in p.members if m["role"] == "expert"]


def _own_unit(made: Purchase) -> None:
    made.members[0]["employer"] = made.plants.unit_name(made.package["buyer_id"])


def _own_agency(made: Purchase) -> None:
    made.members[0]["employer"] = made.package["agency_name"]


def _bidders(count: int, status: str = "valid") -> Edit:
    """So many valid bids; the others are in another state or were never handed in."""

    def edit(made: Purchase) -> None:
        for bid in made.bids[count:]:
            bid.update(status=status, reject_reason="资格审查不合格", rank=None)
        if status == "valid":
            made.bids = made.bids[:count]

    return edit


def _lost(made: Purchase) -> None:
    made.bids = []


def _committees() -> list[Plan]:
    group = {"terms": {"method": "negotiation", "yuan": 900_000}}
    return [
        Plan("procurement.committee_size_wrong", "package",
             [*edits("评审委员会人数不足或者为双数", _members(3, 0), _members(5, 1), _members(6, 2)),
              *edits("一千万元以上的项目少于七人", _members(4, 1), terms=_LARGE),
              *edits("谈判小组二人", _members(2, 0), **group)],
             [*edits("人数合规", _members(4, 1)), *edits("大额项目七人", _members(5, 2), terms=_LARGE),
              *edits("谈判小组三人", _members(2, 1), **group)],
             edits("没有评审成员", _members(0, 0), _members(0, 0))),
        Plan("procurement.committee_expert_share_low", "package",
             [*edits("专家少于三分之二", _members(3, 2), _members(2, 3), _members(1, 4)),
              *edits("专家少于三分之二", _members(1, 2), _members(0, 3), **group)],
             [*edits("专家达到三分之二", _members(4, 1), _members(5, 0)),
              *edits("恰为三分之二", _members(2, 1), **group)],
             edits("没有评审成员", _members(0, 0), _members(0, 0))),
        Plan("procurement.expert_not_random", "package",
             edits("专家不是随机抽取", *[_first_expert(is_random=False)] * 3, *[_all_experts(is_random=False)] * 2),
             [Change("专家随机抽取"), Change("专家随机抽取"),
              *edits("采购人代表无须抽取", lambda p: p.members[-1].update(is_random=False))],
             edits("未填是否随机抽取", *[_first_expert(is_random=None)] * 2)),
        Plan("procurement.expert_of_party", "package",
             edits("专家来自采购人或者代理机构", *[_own_unit] * 3, *[_own_agency] * 2),
             [Change("专家来自其他单位"), Change("采购人代表来自采购人"), *edits("专家退休", _first_expert(employer="退休专家"))],
             edits("未填专家单位", *[_first_expert(employer=None)] * 2)),
    ]  # fmt: skip


def _suppliers() -> list[Plan]:
    five = {"terms": {"bidders": 5}}
    return [
        Plan("procurement.too_few_suppliers", "award",
             [*edits("有效投标不足三家", _bidders(2), _bidders(1)),
              *edits("否决后有效投标不足三家", *[_bidders(2, "disqualified")] * 3, **five)],
             [Change("三家有效投标"), *edits("否决后仍有三家", _bidders(3, "disqualified"), **five),
              *edits("五家有效投标", _bidders(5), **five)],
             [*edits("没有投标记录", _lost),
              *edits("磋商两家，是否属于例外不明", _bidders(2), terms={"method": "consultation", "yuan": 900_000})]),
        Plan("procurement.tendering_too_few_bidders", "award",
             edits("工程投标人不足三家", *[_bidders(2)] * 3, *[_bidders(1)] * 2),
             [Change("三家投标"), *edits("否决后不足三家仍可评审", _bidders(2, "disqualified")), Change("三家投标")],
             edits("没有投标记录", _lost, _lost), _WORKS),
    ]  # fmt: skip


def _weight(millionths: int | None, **terms: Any) -> Change:
    return Change("价格分权重", package={"price_weight": millionths}, terms=terms)


def _weights() -> list[Plan]:
    service = {"category": "services"}
    consult = {"method": "consultation", "yuan": 900_000}
    return [
        Plan("procurement.price_weight_out_of_range", "package",
             [_weight(290_000), _weight(90_000, **service), _weight(610_000, **consult),
              _weight(310_000, **consult, **service), _weight(200_000)],
             [_weight(300_000), _weight(900_000), _weight(300_000, **consult, **service)],
             [without("package", "未填价格分权重", "price_weight"), without("package", "未填评审办法", "evaluation_method")]),
        Plan("procurement.standard_goods_scored", "package",
             [Change("标准货物采用综合评分", package={"is_standard_goods": True})] * 5,
             [Change("标准货物采用最低评标价", package={"is_standard_goods": True, "evaluation_method": "lowest_price", "price_weight": None}),
              Change("不是标准货物"), Change("磋商不适用", package={"is_standard_goods": True}, terms=consult)],
             [Change("未填评审办法", package={"is_standard_goods": True, "evaluation_method": None})] * 2),
    ]  # fmt: skip


def review_plans() -> list[Plan]:
    """All plans about the review."""
    return [*_committees(), *_suppliers(), *_weights()]
