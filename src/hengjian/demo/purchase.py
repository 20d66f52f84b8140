"""One lawful purchase from intention to payment, of which a story changes one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from hengjian.demo.days import plus, plus_work
from hengjian.demo.frames import instant
from hengjian.demo.plants import SERIAL, Plants, Row

#: A step's day: counted from which step, how many, in working days (wd), calendar days (cd),
#: or calendar days moved to a working day (nd).
Offset = tuple[str, int, str]

_STEPS: dict[str, Offset] = {
    "intention": ("started", -50, "cd"),
    "approved": ("started", -5, "wd"),
    "issued": ("started", 1, "wd"),
    "notice_until": ("issued", 7, "wd"),
    "document_until": ("issued", 7, "wd"),
    "deadline": ("issued", 26, "nd"),
    "reviewed": ("deadline", 0, "wd"),
    "reported": ("reviewed", 1, "wd"),
    "confirmed": ("reported", 2, "wd"),
    "noticed": ("confirmed", 0, "wd"),
    "result": ("confirmed", 1, "wd"),
    "signed": ("noticed", 15, "nd"),
    "published": ("signed", 1, "wd"),
    "filed": ("signed", 3, "wd"),
    "accepted": ("signed", 30, "nd"),
    "due": ("accepted", 10, "nd"),
    "invoiced": ("accepted", 2, "cd"),
    "paid": ("accepted", 15, "nd"),
}
_SINGLE: dict[str, Offset] = {
    "shown": ("started", 0, "wd"),
    "shown_until": ("shown", 7, "wd"),
    "deadline": ("shown_until", 3, "wd"),
}


@dataclass
class Purchase:
    """The rows of one purchase; `None` where it has none."""

    plants: Plants
    number: int
    days: dict[str, date]
    line: Row
    package: Row
    bids: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    deposits: list[Row] = field(default_factory=list)
    award: Row | None = None
    contract: Row | None = None
    acceptance: Row | None = None
    supplements: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)

    @property
    def year(self) -> int:
        """Year of the files in which the purchase is sent."""
        return self.days["started"].year

    def send(self) -> None:
        """Plant all rows."""
        single = {
            "procurement_package": self.package, "award": self.award, "contract": self.contract,
            "acceptance": self.acceptance, "budget_line": self.line,
        }  # fmt: skip
        many = {
            "bid": self.bids, "review_member": self.members, "deposit": self.deposits,
            "supplement": self.supplements,
        }  # fmt: skip
        for table, row in single.items():
            if row is not None:
                self.plants.row(table, self.year, **row)
        for table, rows in many.items():
            for row in rows:
                self.plants.row(table, self.year, **row)
        for row in self.payments:
            self.plants.row("payment", row["paid_on"].year, **row)
        for year in {row["paid_on"].year for row in self.payments} - {self.year}:
            line = {**self.line, "budget_line_id": f"YS{year}-{self.number:06d}", "fiscal_year": year,
                    "approved_on": date(year, 2, 6)}  # fmt: skip
            self.plants.row("budget_line", year, **line)


def counted(start: date, n: int, unit: str) -> date:
    """The day n units after the start."""
    if unit == "wd":
        return plus_work(start, n)
    return plus(start, n) if unit == "nd" else start + timedelta(days=n)


def timeline(start: date, steps: Mapping[str, Offset]) -> dict[str, date]:
    """The day of every step; a step may count from one that stands later in the list."""
    days = {"started": start}
    waiting = dict(steps)
    while waiting:
        ready = {s: o for s, o in waiting.items() if o[0] in days}
        if not ready:
            raise ValueError(f"steps that count from nothing: {sorted(waiting)}")
        days |= {step: counted(days[o[0]], o[1], o[2]) for step, o in ready.items()}
        waiting = {s: o for s, o in waiting.items() if s not in ready}
    return days


def purchase(
    plants: Plants, *, start: date, method: str = "open_tender", category: str = "goods",
    yuan: int = 1_500_000, steps: Mapping[str, Offset] | None = None, bidders: int = 3,
) -> Purchase:  # fmt: skip
    """A complete lawful purchase; `steps` replaces the days of single steps."""
    number = plants.number()
    base = {**_STEPS, **(_SINGLE if method == "single_source" else {})}
    days = timeline(start, {**base, **(steps or {})})
    unit = plants.unit(number)
    ids = f"CG{start.year}-{number:06d}"
    line = _line(number, start.year, unit, yuan)
    package = _package(plants, ids, unit, days, method, category, yuan, line["budget_line_id"])
    made = Purchase(plants, number, days, line, package)
    made.bids = [_bid(plants, made, k) for k in range(1 if method == "single_source" else bidders)]
    made.members = [_member(plants, made, k, 5 if method == "open_tender" else 3) for k in range(5)]
    made.members = [m for m in made.members if m]
    _conclude(plants, made)
    return made


def _line(number: int, year: int, unit: str, yuan: int) -> Row:
    return {
        "budget_line_id": f"YS{year}-{number:06d}", "unit_id": unit, "fiscal_year": year,
        "function_class": "2010301", "economic_class": "31002", "project_name": f"专项业务{number}",
        "approved_fen": yuan * 120, "adjusted_fen": yuan * 120, "approved_on": date(year, 2, 6),
        "fund_kind": "general", "has_goal": True,
    }  # fmt: skip


def _package(
    plants: Plants, ids: str, unit: str, days: dict[str, date], method: str, category: str,
    yuan: int, line: str,
) -> Row:  # fmt: skip
    tender = method in ("open_tender", "invited_tender")
    single = method == "single_source"
    weight = 200_000 if category == "services" else 400_000
    return {
        "package_id": ids, "name": f"{days['started'].year}年业务用品采购{ids[-4:]}",
        "buyer_id": unit, "agency_name": "衡安区政府采购中心", "category": category,
        "catalogue_code": {"goods": "A020100", "services": "C020100", "works": "B020100"}[category],
        "method": method, "fiscal_year": days["started"].year, "budget_line_id": line,
        "budget_fen": yuan * 100, "intention_published_on": days["intention"],
        "started_on": days["started"],
        "notice_on": None if single else days["issued"],
        "notice_until": None if single else days["notice_until"],
        "document_issued_on": None if single else days["issued"],
        "document_until": None if single else days["document_until"],
        "bid_deadline_on": days["deadline"], "bid_deadline_at": instant(days["deadline"]),
        "opened_at": instant(days["deadline"]),
        "price_weight": weight if tender or method == "consultation" else None,
        "evaluation_method": "comprehensive" if tender or method == "consultation" else "lowest_price",
        "is_standard_goods": False,
        "single_source_ground": "only_supplier" if single else None,
        "single_source_from_on": days.get("shown"), "single_source_until_on": days.get("shown_until"),
        **_approval(days, method, yuan),
        "review_finished_on": days["reviewed"], "report_sent_on": days["reported"],
        "winner_confirmed_on": days["confirmed"], "status": "awarded", "sme_reserved": False,
        "credit_checked_on": days["reviewed"],
    }  # fmt: skip


def _approval(days: dict[str, date], method: str, yuan: int) -> Row:
    if method == "open_tender" or yuan < 2_000_000:
        return {}
    return {
        "method_approval_no": f"明财采批{days['approved'].toordinal()}号",
        "method_approved_on": days["approved"], "method_approver": "city_finance",
    }  # fmt: skip


def _bid(plants: Plants, made: Purchase, place: int) -> Row:
    firms = plants.office.firms
    firm = plants.firm(made.number * 7 + place)
    ids, deadline = made.package["package_id"], made.days["deadline"]
    return {
        "bid_id": f"{ids}-T{place + 1}", "package_id": ids, "lot_id": None,
        "bidder_code": str(firms.codes[firm]), "bidder_name": str(firms.names[firm]),
        "price_fen": made.package["budget_fen"] * (930 + place * 17 + place * place) // 1000,
        "submitted_at": instant(deadline - timedelta(days=1), 10 + place, 7 * place + 3),
        "status": "valid", "rank": place + 1, "contact_phone": str(firms.phones[firm]),
        "contact_name": f"联系人{firm}", "device_id": f"SB{made.number}{place:03d}",
        "deposit_account": f"6229901{firm + 1:012d}",
    }  # fmt: skip


def _member(plants: Plants, made: Purchase, place: int, size: int) -> Row:
    if place >= size:
        return {}
    own = place == size - 1
    return {
        "package_id": made.package["package_id"], "member_token": plants.person(),
        "role": "buyer_representative" if own else "expert",
        "drawn_at": _before(made.days["deadline"]), "is_random": None if own else True,
        "employer": plants.unit_name(made.package["buyer_id"]) if own else "江岚工业大学",
    }  # fmt: skip


def _before(day: date) -> datetime:
    return instant(plus_work(day, -1), 10, 0)


def _conclude(plants: Plants, made: Purchase) -> None:
    """Award, contract, acceptance and one payment to the first bidder."""
    days, ids, unit = made.days, made.package["package_id"], made.package["buyer_id"]
    winner = made.bids[0]
    price, code = winner["price_fen"], winner["bidder_code"]
    made.award = {
        "award_id": f"{ids}-ZB", "package_id": ids, "winner_code": code, "amount_fen": price,
        "rank": 1, "notice_on": days["noticed"], "result_published_on": days["result"],
    }  # fmt: skip
    made.contract = {
        "contract_id": f"{ids}-HT", "package_id": ids, "award_id": f"{ids}-ZB", "buyer_id": unit,
        "supplier_code": code, "signed_on": days["signed"], "amount_fen": price,
        "published_on": days["published"], "filed_on": days["filed"], "starts_on": days["signed"],
        "ends_on": days["signed"] + timedelta(days=300), "performance_deposit_fen": 0,
        "is_sme": False, "agreed_payment_days": 30, "handler_id": plants.official(unit, 0),
        "reviewer_id": plants.official(unit, 1), "contract_kind": "original",
    }  # fmt: skip
    made.acceptance = {
        "acceptance_id": f"{ids}-YS", "contract_id": f"{ids}-HT", "due_on": days["due"],
        "accepted_on": days["accepted"], "result": "passed",
        "accepter_id": plants.official(unit, 2), "items_required": 12, "items_checked": 12,
        "is_public_service": False,
    }  # fmt: skip
    made.payments = [payment(made, price)]


def payment(made: Purchase, fen: int, **values: Any) -> Row:
    """A payment of the contract; `values` replaces single cells."""
    number, day = made.plants.number(), made.days["paid"]
    assert made.contract is not None  # noqa: S101 (only purchases with a contract are paid)
    winner = made.bids[0]
    return {
        "payment_id": f"ZF{day.year}{SERIAL + number:08d}", "unit_id": made.package["buyer_id"],
        "budget_line_id": f"YS{day.year}-{made.number:06d}", "contract_id": made.contract["contract_id"],
        "payee_code": winner["bidder_code"], "payee_name": winner["bidder_name"],
        "payee_account": winner["deposit_account"], "amount_fen": fen, "paid_on": day,
        "fiscal_year": day.year, "economic_class": "31002", "function_class": "2010301",
        "invoice_no": f"{day.year - 2000}98000000{number:010d}",
        "invoice_received_on": made.days["invoiced"], "purpose": "合同款", "method": "transfer",
        **values,
    }  # fmt: skip


Edit = Callable[[Purchase], object]
