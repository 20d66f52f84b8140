"""What is planted about bidders who belong together, and about purchases split into parts."""

from __future__ import annotations

from datetime import date
from typing import Any

from hengjian.demo.plans import Change, Plan
from hengjian.demo.plans_bidding import Edit, deposit, edits
from hengjian.demo.plants import Plants, Row
from hengjian.demo.purchase import Purchase, purchase
from hengjian.demo.truth import Kind


def _alike(column: str, *places: int) -> Edit:
    """Some bids show the same value in a column."""

    def edit(made: Purchase) -> None:
        for place in places[1:]:
            made.bids[place][column] = made.bids[places[0]][column]

    return edit


def _blank(column: str, place: int = 1) -> Edit:
    return lambda p: p.bids[place].update({column: None})


def _twice(made: Purchase) -> None:
    """One supplier bids for two lots: the same marks, but not two suppliers."""
    again = {
        **made.bids[1],
        "bid_id": f"{made.bids[1]['bid_id']}b",
        "lot_id": f"{made.package['package_id']}-2",
    }
    made.bids.append(again)


def _mark(rule: str, column: str, note: str, *more: Change) -> Plan:
    alike = [
        Change("各投标人不同"),
        *edits("同一供应商投两个标段", _twice),
        *edits("联系人同名", _alike("contact_name", 0, 1)),
    ]
    return Plan(
        f"procurement.{rule}", "package",
        [*edits(note, _alike(column, 0, 1), _alike(column, 1, 2), _alike(column, 0, 2), _alike(column, 0, 1, 2)), *more],
        alike, edits("有投标人未填", _blank(column), _blank(column, 2)),
    )  # fmt: skip


def _one_payer(made: Purchase) -> None:
    """The deposits of two bidders come from the account of a third party."""
    for place in (0, 1):
        deposit(made, place, payer_account="6229909999000000001")


def _marks() -> list[Plan]:
    late = edits(
        "不同供应商联系电话相同",
        _alike("contact_phone", 0, 1),
        terms={"method": "consultation", "yuan": 800_000},
    )
    return [
        _mark("same_contact_bidders", "contact_phone", "不同供应商联系电话相同", *late),
        _mark("same_device_bidders", "device_id", "不同供应商投标设备相同", *edits("不同供应商投标设备相同", _alike("device_id", 0, 1), start=date(2025, 3, 10))),
        _mark("same_deposit_account", "deposit_account", "不同供应商保证金来自同一账户", *edits("不同供应商保证金来自同一账户", _one_payer)),
        _prices(),
    ]  # fmt: skip


def _prices() -> Plan:
    def near(made: Purchase) -> None:
        made.bids[1]["price_fen"] = made.bids[0]["price_fen"] + 100

    def invalid(made: Purchase) -> None:
        made.bids[3].update(
            price_fen=made.bids[2]["price_fen"], status="disqualified", reject_reason="未按要求签章"
        )

    same = [_alike("price_fen", *p) for p in ((1, 2), (1, 2), (1, 2), (2, 3), (1, 2, 3))]
    return Plan(
        "procurement.identical_prices", "package", edits("不同供应商报价完全相同", *same, terms={"bidders": 4}),
        [Change("报价不同"), *edits("报价相差一元", near), *edits("与无效投标报价相同", invalid, terms={"bidders": 4})],
        edits("有投标人未填报价", _blank("price_fen", 1), _blank("price_fen", 2)),
    )  # fmt: skip


def _person(plants: Plants, code: str, role: str, token: str, **cells: Any) -> None:
    plants.row("enterprise_person", 2025, **{
        "credit_code": code, "role": role, "name": "沈衡远", "id_token": token,
        "from_on": date(2012, 5, 8), **cells,
    })  # fmt: skip


def _firms(kind: str) -> Edit:
    """Two bidders of their own whose people are related in a certain way."""

    def edit(made: Purchase) -> None:
        plants = made.plants
        tokens = [plants.person(), plants.person()]
        for place in (1, 2):
            firm = plants.new_firm()
            made.bids[place].update(
                bidder_code=firm["credit_code"],
                bidder_name=firm["name"],
                contact_phone=firm["phone"],
            )
            if kind == "unknown" and place == 2:
                continue
            own = tokens[0] if kind == "same" else tokens[place - 1]
            _person(plants, firm["credit_code"], "legal_representative", own)
            if kind == "owner" and place == 2:
                _person(plants, firm["credit_code"], "shareholder", tokens[0], share_ratio=300_000)
            if kind == "former" and place == 2:
                _person(
                    plants,
                    firm["credit_code"],
                    "legal_representative",
                    tokens[0],
                    from_on=date(2010, 1, 4),
                    to_on=date(2012, 5, 8),
                )

    return edit


