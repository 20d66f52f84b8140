"""Administrative penalties: the case, its facts, and its events in the log of matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengjian.demo.approvals import Office
from hengjian.demo.days import (
    AS_OF,
    NONE,
    Ints,
    known_by,
    shifted,
    worked,
    working_day,
    working_days_of,
)
from hengjian.demo.draws import Flags, Generator, between, chance, generator, only, pick, up_to
from hengjian.demo.frames import Array, joined, kept, labelled, numbered, texts
from hengjian.demo.outbox import Outbox
from hengjian.demo.people import colleague
from hengjian.demo.units import NAMES

_ENFORCERS = tuple(
    NAMES.index(name)
    for name in [
        "市场监督管理局",
        "城市管理局",
        "应急管理局",
        "生态环境局",
        "交通运输局",
        "卫生健康局",
        "农业农村局",
        "文化和旅游局",
    ]
)
CAUSES = (
    "占道经营", "超范围经营", "未按规定公示价格", "未按规定处置垃圾", "违规设置广告", "未办理卫生许可",
    "超限运输", "未落实消防责任", "虚假宣传", "未按规定排放污水", "销售不合格产品", "未建立台账",
)  # fmt: skip
_LEVELS = ("轻微", "一般", "较重")
_FACTORS = ("违法次数", "危害后果", "改正情况", "涉案金额")
_STEP = 5_000  #: fines are round sums of 50 yuan, in fen
_SUMS = ("小额", "中额", "大额")
_TODAY = worked(np.array([AS_OF]))[0]
FINE, WARNING, NO_PENALTY, WITHDRAWN = range(4)
_DECISIONS = ("fine", "warning", "no_penalty", "withdrawn")
_STEPS = (
    ("file", 0), ("investigate", 0), ("investigate", 1), ("notify", 0), ("hearing_notice", 5),
    ("hearing", 3), ("legal_review", 2), ("decide", 4), ("withdraw", 4), ("serve", 0), ("publish", 5),
)  # fmt: skip


@dataclass
class Cases:
    """Cases being made; times are counts of working days, paid is a date."""

    number: Ints
    unit: Ints
    citizen: Ints
    summary: Ints
    cause: Ints
    level: Ints
    decision: Ints
    times: Ints  #: one column a step of _STEPS
    low: Ints
    high: Ints
    fine: Ints


def send_penalties(office: Office, seed: int, years: dict[int, int], outbox: Outbox) -> None:
    """`years` gives the number of cases filed in each year."""
    first = 1
    for year, count in years.items():
        rng = generator(seed, "penalties", year)
        cases = _cases(rng, year, first, count)
        _send(rng, cases, office, year, outbox)
        first += count


def _cases(rng: Generator, year: int, first: int, n: int) -> Cases:
    days = working_days_of(year)
    filed = np.sort(worked(days[between(rng, 0, len(days) - 1, n)]))
    summary, citizen = chance(rng, 0.3, n), chance(rng, 0.45, n)
    decision = np.where(summary, pick(rng, (85, 15), n), pick(rng, (86, 6, 6, 2), n))
    level = pick(rng, (40, 45, 15), n)
    cause = between(rng, 0, len(CAUSES) - 1, n)
    large = ~summary & chance(rng, 0.04, n) & (decision == FINE)
    low, high = _benchmarks(citizen, summary, large, level, cause)
    fine = low + up_to(rng, 0, (high - low) // _STEP) * _STEP
    times = _steps(rng, filed, summary, large, decision)
    return Cases(
        np.arange(first, first + n), np.array(_ENFORCERS)[between(rng, 0, len(_ENFORCERS) - 1, n)],
        citizen.astype(np.int64), summary.astype(np.int64), cause, level, decision, times,
        low, high, only(decision == FINE, fine),
    )  # fmt: skip


def _benchmarks(
    citizen: Flags, summary: Flags, large: Flags, level: Ints, cause: Ints
) -> tuple[Ints, Ints]:
    """Lowest and highest fine in fen for the party, the level of the facts and the cause."""
    base = np.where(citizen, 500, 5_000) + cause * np.where(citizen, 50, 200)
    base = np.where(large, base * 20, base)
    low, high = base * (level + 1), base * (level + 2)
    small = np.where(citizen, 50 * (level + 1), np.array([500, 1_000, 2_000])[level])
    most = np.where(citizen, 50 * (level + 2), np.array([1_000, 2_000, 3_000])[level])
    return np.where(summary, small, low) * 100, np.where(summary, most, high) * 100


def _steps(rng: Generator, filed: Ints, summary: Flags, large: Flags, decision: Ints) -> Ints:
    """All times of a case; a summary case is decided and served where it was found."""
    n = len(filed)
    looked = filed + between(rng, 1, 8, n)
    again = looked + between(rng, 1, 8, n)
    told = again + between(rng, 1, 8, n)
    announced = only(large, told + between(rng, 3, 6, n))
    heard = only(large, announced + between(rng, 9, 10, n))
    checked = np.where(large, heard, told) + between(rng, 1, 5, n)
    end = checked + between(rng, 1, 6, n)
    gone = decision == WITHDRAWN
    end = np.where(summary, filed, end)
    served = np.where(gone, NONE, np.where(summary, end, end + between(rng, 0, 6, n)))
    public = np.where(gone, NONE, end + between(rng, 1, 6, n))
    full = [np.where(summary, NONE, t) for t in (looked, again)]
    return np.column_stack([
        filed, *full, np.where(summary, filed, told), announced, heard,
        np.where(summary, NONE, checked), np.where(gone, NONE, end), np.where(gone, end, NONE),
        served, public,
    ])  # fmt: skip


def _send(rng: Generator, cases: Cases, office: Office, year: int, outbox: Outbox) -> None:
    n = len(cases.number)
    ids = numbered(f"CF{year}", cases.number, 8)
    dates = known_by(working_day(cases.times))
    crew = np.column_stack([colleague(rng, cases.unit, g) for g in range(6)])
    firm = between(rng, 0, len(office.firms) - 1, n)
    party = np.where(cases.citizen == 1, NONE, firm)
    party_codes = _party_codes(cases, labelled(party, office.firms.codes))
    outbox.put("penalty", year, {
        "case_no": ids,
        "unit_id": office.units.of(cases.unit),
        "party_code": party_codes,
        "party_kind": labelled(cases.citizen, ("organisation", "citizen")),
        "cause": labelled(cases.cause, CAUSES),
        "is_summary": cases.summary,
        **_days(cases, dates),
        **_persons(dates, crew, office),
        **_fines(rng, cases, dates),
    })  # fmt: skip
    _send_facts(ids, cases, year, outbox)
    _send_matters(rng, ids, cases, crew, party_codes, office, year, outbox)


def _end(dates: Ints) -> Ints:
    """The day of the decision or of the withdrawal."""
    return np.maximum(dates[:, 7], dates[:, 8])


def _days(cases: Cases, dates: Ints) -> dict[str, Ints | Flags]:
    return {
        "filed_on": dates[:, 0], "notified_on": dates[:, 3],
        "hearing_required": cases.times[:, 4] != NONE, "hearing_on": dates[:, 5],
        "legal_review_on": dates[:, 6], "decided_on": _end(dates), "served_on": dates[:, 9],
        "published_on": dates[:, 10],
    }  # fmt: skip


def _persons(dates: Ints, crew: Ints, office: Office) -> dict[str, Array]:
    """Who investigated, heard, reviewed and decided: five different people."""

    def acted(day: Ints, place: int) -> Array:
        return office.officials.of(np.where(day == NONE, NONE, crew[:, place]))

    return {
        "investigator_id": acted(dates[:, 0], 0), "second_investigator_id": acted(dates[:, 0], 1),
        "legal_reviewer_id": acted(dates[:, 6], 2), "hearing_host_id": acted(dates[:, 5], 3),
        "decider_id": acted(_end(dates), 4),
    }  # fmt: skip


def _fines(rng: Generator, cases: Cases, dates: Ints) -> dict[str, Ints | Array]:
    decided = _end(dates) != NONE
    fine = np.where(decided, cases.fine, NONE)
    paid = shifted(dates[:, 9], between(rng, 0, 14, len(fine)))
    return {
        "decision": labelled(np.where(decided, cases.decision, NONE), _DECISIONS),
        "fine_fen": fine,
        "benchmark_low_fen": np.where(fine == NONE, NONE, cases.low),
        "benchmark_high_fen": np.where(fine == NONE, NONE, cases.high),
        "paid_on": known_by(np.where(fine == NONE, NONE, paid)),
    }  # fmt: skip


def _party_codes(cases: Cases, firms: Array) -> Array:
    """Credit code of an organisation; a citizen has a file number of the case system."""
    citizen = numbered("GM", cases.number, 9)
    return texts([f or c for f, c in zip(firms.to_pylist(), citizen.to_pylist(), strict=True)])


def _send_facts(ids: Array, cases: Cases, year: int, outbox: Outbox) -> None:
    n = len(ids)
    row = np.repeat(np.arange(n), len(_FACTORS))
    factor = np.tile(np.arange(len(_FACTORS), dtype=np.int64), n)
    size = np.where(cases.summary == 1, 0, np.where(cases.times[:, 4] == NONE, 1, 2))
    level = labelled(cases.level[row], _LEVELS)
    sums = labelled(size[row], _SUMS)
    number = cases.cause * 10 + cases.level + cases.summary * 5
    outbox.put("penalty_fact", year, {
        "case_no": labelled(row, ids),
        "factor": labelled(factor, _FACTORS),
        "level": pc.if_else(pa.array(factor == 3), sums, level),
        "benchmark_id": numbered("JZ", number[row] * 10 + 1000 + cases.citizen[row], 5),
    })  # fmt: skip


def _send_matters(
    rng: Generator, ids: Array, cases: Cases, crew: Ints, party: Array, office: Office, year: int,
    outbox: Outbox,
) -> None:  # fmt: skip
    """Ordinary cases as matters with an event log; summary cases have none."""
    chosen = np.flatnonzero(cases.summary == 0)
    times, case_ids = cases.times[chosen], ids.take(chosen)
    dates = known_by(working_day(times))
    firms = kept(cases.citizen[chosen] == 0, party.take(chosen))
    outbox.put("matter", year, {
        "matter_id": case_ids,
        "item_id": numbered("CFSX", cases.cause[chosen] + 1, 3),
        "procedure": labelled(np.zeros(len(chosen), np.int64), ("penalty",)),
        "unit_id": office.units.of(cases.unit[chosen]),
        "applicant_code": firms,
        "applicant_name": joined("当事人", case_ids),
        "handler_id": office.officials.of(crew[chosen, 0]),
        "received_on": dates[:, 0],
        "decided_on": _end(dates),
        "delivered_on": dates[:, 9],
        "on_site_officers": np.full(len(chosen), 2),
    })  # fmt: skip
    _send_log(rng, case_ids, cases.unit[chosen], times, crew[chosen], office, year, outbox)


def _send_log(
    rng: Generator, ids: Array, unit: Ints, times: Ints, crew: Ints, office: Office, year: int,
    outbox: Outbox,
) -> None:  # fmt: skip
    happened = (times != NONE) & (times <= _TODAY)
    row, step = np.nonzero(happened)
    count = times[row, step]
    lag = pick(rng, (85, 10, 4, 1), len(row))
    who = crew[row, np.array([a for _, a in _STEPS])[step]]
    first = np.r_[0, np.cumsum(happened.sum(axis=1))[:-1]]
    outbox.put("matter_event", year, {
        "matter_id": labelled(row, ids),
        "seq": np.arange(len(row)) - first[row] + 1,
        "step": labelled(step, [name for name, _ in _STEPS]),
        "happened_on": working_day(count),
        "recorded_on": working_day(np.minimum(count + lag, _TODAY)),
        "actor_id": office.officials.of(who),
        "unit_id": office.units.of(unit[row]),
    })  # fmt: skip
