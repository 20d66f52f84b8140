"""One lawful matter of any procedure with its events, of which a story changes one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hengjian.demo.items import PROCEDURES
from hengjian.demo.plants import SERIAL, Plants, Row
from hengjian.demo.purchase import Offset, counted, timeline
from hengjian.demo.units import NAMES

LAWFUL: dict[str, dict[str, Offset]] = {
    "licence": {
        "accept": ("apply", 1, "wd"), "review": ("accept", 2, "wd"), "decide": ("review", 3, "wd"),
        "deliver": ("decide", 2, "wd"), "publish": ("decide", 3, "wd"),
    },
    "joint": {
        "accept": ("apply", 1, "wd"), "dispatch": ("accept", 1, "wd"), "opinion": ("dispatch", 3, "wd"),
        "combine": ("opinion", 2, "wd"), "decide": ("combine", 2, "wd"),
        "deliver": ("decide", 2, "wd"), "publish": ("decide", 3, "wd"),
    },
    "registration": {
        "accept": ("apply", 0, "wd"), "decide": ("accept", 1, "wd"), "deliver": ("decide", 1, "wd"),
        "publish": ("decide", 4, "wd"),
    },
    "penalty": {
        "investigate": ("file", 4, "wd"), "notify": ("investigate", 6, "wd"),
        "legal_review": ("notify", 3, "wd"), "decide": ("legal_review", 3, "wd"),
        "serve": ("decide", 3, "wd"), "publish": ("decide", 4, "wd"),
    },
}  # fmt: skip
HEARING: dict[str, dict[str, Offset]] = {
    "licence": {
        "hearing_request": ("review", 1, "wd"), "hearing_notice": ("hearing_request", 2, "wd"),
        "hearing": ("hearing_notice", 9, "wd"), "decide": ("hearing", 2, "wd"),
    },
    "penalty": {
        "hearing_notice": ("notify", 7, "wd"), "hearing": ("hearing_notice", 9, "wd"),
        "legal_review": ("hearing", 2, "wd"),
    },
}  # fmt: skip
#: Which column of the matter holds the day of a step.
COLUMNS = {
    "apply": "received_on", "file": "received_on", "accept": "accepted_on", "decide": "decided_on",
    "deliver": "delivered_on", "serve": "delivered_on", "hearing_request": "hearing_requested_on",
}  # fmt: skip
_ACTORS = {
    "apply": 2, "accept": 0, "review": 1, "decide": 3, "deliver": 2, "publish": 2, "hearing": 4,
    "legal_review": 5, "investigate": 0,
}  # fmt: skip


@dataclass
class Matter:
    """The rows of one matter."""

    plants: Plants
    row: Row
    days: dict[str, date]
    events: list[Row] = field(default_factory=list)
    suspensions: list[Row] = field(default_factory=list)
    extensions: list[Row] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The matter's key."""
        return str(self.row["matter_id"])

    def event(self, step: str, day: date, **values: Any) -> None:
        """Add an event on a day, entered the same day."""
        unit = self.row["unit_id"]
        self.events.append({
            "step": step, "happened_on": day, "recorded_on": day,
            "actor_id": self.plants.official(unit, _ACTORS.get(step, 0)), "unit_id": unit, **values,
        })  # fmt: skip

    def move(self, step: str, day: date) -> None:
        """Put a step on another day; all other steps stay."""
        self.days[step] = day
        for event in self.events:
            if event["step"] == step:
                event["happened_on"] = event["recorded_on"] = day
        if step in COLUMNS:
            self.row[COLUMNS[step]] = day

    def without(self, *steps: str) -> None:
        """Take the events of the steps out of the log."""
        self.events = [e for e in self.events if e["step"] not in steps]

    def only(self, *steps: str) -> None:
        """Leave only the events of the steps in the log."""
        self.events = [e for e in self.events if e["step"] in steps]

    def suspend(self, first: date, last: date | None, kind: str = "expert_review") -> None:
        """Add a suspension of which the applicant was told."""
        number = self.plants.number()
        self.suspensions.append({
            "suspension_id": f"ZT{first.year}{SERIAL + number:08d}", "matter_id": self.id, "kind": kind,
            "started_on": first, "ended_on": last, "told_on": first,
            "document_no": f"衡审告〔{first.year}〕{number}",
        })  # fmt: skip

    def extend(self, day: date | None, level: str | None, step: str = "decide") -> None:
        """Add an extension, approved at a level on a day, told to the applicant."""
        number, year = self.plants.number(), self.days_year
        self.extensions.append({
            "extension_id": f"YQ{year}{SERIAL + number:08d}", "matter_id": self.id, "step": step,
            "approved_on": day, "approver_id": self.plants.official(self.row["unit_id"], 6),
            "approver_level": level, "told_on": day, "reason": "需要进一步核实",
            "document_no": f"衡审延〔{year}〕{number}",
        })  # fmt: skip

    @property
    def days_year(self) -> int:
        """Year of the files in which the matter is sent."""
        return min(self.days.values()).year

    def send(self) -> None:
        """Plant all rows; events get their numbers in order of day."""
        year = self.days_year
        self.plants.row("matter", year, **self.row)
        ordered = sorted(enumerate(self.events), key=lambda e: (e[1]["happened_on"], e[0]))
        for place, (_, event) in enumerate(ordered):
            self.plants.row("matter_event", year, matter_id=self.id, seq=place + 1, **event)
        for table, rows in (("suspension", self.suspensions), ("extension", self.extensions)):
            for row in rows:
                self.plants.row(table, year, **row)


