"""What is planted about who bids, who judges, deposits, the award and the price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hengjian.demo.plans import Change, Plan, without
from hengjian.demo.plants import Row
from hengjian.demo.purchase import Purchase, counted

Edit = Callable[[Purchase], object]
_LARGE_TENDER: dict[str, Any] = {"yuan": 12_000_000}
_WORKS: dict[str, Any] = {"category": "works", "yuan": 4_800_000}


def edits(note: str, *edits_: Edit, **more: Any) -> list[Change]:
    """One change for each edit."""
    return [Change(note, edit=edit, **more) for edit in edits_]


def deposit(made: Purchase, place: int = 0, **cells: Any) -> Row:
    """A lawful bid deposit of one bidder, returned in time; `cells` replaces single cells."""
    bid, days = made.bids[place], made.days
    start = days["signed"] if place == 0 else days["noticed"]
    row: Row = {
        "deposit_id": f"{made.package['package_id']}-B{place + 1}",
        "package_id": made.package["package_id"], "payer_code": bid["bidder_code"], "kind": "bid",
        "amount_fen": made.package["budget_fen"] // 100, "form": "transfer",
        "received_on": counted(days["deadline"], -2, "wd"), "returned_on": counted(start, 3, "wd"),
        "is_winner": place == 0, "payer_account": bid["deposit_account"], **cells,
    }  # fmt: skip
    made.deposits.append(row)
    return row


def performance(made: Purchase, **cells: Any) -> Row:
    """A performance deposit of five per cent."""
    assert made.contract is not None  # noqa: S101 (planted purchases have a contract)
    fen = made.contract["amount_fen"] // 20
    made.contract["performance_deposit_fen"] = fen
    row: Row = {
        "deposit_id": f"{made.contract['contract_id']}-L",
        "package_id": made.package["package_id"], "contract_id": made.contract["contract_id"],
        "payer_code": made.bids[0]["bidder_code"], "kind": "performance", "amount_fen": fen,
        "form": "guarantee", "received_on": made.days["signed"],
        "returned_on": counted(made.days["accepted"], 3, "wd"), "is_winner": True,
        "payer_account": made.bids[0]["deposit_account"], **cells,
    }  # fmt: skip
    made.deposits.append(row)
    return row


def supplement(made: Purchase, thousandths: int | None, **cells: Any) -> Row:
    """A supplementary contract of so many thousandths of the price."""
    assert made.contract is not None  # noqa: S101 (planted purchases have a contract)
    day = counted(made.days["signed"], 12, "wd")
    fen = None if thousandths is None else made.contract["amount_fen"] * thousandths // 1000
    row: Row = {
        "supplement_id": f"{made.contract['contract_id']}-BC{len(made.supplements) + 1}",
        "contract_id": made.contract["contract_id"], "signed_on": day, "amount_fen": fen,
        "published_on": counted(day, 1, "wd"), "same_subject": True, **cells,
    }  # fmt: skip
    made.supplements.append(row)
    return row


def _bid_deposit_ratio(thousandths: int, more: int = 0) -> Edit:
    return lambda p: p.package.update(
        bid_deposit_fen=p.package["budget_fen"] * thousandths // 1000 + more
    )


def _no_budget(made: Purchase) -> None:
    made.package.update(bid_deposit_fen=3_000_000, budget_fen=None)


def _ratios() -> list[Plan]:
    contract = {"performance_deposit_fen": 20_000_000}
    return [
        Plan("procurement.bid_deposit_over_ratio", "package",
             edits("投标保证金超过预算的百分之二", *map(_bid_deposit_ratio, (25, 30, 40, 50)), _bid_deposit_ratio(20, 1)),
             edits("不超过预算的百分之二", *map(_bid_deposit_ratio, (20, 19, 10))),
             edits("未填预算金额", _no_budget, _no_budget)),
        Plan("procurement.performance_deposit_over_ratio", "contract",
             edits("履约保证金超过合同金额的百分之十", *map(_performance_share, (110, 150, 200, 101, 120))),
             edits("不超过合同金额的百分之十", *map(_performance_share, (100, 50, 0))),
             [without("contract", "未填合同签订日期", "signed_on"),
              Change("未填合同金额", contract={"amount_fen": None, **contract})]),
        Plan("procurement.supplement_over_ratio", "contract",
             edits("补充合同合计超过原合同百分之十", *map(_supplements, ((120,), (60, 50), (40, 40, 40), (101,), (300,)))),
             edits("补充合同合计不超过百分之十", *map(_supplements, ((100,), (50, 50), (150, -60)))),
             edits("补充合同未填金额", *map(_supplements, ((None,), (50, None))))),
    ]  # fmt: skip


def _performance_share(thousandths: int) -> Edit:
    def edit(made: Purchase) -> None:
        assert made.contract is not None  # noqa: S101 (planted purchases have a contract)
        made.contract["performance_deposit_fen"] = made.contract["amount_fen"] * thousandths // 1000

    return edit


def _supplements(shares: tuple[int | None, ...]) -> Edit:
    return lambda p: [supplement(p, s) for s in shares]


def _supplement_rules() -> list[Plan]:
    def published(n: int) -> Edit:
        return lambda p: supplement(
            p, 40, published_on=counted(counted(p.days["signed"], 12, "wd"), n, "wd")
        )

    later = {"start": date(2024, 5, 13)}
    return [
        Plan("procurement.supplement_unpublished", "supplement",
             [*edits("补充合同公告超过二个工作日", *map(published, (3, 4, 6, 10)), **later),
              *edits("补充合同没有公告", lambda p: supplement(p, 40, published_on=None), **later)],
             [*edits("二个工作日内公告", *map(published, (2, 0)), **later),
              *edits("二个工作日内公告", published(1), start=date(2025, 4, 14))],
             edits("未填补充合同签订日期", *[lambda p: supplement(p, 40, signed_on=None)] * 2, **later)),
        Plan("procurement.supplement_other_subject", "supplement",
             edits("追加了与原合同不同的标的", *[lambda p: supplement(p, 50, same_subject=False)] * 5),
             [*edits("追加相同标的", lambda p: supplement(p, 50), lambda p: supplement(p, 90))
              , *edits("追加相同标的", lambda p: supplement(p, 20))],
             edits("未填标的是否相同", *[lambda p: supplement(p, 50, same_subject=None)] * 2)),
    ]  # fmt: skip


def _deposits() -> list[Plan]:
    def back(place: int, n: int | None) -> Edit:
        def edit(made: Purchase) -> None:
            start = made.days["signed"] if place == 0 else made.days["noticed"]
            deposit(made, place, returned_on=None if n is None else counted(start, n, "wd"))

        return edit

    works = [
        lambda p, k=k: deposit(p, 1, returned_on=counted(p.days["signed"], k, "cd"))
        for k in (16, 20, 30, 60)
    ]
    in_time = [
        lambda p, k=k: deposit(p, 0, returned_on=counted(p.days["signed"], k, "cd"))
        for k in (5, 3, 0)
    ]
    return [
        Plan("procurement.bid_deposit_returned_late", "deposit",
             edits("投标保证金退还超过五个工作日", back(1, 6), back(1, 12), back(0, 7), back(0, 20), back(1, None)),
             [*edits("五个工作日内退还", back(1, 5), back(0, 5)),
              *edits("保函无须退还", lambda p: deposit(p, 1, form="guarantee", returned_on=None))],
             edits("未填是否中标", *[lambda p: deposit(p, 1, is_winner=None)] * 2)),
        Plan("procurement.tendering_deposit_returned_late", "deposit",
             [*edits("合同签订五日后才退还", *works), *edits("没有退还", lambda p: deposit(p, 1, returned_on=None))],
             edits("合同签订后五日内退还", *in_time),
             edits("未填合同签订日期", *[_unsigned] * 2), _WORKS),
        Plan("procurement.deposit_in_cash", "deposit",
             edits("以现金收取保证金", *[lambda p: deposit(p, 1, form="cash")] * 3, *[lambda p: performance(p, form="cash")] * 2),
             edits("以保函、支票或者转账收取", lambda p: deposit(p, 1, form="guarantee"),
                   lambda p: deposit(p, 1, form="cheque"), lambda p: performance(p, form="transfer")),
             edits("未填收取形式", *[lambda p: deposit(p, 1, form=None)] * 2)),
    ]  # fmt: skip


def _unsigned(made: Purchase) -> None:
    deposit(made, 1)
    assert made.contract is not None  # noqa: S101 (planted purchases have a contract)
    made.contract["signed_on"] = None


def _second(status: str, rank: int | None = 2) -> Edit:
    """The award goes to another bidder; the first is in a given state."""

    def edit(made: Purchase) -> None:
        assert made.award is not None and made.contract is not None  # noqa: S101, PT018
        winner = made.bids[1]
        made.award.update(
            winner_code=winner["bidder_code"], amount_fen=winner["price_fen"], rank=rank
        )
        made.contract.update(supplier_code=winner["bidder_code"], amount_fen=winner["price_fen"])
        made.bids[0].update(
            status=status, reject_reason=None if status == "valid" else "未响应实质性条款"
        )
        for row in made.payments:
            row.update(
                payee_code=winner["bidder_code"],
                payee_name=winner["bidder_name"],
                payee_account=winner["deposit_account"],
                amount_fen=winner["price_fen"],
            )

    return edit


def _price(thousandths: int | None) -> Edit:
    def edit(made: Purchase) -> None:
        assert made.contract is not None  # noqa: S101 (planted purchases have a contract)
        old = made.contract["amount_fen"]
        made.contract["amount_fen"] = None if thousandths is None else old * thousandths // 1000
        made.payments = []

    return edit


def _award() -> list[Plan]:
    return [
        Plan("procurement.award_not_first_ranked", "award",
             edits("越过排名第一的有效投标人", *[_second("valid")] * 5),
             [*edits("排名第一的投标人被否决或撤回", _second("disqualified"), _second("withdrawn"), terms={"bidders": 4}),
              Change("由排名第一的中标")],
             edits("未填中标人排名", *[_second("valid", None)] * 2)),
        Plan("procurement.contract_above_award", "award",
             edits("合同金额高于中标金额", *map(_price, (1001, 1010, 1050, 1100, 1300))),
             edits("合同金额不高于中标金额", *map(_price, (1000, 990, 900))),
             [without("award", "未填中标金额", "amount_fen"), *edits("未填合同金额", _price(None))]),
    ]  # fmt: skip


def bidding_plans() -> list[Plan]:
    """All plans about bids, deposits, awards and supplements."""
    return [*_ratios(), *_supplement_rules(), *_deposits(), *_award()]
