"""The invented district 衡安区 (明川市, 江岚省), from 2023-01-01 to 2025-12-31."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hengjian.demo.approvals import Office, send_approvals
from hengjian.demo.bids import send_bids
from hengjian.demo.budgets import Ledger, send_budget
from hengjian.demo.contracts import send_contracts
from hengjian.demo.days import YEARS
from hengjian.demo.enterprises import make_enterprises, send_enterprises, send_people
from hengjian.demo.items import make_items, send_items
from hengjian.demo.lists import send_lists
from hengjian.demo.ordinary import ordinary_records, send_ordinary
from hengjian.demo.outbox import Outbox
from hengjian.demo.payments import send_payments
from hengjian.demo.penalties import send_penalties
from hengjian.demo.people import make_officials, send_officials
from hengjian.demo.plans import plant
from hengjian.demo.plans_approval import plant_approvals
from hengjian.demo.plans_bidding import bidding_plans
from hengjian.demo.plans_conduct import plant_conduct
from hengjian.demo.plans_funds import plant_funds
from hengjian.demo.plans_links import link_plans, plant_repeats, plant_splitting
from hengjian.demo.plans_lists import plant_lists
from hengjian.demo.plans_penalty import plant_penalties
from hengjian.demo.plans_performance import performance_plans
from hengjian.demo.plans_procedure import plant_procedures
from hengjian.demo.plans_projects import plant_projects
from hengjian.demo.plans_review import review_plans
from hengjian.demo.plans_tender import tender_plans
from hengjian.demo.planted_cases import plant_cases
from hengjian.demo.plants import Plants
from hengjian.demo.procurement import make_packages, send_packages
from hengjian.demo.projects import send_carry_overs, send_projects
from hengjian.demo.schema import standard
from hengjian.demo.spoiled import spoil
from hengjian.demo.supervision import (
    send_audits,
    send_inspections,
    send_petitions,
    send_statistics,
)
from hengjian.demo.surveys import send_surveys
from hengjian.demo.truth import Planted, write_truth
from hengjian.demo.units import make_units, send_posts, send_units
from hengjian.demo.vouchers import send_vouchers

Progress = Callable[[str], None]


@dataclass
class DistrictSummary:
    """What was written: rows by table, planted rows by kind, the folders."""

    outbox: Path
    truth: Path | None
    rows: dict[str, int] = field(default_factory=dict)
    planted: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Size:
    """How many of what at a scale; what does not grow is bounded."""

    scale: float

    def yearly(self, total: int, least: int = 1) -> dict[int, int]:
        """A three-year total that grows with the scale, by year, falling slightly."""
        shares = (0.345, 0.333, 0.322)
        return {
            y: max(round(total * self.scale * s), least) for y, s in zip(YEARS, shares, strict=True)
        }

    def bounded(self, most: int, least: int) -> int:
        """A number that reaches its most at scale 1."""
        return min(most, max(round(most * self.scale), least))


def generate(
    out: Path, *, seed: int = 7, scale: float = 1.0, clean: bool = False,
    names: Mapping[str, str] | None = None, progress: Progress | None = None,
) -> DistrictSummary:  # fmt: skip
    """Write `out/outbox` and, unless clean, `out/truth`; the same for the same arguments.

    `names`: what another district calls 衡安, 明川 and 江岚.
    """
    say = progress or (lambda _: None)
    size = Size(scale)
    outbox = Outbox(out / "outbox", standard(), names or {})
    outbox.sendings |= {name: found.sending for name, found in ordinary_records().items()}
    office = Office(
        make_units(), make_officials(), make_enterprises(seed, size.bounded(20_000, 1_000)),
        make_items(seed),
    )  # fmt: skip
    _send_registers(office, seed, size, outbox)
    say("registers")
    send_approvals(office, seed, size.yearly(49_000, 60), outbox)
    say("approvals")
    send_penalties(office, seed, size.yearly(4_000, 20), outbox)
    say("penalties")
    _send_money(office, seed, size, outbox)
    say("procurement and funds")
    _send_supervision(office, seed, size, outbox)
    send_ordinary(office, seed, size.yearly, outbox)
    say("further records")
    summary = DistrictSummary(out / "outbox", None, outbox.rows)
    if not clean:
        _plant(office, out / "truth", outbox, summary)
        say("planted cases")
    outbox.close()
    say("files")
    return summary


def _plant(office: Office, truth: Path, outbox: Outbox, summary: DistrictSummary) -> None:
    plants = Plants(office)
    plant(
        plants,
        [*tender_plans(), *bidding_plans(), *review_plans(), *link_plans(), *performance_plans()],
    )
    plant_splitting(plants)
    plant_repeats(plants)
    plant_procedures(plants)
    plant_approvals(plants)
    plant_lists(plants)
    plant_penalties(plants)
    plant_funds(plants)
    plant_conduct(plants)
    plant_projects(plants)
    plant_cases(plants, outbox.standard)
    spoil(plants, outbox)
    plants.send(outbox)
    beside = [Planted("", record, "beside", "") for record in sorted(plants.beside)]
    write_truth(truth / "planted.csv", [*plants.truth, *beside])
    summary.truth = truth / "planted.csv"
    summary.planted = dict(Counter(fact.kind for fact in plants.truth))


def _send_registers(office: Office, seed: int, size: Size, outbox: Outbox) -> None:
    send_units(office.units, office.officials.heads(), outbox)
    send_posts(office.units, seed, outbox)
    send_officials(office.officials, office.units, seed, outbox)
    send_enterprises(office.firms, seed, outbox)
    send_people(office.firms, seed, outbox)
    send_items(office.items, office.units, seed, outbox)
    send_lists(office.units, seed, size.bounded(1_900, 240), outbox)


def _send_money(office: Office, seed: int, size: Size, outbox: Outbox) -> None:
    lines = size.bounded(28, 10)
    packages = make_packages(seed, max(round(1800 * size.scale), 36), lines)
    send_packages(packages, office, seed, outbox)
    winners = send_bids(packages, office, seed, outbox)
    dues = send_contracts(packages, winners, office, seed, outbox)
    ledger = Ledger(lines)
    send_payments(office, packages, dues, ledger, seed, size.yearly(170_000, 900), outbox)
    send_budget(ledger, packages, office.units, seed, outbox)
    send_vouchers(office, seed, size.yearly(15_000, 180), outbox)
    send_projects(office, seed, size.bounded(300, 30), outbox)
    send_carry_overs(office, seed, size.bounded(400, 40), outbox)


def _send_supervision(office: Office, seed: int, size: Size, outbox: Outbox) -> None:
    send_petitions(office, seed, size.yearly(6_000, 30), outbox)
    send_inspections(office, seed, size.yearly(420, 10), outbox)
    send_audits(office, seed, outbox)
    send_statistics(seed, outbox)
    send_surveys(seed, outbox)