def matter(
    plants: Plants, procedure: str, start: date, *, steps: Mapping[str, Offset] | None = None,
    hearing: bool = False, **cells: Any,
) -> Matter:  # fmt: skip
    """A complete lawful matter; `steps` replaces the days of single steps."""
    first = "file" if procedure == "penalty" else "apply"
    wanted = {**LAWFUL[procedure], **(HEARING[procedure] if hearing else {}), **(steps or {})}
    days = _dated(first, start, wanted)
    made = Matter(plants, _row(plants, procedure, days, cells), days)
    for step, day in days.items():
        if step.isidentifier() and not step.startswith("limit"):
            made.event(step, day)
    if hearing and procedure == "licence":
        made.suspend(
            days["hearing_request"], max(days["hearing"], days["hearing_request"]), "hearing"
        )
    _keep_busy(made)
    return made


def _dated(first: str, start: date, steps: Mapping[str, Offset]) -> dict[str, date]:
    """Days by step; the first step stands for `started` of a purchase's timeline."""
    named = {s: ("started" if o[0] == first else o[0], o[1], o[2]) for s, o in steps.items()}
    days = timeline(start, named)
    return {(first if step == "started" else step): day for step, day in days.items()}


def _row(plants: Plants, procedure: str, days: dict[str, date], cells: Row) -> Row:
    number = plants.number()
    firm = plants.firm(number)
    item, unit = _item(plants, procedure, number)
    filled = {COLUMNS[step]: day for step, day in days.items() if step in COLUMNS}
    if procedure == "penalty":
        filled.pop("accepted_on", None)
    return {
        "matter_id": f"{'CF' if procedure == 'penalty' else 'BJ'}{min(days.values()).year}{SERIAL + number:08d}",
        "item_id": item, "procedure": procedure, "unit_id": unit,
        "applicant_code": str(plants.office.firms.codes[firm]),
        "applicant_name": str(plants.office.firms.names[firm]),
        "handler_id": plants.official(unit, 0), "reviewer_id": plants.official(unit, 1),
        "decision": None if procedure == "penalty" else "granted", "promised_days": 90,
        "correction_notices": 0, "visits": 0, "is_online": True, "fee_fen": 0, "remedy_told": None,
        **filled, **cells,
    }  # fmt: skip


def _item(plants: Plants, procedure: str, number: int) -> tuple[str, str]:
    """An item of the procedure and its unit."""
    if procedure == "penalty":
        return "CFSX001", str(plants.office.units.ids[NAMES.index("城市管理局")])
    items = plants.office.items
    pool = items.with_procedure(PROCEDURES.index(procedure))
    item = int(pool[number % len(pool)])
    return str(items.ids[item]), str(plants.office.units.ids[int(items.unit[item])])


def _keep_busy(made: Matter) -> None:
    """A note in the log every six working days, so that a long matter does not lie idle."""
    if "decide" not in made.days:
        return
    start = made.days.get("accept", min(made.days.values()))
    day = counted(start, 6, "wd")
    while day < made.days["decide"]:
        made.event("follow_up", day)
        day = counted(day, 6, "wd")
