"""Contracts and what follows: supplements, acceptance, performance deposits, what is to be paid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengjian.demo.approvals import Office
from hengjian.demo.bids import Winners
from hengjian.demo.days import (
    AS_OF,
    NONE,
    Ints,
    known_by,
    next_working,
    plus_working,
    shifted,
    years_of,
)
from hengjian.demo.draws import Flags, Generator, between, chance, generator, only, pick
from hengjian.demo.frames import Array, joined, labelled
from hengjian.demo.outbox import Outbox
from hengjian.demo.people import colleague
from hengjian.demo.procurement import FRAMEWORK, SERVICES, Packages

#: Lower and upper end of the share of the price that a supplement adds.
_SUPPLEMENT = (0.01, 0.08)


@dataclass
class Contracts:
    """Signed contracts: the row of the package, the price, and the day of acceptance."""

    row: Ints
    unit: Ints
    firm: Ints
    amount: Ints
    signed: Ints
    accepted: Ints
    deposit: Ints  #: performance deposit in fen, 0 for none
    ids: Array


@dataclass
class Dues:
    """Payments that contracts bring: days of invoice and payment, one entry each."""

    contract: Array
    row: Ints
    firm: Ints
    amount: Ints
    invoiced: Ints
    paid: Ints


def send_contracts(
    packages: Packages, winners: Winners, office: Office, seed: int, outbox: Outbox
) -> Dues:
    """All contracts of awarded packages, and what is paid for them by the as-of date."""
    rng = generator(seed, "contracts")
    row = np.flatnonzero((winners.firm != NONE) & packages.reached("signed"))
    signed = packages.days["signed"][row]
    accepted, dues_days = _fulfilment(rng, signed)
    contracts = Contracts(
        row, packages.unit[row], winners.firm[row], winners.price[row], signed, accepted,
        winners.price[row] * _deposit_share(rng, len(row)) // 10_000 * 100,
        joined(packages.ids(row), "-HT"),
    )  # fmt: skip
    years = packages.year[row]
    _send(rng, packages, contracts, office, years, outbox)
    added = _send_supplements(rng, contracts, years, outbox)
    _send_acceptances(rng, packages, contracts, office, years, outbox)
    _send_deposits(rng, packages, contracts, office, years, outbox)
    return _dues(rng, contracts, added, dues_days)


def _fulfilment(rng: Generator, signed: Ints) -> tuple[Ints, Ints]:
    """Day of acceptance and of the last payment; the treasury makes none of these in December."""
    n = len(signed)
    wait, gap = between(rng, 20, 150, n), between(rng, 8, 24, n)
    for _ in range(2):
        accepted = next_working(shifted(signed, wait))
        paid = next_working(shifted(accepted, gap))
        stamp = paid.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
        wait = np.where(stamp == 11, wait + 36, wait)
    accepted = next_working(shifted(signed, wait))
    return accepted, next_working(shifted(accepted, gap))


def _deposit_share(rng: Generator, n: int) -> Ints:
    """Per cent of the price: none for most, at most ten."""
    return np.where(chance(rng, 0.4, n), between(rng, 1, 10, n), 0)


def _send(
    rng: Generator, packages: Packages, contracts: Contracts, office: Office, years: Ints,
    outbox: Outbox,
) -> None:  # fmt: skip
    n, signed = len(contracts.row), contracts.signed
    frame = packages.method[contracts.row] == FRAMEWORK
    ids = packages.ids(contracts.row)
    outbox.put_by_year("contract", years, {
        "contract_id": contracts.ids,
        "package_id": ids,
        "award_id": joined(ids, "-ZB"),
        "lot_id": joined(ids, "-1"),
        "buyer_id": office.units.of(contracts.unit),
        "supplier_code": labelled(contracts.firm, office.firms.codes),
        "signed_on": signed,
        "amount_fen": contracts.amount,
        "published_on": known_by(plus_working(signed, pick(rng, (3, 4, 3), n))),
        "filed_on": known_by(plus_working(signed, between(rng, 1, 7, n))),
        "starts_on": known_by(shifted(signed, 1), AS_OF + 9),
        "ends_on": shifted(signed, between(rng, 150, 400, n)),
        "performance_deposit_fen": contracts.deposit,
        "is_sme": office.firms.size[contracts.firm] > 0,
        "agreed_payment_days": only(chance(rng, 0.5, n), 30),
        "handler_id": office.officials.of(colleague(rng, contracts.unit, 0)),
        "reviewer_id": office.officials.of(colleague(rng, contracts.unit, 1)),
        "contract_kind": labelled(frame.astype(np.int64), ("original", "framework")),
    })  # fmt: skip


def _send_supplements(rng: Generator, contracts: Contracts, years: Ints, outbox: Outbox) -> Ints:
    """Supplements to some contracts; what they add to each contract, in fen."""
    chosen = np.flatnonzero(chance(rng, 0.06, len(contracts.row)))
    day = known_by(
        next_working(shifted(contracts.signed[chosen], between(rng, 15, 29, len(chosen))))
    )
    chosen, day = chosen[day != NONE], day[day != NONE]
    share = rng.uniform(*_SUPPLEMENT, len(chosen))
    fen = np.floor(contracts.amount[chosen] * share / 100).astype(np.int64) * 100
    added = np.zeros(len(contracts.row), np.int64)
    added[chosen] = fen
    outbox.put_by_year("supplement", years[chosen], {
        "supplement_id": joined(contracts.ids.take(chosen), "-BC1"),
        "contract_id": contracts.ids.take(chosen),
        "signed_on": day,
        "amount_fen": fen,
        "published_on": known_by(plus_working(day, between(rng, 0, 2, len(chosen)))),
        "same_subject": np.ones(len(chosen), np.int64),
    })  # fmt: skip
    return added


def _send_acceptances(
    rng: Generator, packages: Packages, contracts: Contracts, office: Office, years: Ints,
    outbox: Outbox,
) -> None:  # fmt: skip
    n = len(contracts.row)
    accepted = known_by(contracts.accepted)
    public = (packages.category[contracts.row] == SERVICES) & chance(rng, 0.2, n)
    items = between(rng, 3, 40, n)
    done = accepted != NONE
    accepter = np.where(done, colleague(rng, contracts.unit, 2), NONE)
    outbox.put_by_year("acceptance", years, {
        "acceptance_id": joined(contracts.ids, "-YS"),
        "contract_id": contracts.ids,
        "due_on": shifted(contracts.accepted, between(rng, 0, 20, n)),
        "accepted_on": accepted,
        "result": labelled(np.where(done, 0, NONE), ("passed",)),
        "accepter_id": office.officials.of(accepter),
        "items_required": items,
        "items_checked": only(done, items),
        "published_on": known_by(np.where(public & done, plus_working(contracts.accepted, 2), NONE)),
        "is_public_service": public,
    })  # fmt: skip


def _send_deposits(
    rng: Generator, packages: Packages, contracts: Contracts, office: Office, years: Ints,
    outbox: Outbox,
) -> None:  # fmt: skip
    """The performance deposits that contracts ask for."""
    chosen = np.flatnonzero(contracts.deposit)
    n, firm = len(chosen), contracts.firm[chosen]
    outbox.put_by_year("deposit", years[chosen], {
        "deposit_id": joined(contracts.ids.take(chosen), "-L"),
        "package_id": packages.ids(contracts.row[chosen]),
        "contract_id": contracts.ids.take(chosen),
        "payer_code": labelled(firm, office.firms.codes),
        "kind": labelled(np.zeros(n, np.int64), ("performance",)),
        "amount_fen": contracts.deposit[chosen],
        "form": labelled(pick(rng, (50, 50), n), ("transfer", "guarantee")),
        "received_on": contracts.signed[chosen],
        "returned_on": known_by(plus_working(contracts.accepted[chosen], between(rng, 1, 5, n))),
        "is_winner": np.ones(n, np.int64),
        "payer_account": office.firms.accounts(firm),
    })  # fmt: skip


def _dues(rng: Generator, contracts: Contracts, added: Ints, last: Ints) -> Dues:
    """One payment, or two with invoices of their own, both after acceptance."""
    n = len(contracts.row)
    two = chance(rng, 0.4, n)
    whole = contracts.amount + added
    part = np.where(two, whole * 6 // 1000 * 100, whole)
    early = np.maximum(next_working(shifted(contracts.accepted, 3)), NONE + 1)
    early = np.where(years_of(early) == years_of(last), early, last)
    order = np.concatenate([np.arange(n), np.flatnonzero(two)])
    amount = np.concatenate([part, (whole - part)[two]])
    paid = np.concatenate([np.where(two, early, last), last[two]])
    paid = np.where(_december(paid), last[order], paid)
    invoiced = np.minimum(shifted(contracts.accepted, between(rng, 0, 3, n))[order], paid)
    came = np.flatnonzero(paid <= AS_OF)
    order = order[came]
    return Dues(
        contracts.ids.take(order), contracts.row[order], contracts.firm[order], amount[came],
        invoiced[came], paid[came],
    )  # fmt: skip


def _december(day: Ints) -> Flags:
    months: Ints = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    last: Flags = months % 12 == 11
    return last
