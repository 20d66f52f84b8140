"""The event log of matters: what was done, when, when it was entered, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from hengjian.demo.days import AS_OF, NONE, Ints, worked, working_day
from hengjian.demo.draws import Generator, pick
from hengjian.demo.frames import joined, numbered, texts
from hengjian.demo.outbox import Outbox
from hengjian.demo.people import colleague

if TYPE_CHECKING:
    from hengjian.demo.approvals import Office, Part

#: Step of the log and who does it: 0 clerk, 1 handler, 2 reviewer, 3 signing leader.
_STEPS = (
    ("apply", 0), ("correct", 1), ("supplement", 0), ("accept", 1), ("reject", 1), ("dispatch", 1),
    *(("opinion", 2),) * 5, ("combine", 1), *(("review", 2),) * 3,
    ("decide", 3), ("refuse", 3), ("withdraw", 0), ("deliver", 0), ("publish", 0),
)  # fmt: skip
_NAMES = texts([name for name, _ in _STEPS])
_ACTORS = np.array([actor for _, actor in _STEPS])
_FORMAL = {"accept": "受", "reject": "不受", "decide": "决", "refuse": "不许"}
_TODAY = worked(np.array([AS_OF]))[0]


def send_events(
    rng: Generator, part: Part, office: Office, year: int, outbox: Outbox,
    handler: Ints, reviewer: Ints,
) -> None:  # fmt: skip
    """All events that have happened by the as-of date, matter by matter, in order."""
    times = _times(part)
    happened = (times != NONE) & (times <= _TODAY)
    row, step = np.nonzero(happened)
    count = times[row, step]
    lag = pick(rng, (85, 10, 4, 1), len(row))
    clerk, signer = colleague(rng, part.unit, 2), colleague(rng, part.unit, 3)
    actors = np.column_stack([clerk, handler, reviewer, signer])[row, _ACTORS[step]]
    name = _NAMES.take(pa.array(step))
    opinion = np.array([n == "opinion" for n, _ in _STEPS])[step]
    other = (part.unit[row] + step) % 28
    who = np.where(opinion, (part.number[row] % 48 + 2) * 60 + other, actors)
    number = numbered(f"〔{year}〕", part.number[row], 1)
    marks = texts([_FORMAL.get(n) for n, _ in _STEPS]).take(pa.array(step))
    outbox.put("matter_event", year, {
        "matter_id": numbered(f"BJ{year}", part.number[row], 8),
        "seq": _sequence(row),
        "step": name,
        "happened_on": working_day(count),
        "recorded_on": working_day(np.minimum(count + lag, _TODAY)),
        "actor_id": office.officials.of(who),
        "unit_id": office.units.of(np.where(opinion, other, part.unit[row])),
        "document_no": joined(marks, number),
    })  # fmt: skip


def _times(part: Part) -> Ints:
    """One column a step, in the order of _STEPS."""
    turned, gone, refused = (part.decision == code for code in (3, 2, 1))
    accepted = np.where(turned, NONE, part.accepted)
    end = part.decided
    return np.column_stack([
        part.received, part.noticed, part.supplemented,
        accepted, np.where(turned, part.accepted, NONE), *_joint(part, accepted), *_reviews(part),
        np.where(gone | refused, NONE, end), np.where(refused, end, NONE), np.where(gone, end, NONE),
        part.delivered, part.published,
    ])  # fmt: skip


def _joint(part: Part, accepted: Ints) -> list[Ints]:
    """Sent round, five opinions, put together: spread evenly so that the file never lies idle."""
    shown = (part.procedure == 1) & (part.decided != NONE) & (accepted != NONE)
    span = np.where(shown, part.decided - accepted, 0)
    times = [accepted + span * k // 7 for k in range(7)]
    return [np.where(shown, time, NONE) for time in times]


def _reviews(part: Part) -> list[Ints]:
    """One to three examinations; with a suspension, one on its first and one on its last day."""
    shown = ((part.procedure == 0) | (part.procedure == 3)) & (part.decided != NONE)
    span = np.where(shown, part.decided - part.accepted, 0)
    stopped = shown & (part.suspended != NONE)
    rest = np.where(stopped, part.decided - part.resumed, 0)
    first = np.where(stopped, part.suspended, np.where(shown, part.accepted + span // 3, NONE))
    long = shown & ~stopped & (span > 6)
    second = np.where(stopped, part.resumed, np.where(long, part.accepted + span * 2 // 3, NONE))
    third = np.where(stopped & (rest > 1), part.resumed + rest // 2, NONE)
    return [first, second, third]


def _sequence(row: Ints) -> Ints:
    """1, 2, 3 ... within each run of equal rows."""
    first = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else row
    sizes = np.diff(np.r_[first, len(row)])
    return np.arange(1, len(row) + 1) - np.repeat(first, sizes)
