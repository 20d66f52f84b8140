"""What is planted about acceptance of what was bought, and about paying for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from hengjian.demo.plans import Change, Plan, each, without
from hengjian.demo.plans_bidding import Edit, edits, supplement
from hengjian.demo.plants import SERIAL, Row
from hengjian.demo.purchase import Offset, Purchase, counted, payment

_SME = {"is_sme": True}


def _unaccepted(**cells: Any) -> Edit:
    """Not accepted and not paid."""

    def edit(made: Purchase) -> None:
        assert made.acceptance is not None  # noqa: S101 (planted purchases have one)
        made.acceptance.update(
            accepted_on=None, result=None, items_checked=None, accepter_id=None, **cells
        )
        made.payments = []

    return edit


def _no_record(made: Purchase) -> None:
    made.acceptance = None
    made.payments = []


def _acceptances() -> list[Plan]:
    late: dict[str, Any] = {"start": date(2025, 9, 15), "steps": {"due": ("signed", 120, "nd")}}
    return [
        Plan("procurement.acceptance_missing", "contract",
             edits("约定验收日期已过而没有验收", *[_unaccepted()] * 5),
             [*each("due", "accepted", (-5, -20), "wd", note="晚于约定日期，但已经验收"),
              Change("约定验收日期未到", edit=_unaccepted(), **late)],
             [*edits("履行期满而没有验收记录", _no_record, start=date(2023, 6, 5)),
              *edits("未填约定验收日期", _unaccepted(due_on=None), start=date(2024, 3, 4))]),
        Plan("procurement.acceptance_incomplete", "acceptance",
             [Change("漏验参数", acceptance={"items_checked": n}) for n in (11, 10, 6, 1, 0)],
             [Change("逐项验收"), Change("多验一项", acceptance={"items_checked": 13}), Change("逐项验收")],
             [without("acceptance", "未填实验项数", "items_checked"), without("acceptance", "未填应验项数", "items_required")]),
    ]  # fmt: skip


def _persons() -> list[Plan]:
    def accepter(made: Purchase) -> None:
        assert made.acceptance is not None and made.contract is not None  # noqa: S101, PT018
        made.acceptance["accepter_id"] = made.contract["handler_id"]

    def reviewer(made: Purchase) -> None:
        assert made.contract is not None  # noqa: S101 (planted purchases have a contract)
        made.contract["reviewer_id"] = made.contract["handler_id"]

    unknown = without("contract", "未填经办人", "handler_id")
    return [
        Plan("procurement.handler_accepts", "acceptance", edits("经办人自己验收", *[accepter] * 5),
             [Change("由他人验收")] * 3, [unknown, without("acceptance", "未填验收人", "accepter_id")]),
        Plan("procurement.handler_reviews", "contract", edits("经办人自己审核合同", *[reviewer] * 5),
             [Change("由他人审核")] * 3, [unknown, without("contract", "未填审核人", "reviewer_id")]),
    ]  # fmt: skip


def _advance(made: Purchase) -> None:
    """Thirty per cent in advance, the rest after acceptance."""
    whole = made.payments[0]["amount_fen"]
    early = made.days["signed"]
    first = payment(made, whole * 3 // 10, paid_on=early, fiscal_year=early.year, invoice_received_on=early,
                    payment_id=f"ZF{early.year}{SERIAL + made.plants.number():08d}")  # fmt: skip
    first["budget_line_id"] = f"YS{early.year}-{made.number:06d}"
    made.payments = [payment(made, whole - first["amount_fen"]), first]


def _no_acceptance(made: Purchase) -> None:
    made.acceptance = None


def _part(made: Purchase) -> None:
    """Most is paid in time; nobody knows whether the rest is due."""
    own_supplier(made)
    made.payments[0]["amount_fen"] = made.payments[0]["amount_fen"] * 95 // 100


def own_supplier(made: Purchase) -> None:
    """The winner is an enterprise that gets no other payments from anybody."""
    assert made.award is not None and made.contract is not None  # noqa: S101, PT018
    firm = made.plants.new_firm()
    code, winner = firm["credit_code"], made.bids[0]
    made.plants.row("enterprise_person", 2025, credit_code=code, role="legal_representative",
                    name="齐衡川", id_token=made.plants.person(), from_on=firm["registered_on"])  # fmt: skip
    winner.update(bidder_code=code, bidder_name=firm["name"], contact_phone=firm["phone"])
    made.award["winner_code"] = made.contract["supplier_code"] = code
    for row in made.payments:
        row.update(payee_code=code, payee_name=firm["name"])


def _unpaid(made: Purchase) -> None:
    own_supplier(made)
    made.payments = []


def _too_long(made: Purchase) -> None:
    own_supplier(made)
    assert made.contract is not None  # noqa: S101 (planted purchases have a contract)
    made.plants.true(
        "procurement.agreed_payment_too_long",
        made.contract["contract_id"],
        "breach",
        "约定九十日付款",
    )


def _paid_after(days: int, unit: str) -> dict[str, Offset]:
    """The invoice comes ten days before the payment."""
    return {"paid": ("accepted", days, unit), "invoiced": ("paid", -10, "cd")}


def _payments() -> list[Plan]:
    def late(n: int, agreed: int | None, edit: Edit = own_supplier, **cells: Any) -> Change:
        terms: Row = {**_SME, "agreed_payment_days": agreed, **cells}
        return Change("验收后超过期限才付款", steps=_paid_after(n, "nd"), contract=terms, edit=edit)

    def paid(n: int, agreed: int | None) -> Change:
        terms = {**_SME, "agreed_payment_days": agreed}
        return Change("在期限内付款", steps=_paid_after(n, "cd"), contract=terms, edit=own_supplier)

    never = Change("没有付款", contract=_SME, edit=_unpaid)
    large = Change("大型企业不适用", steps=_paid_after(70, "nd"), edit=own_supplier)
    return [
        Plan("procurement.payment_before_acceptance", "contract",
             each("paid", "accepted", (-1, -3, -5, -8, -12), "wd", note="验收之前已经付清"),
             [*each("paid", "accepted", (0,), "wd", note="验收当日付清"), Change("预付三成，验收后付清", edit=_advance),
              *each("paid", "accepted", (1,), "wd", note="验收次日付清")],
             edits("没有验收记录", *[_no_acceptance] * 2)),
        Plan("procurement.payment_late_sme", "contract",
             [late(40, 30), late(55, None), late(80, 60), late(85, 90, _too_long), never],
             [paid(30, 30), paid(60, 60), large],
             [late(50, 30, is_sme=None), *edits("余款是否到期不明", _part, contract=_SME)]),
        _unaccepted_payments(),
    ]  # fmt: skip


def _unaccepted_payments() -> Plan:
    """Nobody accepts and nobody pays: both the acceptance and the payment are overdue."""

    def edit(made: Purchase) -> None:
        own_supplier(made)
        _unaccepted()(made)
        assert made.contract is not None  # noqa: S101 (planted purchases have a contract)
        made.plants.true(
            "procurement.acceptance_missing",
            made.contract["contract_id"],
            "breach",
            "约定验收日期已过而没有验收",
        )

    recent: dict[str, Any] = {"start": date(2025, 9, 15), "steps": {"due": ("signed", 40, "nd")}}
    return Plan(
        "procurement.payment_late_unaccepted", "contract",
        [Change("迟迟不验收也不付款", contract=_SME, edit=edit)] * 5,
        [Change("大型企业不适用", edit=edit), Change("大型企业不适用", edit=edit),
         Change("约定验收日期后未满三十日", contract=_SME, edit=edit, **recent)],
        [Change("未填是否中小企业", contract={"is_sme": None}, edit=edit)] * 2,
    )  # fmt: skip


def performance_plans() -> list[Plan]:
    """All plans about acceptance and payment of contracts."""
    return [*_acceptances(), *_persons(), *_payments(), *_terms(), *_sums()]


def _terms() -> list[Plan]:
    """Agreed days of payment, and payment after the invoice."""

    def agreed(days: int, sme: bool | None = True, **more: Any) -> Change:
        return Change(
            "约定付款天数",
            contract={"agreed_payment_days": days, "is_sme": sme, **more},
            edit=own_supplier,
        )

    def after(n: int, unit: str) -> Change:
        steps: dict[str, Offset] = {"paid": ("invoiced", n, unit)}
        return Change("收到发票后付款", steps=steps)

    return [
        Plan("procurement.agreed_payment_too_long", "contract", [agreed(n) for n in (61, 70, 90, 120, 180)],
             [agreed(60), agreed(30), agreed(90, sme=False)],
             [agreed(90, sme=None), Change("未填签订日期", contract={"agreed_payment_days": 90, "is_sme": True, "signed_on": None}, edit=own_supplier)]),
        Plan("procurement.payment_late_invoice", "payment", [after(n, "nd") for n in (40, 45, 60, 75, 90)],
             [after(30, "cd"), after(29, "cd"), after(5, "nd")],
             edits("未填收到发票日期", *[lambda p: p.payments[0].update(invoice_received_on=None)] * 2)),
    ]  # fmt: skip


def _paid(thousandths: int, supplement_: int | None = 0, refund: int = 0) -> Edit:
    def edit(made: Purchase) -> None:
        whole = made.payments[0]["amount_fen"]
        made.payments[0]["amount_fen"] = whole * thousandths // 1000
        made.line.update(approved_fen=whole * 3, adjusted_fen=whole * 3)
        if supplement_ != 0:
            supplement(made, supplement_)
        if refund:
            made.payments.append(payment(made, -whole * refund // 1000))

    return edit


def _price(thousandths: int) -> Edit:
    def edit(made: Purchase) -> None:
        fen = made.package["budget_fen"] * thousandths // 1000
        for row, column in (
            (made.award, "amount_fen"),
            (made.contract, "amount_fen"),
            (made.bids[0], "price_fen"),
        ):
            assert row is not None  # noqa: S101 (planted purchases have an award)
            row[column] = fen
        made.payments = []

    return edit


def _checked(n: int | None) -> Edit:
    return lambda p: p.package.update(
        credit_checked_on=None if n is None else counted(p.days["confirmed"], n, "wd")
    )


def _sums() -> list[Plan]:
    """What is paid against what was agreed; what is agreed against the budget."""

    unpriced = edits("补充合同未填金额", _paid(1000, None))
    return [
        Plan("procurement.paid_over_contract", "contract",
             edits("累计支付超过合同金额", _paid(1001), _paid(1050), _paid(1100, 40), _paid(1300), _paid(1200, 0, 100)),
             edits("不超过合同和补充合同金额", _paid(1000), _paid(1040, 40), _paid(1050, 0, 50)),
             [Change("未填合同金额", contract={"amount_fen": None}), *unpriced]),
        Plan("procurement.purchase_over_budget", "package",
             edits("中标金额超过采购预算", *map(_price, (1001, 1010, 1050, 1100, 1200))),
             edits("中标金额不超过预算", *map(_price, (1000, 999, 850))),
             [without("package", "未填采购预算", "budget_fen"), without("award", "未填中标金额", "amount_fen")]),
        Plan("procurement.credit_check_missing", "package",
             edits("没有信用查询，或者确定中标之后才查询", _checked(None), _checked(None), _checked(None), _checked(1), _checked(5)),
             edits("确定中标之前或当日查询", _checked(0), _checked(-1), _checked(-3)),
             [without("package", "未填确定中标日期", "winner_confirmed_on")] * 2),
        Plan("procurement.direct_purchase_over_limit", "package",
             [Change("达到限额标准而直接采购", terms={"yuan": n}) for n in (500_000, 510_000, 800_000, 1_200_000, 1_900_000)],
             [Change("低于限额标准", terms={"yuan": 499_999}), Change("低于限额标准", terms={"yuan": 90_000}),
              Change("工程不适用", terms={"category": "works", "yuan": 900_000})],
             [without("package", "未填预算", "budget_fen"), without("package", "未填开始日期", "started_on")],
             {"method": "direct_purchase", "yuan": 800_000}),
    ]  # fmt: skip