def _linked() -> Plan:
    return Plan(
        "procurement.bidder_linked", "package",
        edits("两家投标人法定代表人为同一人", *[_firms("same")] * 5),
        edits("同名不同人，或者只是股东、前任", _firms("namesake"), _firms("owner"), _firms("former")),
        edits("投标人没有登记信息", *[_firms("unknown")] * 2),
    )  # fmt: skip


def link_plans() -> list[Plan]:
    """All plans about bidders who belong together."""
    return [*_marks(), _linked()]


def _again(plants: Plants, first: Purchase, start: date, **terms: Any) -> Purchase:
    """Another purchase of the same buyer on the same budget line."""
    made = purchase(plants, start=start, **{"method": "consultation", "yuan": 1_500_000, **terms})
    line: Row = {"budget_line_id": first.package["budget_line_id"]}
    made.package.update(buyer_id=first.package["buyer_id"], **line)
    if made.contract is not None:
        made.contract["buyer_id"] = first.package["buyer_id"]
    made.payments = []
    return made


def plant_splitting(plants: Plants) -> None:
    """Purchases of one buyer, year, budget line and catalogue code, added up."""
    cases: tuple[tuple[Kind, tuple[int, ...], dict[str, Any], str], ...] = (
        *(
            ("breach", yuan, {}, "同一预算项目同一品目多次采购，合计超过公开招标数额标准")
            for yuan in (
                (1_500_000, 1_500_000),
                (1_900_000, 900_000),
                (900_000, 900_000, 900_000),
                (1_200_000, 1_200_000),
                (700_000, 700_000, 700_000, 700_000),
            )
        ),
        ("look_alike", (1_000_000, 1_000_000), {}, "合计不超过标准"),
        ("look_alike", (1_500_000, 1_500_000), {"catalogue_code": "A029900"}, "品目不同"),
        (
            "look_alike",
            (1_500_000, 1_500_000),
            {"method_approver": "city_finance"},
            "经批准采用其他方式",
        ),
        *(
            ("undecidable", (1_500_000, 1_500_000), {"catalogue_code": None}, "未填品目")
            for _ in range(2)
        ),
    )
    for turn, (kind, sums, cells, note) in enumerate(cases):
        start = date(2023 + turn % 3, 3, 13 + turn % 5)
        first = purchase(plants, start=start, method="consultation", yuan=sums[0])
        first.payments = []
        if kind == "undecidable":
            first.package.update(cells)
        for place, yuan in enumerate(sums[1:], start=1):
            other = _again(plants, first, date(start.year, 3 + place, 14), yuan=yuan)
            other.package.update(cells)
            other.send()
        first.send()
        key = (
            first.package["buyer_id"],
            start.year,
            first.package["budget_line_id"],
            first.package["catalogue_code"] or "",
        )
        plants.true("procurement.splitting", "|".join(map(str, key)), kind, note)


def plant_repeats(plants: Plants) -> None:
    """One supplier, chosen directly by one buyer again and again in one year."""
    cases: tuple[tuple[Kind, int, Row, str], ...] = (
        *(("breach", n, {}, "同一供应商一年内多次直接成交") for n in (3, 4, 5, 3, 3)),
        ("look_alike", 2, {}, "一年两次"),
        ("look_alike", 1, {}, "一年一次"),
        ("look_alike", 4, {"method": "open_tender"}, "公开招标多次中标"),
        *(("undecidable", 2, {"signed_on": None}, "未填签订日期") for _ in range(2)),
    )
    for turn, (kind, count, cells, note) in enumerate(cases):
        year = 2023 + turn % 3
        first: Purchase | None = None
        key = ""
        for place in range(count):
            terms = {
                "method": cells.get("method", "direct_purchase"),
                "yuan": 120_000 + turn * 1_000,
            }
            made = purchase(plants, start=date(year, 2 + 2 * place, 14), **terms)
            first = first or made
            key = _tie(made, first, cells)
            made.package["catalogue_code"] = f"A0{place + 3}0100"
            made.send()
        plants.true("procurement.quick_repeat_supplier", key, kind, note)


def _tie(made: Purchase, first: Purchase, cells: Row) -> str:
    """Give a purchase the buyer and the supplier of the first one; the key they share."""
    assert made.contract is not None and made.award is not None  # noqa: S101, PT018
    buyer, winner = first.package["buyer_id"], first.bids[0]
    made.package["buyer_id"] = made.contract["buyer_id"] = made.line["unit_id"] = buyer
    marks = ("bidder_code", "bidder_name", "contact_phone", "contact_name", "deposit_account")
    made.bids[0].update({column: winner[column] for column in marks})
    made.award["winner_code"] = made.contract["supplier_code"] = winner["bidder_code"]
    if "signed_on" in cells:
        made.contract["signed_on"] = None
    made.payments = []
    return f"{buyer}|{made.package['fiscal_year']}|{winner['bidder_code']}"
