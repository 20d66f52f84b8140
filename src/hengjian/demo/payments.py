"""Treasury payments: wages, small purchases, and what contracts bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow.compute as pc

from hengjian.demo.approvals import Office
from hengjian.demo.budgets import Ledger, economics, functions
from hengjian.demo.contracts import Dues
from hengjian.demo.days import NONE, Ints, next_working, number, shifted, working_days_of, years_of
from hengjian.demo.draws import Generator, amounts, between, generator, pick
from hengjian.demo.frames import Array, joined, labelled, numbered
from hengjian.demo.outbox import Outbox
from hengjian.demo.procurement import Packages, line_ids
from hengjian.demo.units import COUNT

_PART = 600_000
_SMALL = 4_500_000  #: no small purchase costs more, in fen
_PURPOSES = ("办公用品", "水费", "电费", "邮电服务", "差旅服务", "劳务服务", "委托业务", "维修材料")
_METHODS = ("transfer", "official_card", "direct")


@dataclass
class Batch:
    """Payments being made, of one year."""

    unit: Ints
    line: Ints
    firm: Ints  #: NONE for wages
    fen: Ints
    invoiced: Ints
    paid: Ints
    contract: Array | None = None


def send_payments(
    office: Office, packages: Packages, dues: Dues, ledger: Ledger, seed: int,
    years: dict[int, int], outbox: Outbox,
) -> None:  # fmt: skip
    """`years` gives the number of payments of each year, contracts' and wages included."""
    before = 0
    for year, total in years.items():
        rng = generator(seed, "payments", year)
        chosen = np.flatnonzero(years_of(dues.paid) == year)
        fixed = [_contracts(packages, dues, chosen), _wages(rng, year)]
        number_ = 1
        for batch in fixed:
            number_ = _send(rng, batch, year, number_, office, ledger, outbox)
        rest = max(total - number_ + 1, COUNT) // COUNT * COUNT
        for start in range(0, rest, _PART // COUNT * COUNT):
            size = min(_PART // COUNT * COUNT, rest - start)
            batch = _purchases(rng, office, year, start, size, rest, before)
            number_ = _send(rng, batch, year, number_, office, ledger, outbox)
        before += rest // COUNT


def _contracts(packages: Packages, dues: Dues, chosen: Ints) -> Batch:
    row = dues.row[chosen]
    return Batch(
        packages.unit[row], packages.line[row], dues.firm[chosen], dues.amount[chosen],
        dues.invoiced[chosen], dues.paid[chosen], dues.contract.take(chosen),
    )  # fmt: skip


def _wages(rng: Generator, year: int) -> Batch:
    """One payment a month and unit, about the tenth of the month."""
    month = np.repeat(np.arange(1, 13), COUNT)
    day = next_working(np.array([number(date(year, m, 10)) for m in month]))
    unit = np.tile(np.arange(COUNT, dtype=np.int64), 12)
    none = np.full(len(unit), NONE)
    base = 40_000_000 + unit * 1_000_000
    return Batch(
        unit,
        np.zeros(len(unit), np.int64),
        none,
        base + between(rng, 0, 3_000_000, len(unit)),
        none,
        day,
    )


def _purchases(
    rng: Generator, office: Office, year: int, start: int, n: int, total: int, before: int
) -> Batch:
    """Small purchases, evenly over the year; a unit comes back to a firm only after all others."""
    index = start + np.arange(n, dtype=np.int64)
    unit, place = index % COUNT, index // COUNT
    days = working_days_of(year)
    paid = days[
        np.minimum((place + rng.random(n)) * len(days) * COUNT // total, len(days) - 1).astype(
            np.int64
        )
    ]
    firm = (unit * 307 + before + place) % office.firms.bidders
    fen = np.minimum(amounts(rng, 6_000, 0.9, n), _SMALL - between(rng, 0, 1_000_000, n))
    invoiced = shifted(paid, -between(rng, 1, 20, n))
    return Batch(unit, between(rng, 1, 7, n), firm, fen, invoiced, paid)


def _send(
    rng: Generator, batch: Batch, year: int, first: int, office: Office, ledger: Ledger,
    outbox: Outbox,
) -> int:  # fmt: skip
    """Send a batch, count it on its budget lines, return the next free number."""
    n = len(batch.unit)
    years = np.full(n, year, np.int64)
    numbers = np.arange(first, first + n)
    ledger.add(years, batch.unit, batch.line, batch.fen)
    wages = batch.firm == NONE
    names = labelled(batch.firm, office.firms.names)
    how = np.where(wages, 2, pick(rng, (93, 7), n) if batch.contract is None else 0)
    outbox.put("payment", year, {
        "payment_id": numbered(f"ZF{year}", numbers, 8),
        "unit_id": office.units.of(batch.unit),
        "budget_line_id": line_ids(years, batch.unit, batch.line),
        "contract_id": batch.contract,
        "payee_code": _payees(batch, office),
        "payee_name": names.fill_null("工资代发专户"),
        "payee_account": office.firms.accounts(batch.firm),
        "amount_fen": batch.fen,
        "paid_on": batch.paid,
        "fiscal_year": years,
        "economic_class": economics(batch.line),
        "function_class": functions(batch.unit),
        "invoice_no": _invoices(year, numbers, wages),
        "invoice_received_on": batch.invoiced,
        "purpose": labelled(np.where(wages, 8, np.minimum(batch.line, 7)), (*_PURPOSES, "工资")),
        "method": labelled(how, _METHODS),
    })  # fmt: skip
    return first + n


def _payees(batch: Batch, office: Office) -> Array:
    """Credit codes of firms; wages go to the unit's own wage account."""
    own = joined("DF", office.units.of(batch.unit))
    return pc.coalesce(labelled(batch.firm, office.firms.codes), own)


def _invoices(year: int, numbers: Ints, wages: Ints) -> Array:
    return numbered(f"{year - 2000}99000000", np.where(wages, NONE, numbers), 10)
