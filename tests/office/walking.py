"""Walking hosted matters in tests: facts that a form would bring, the next step and who may take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from hengjian.office.accounts.models import User
from hengjian.office.credit.models import Inquiry
from hengjian.office.matters import actions, comments
from hengjian.office.matters.course import Course, Place
from hengjian.office.matters.desks import DeskField, desks
from hengjian.office.matters.models import Event, Matter
from hengjian.office.matters.who import may_close

DAY = date(2026, 6, 1)
CODE = "91350100M000100Y43"
_PLAIN = {
    "text": "已办",
    "date": "2026-12-31",
    "money": 100_00,
    "number": 3,
    "yes_no": "yes",
    "credit_code": CODE,
}


def proof(name: str = "材料.txt") -> SimpleUploadedFile:
    """A small file."""
    return SimpleUploadedFile(name, "内容".encode())


def answers(fields: Mapping[str, DeskField], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given facts, and something for every other required field that needs no name."""
    plain = {n: next(iter(f.choices)) if f.choices else _PLAIN.get(f.type)
             for n, f in fields.items() if f.required}  # fmt: skip
    return {**{n: v for n, v in plain.items() if v is not None}, **given}


def begin(
    procedure: str,
    title: str,
    user: User,
    day: date = DAY,
    branches: Iterable[Any] = (),
    **facts: Any,
) -> Matter:
    """A matter opened with whole facts."""
    whole = answers(desks()[procedure].fields, facts)
    return actions.open_matter(procedure, title, whole, acting_user=user, on_day=day, branches=tuple(branches))  # fmt: skip


def close(
    matter: Matter, step: str, user: User, day: date = DAY, files: int | None = None, **facts: Any
) -> Event:
    """A step closed with whole facts and its proof."""
    matter.refresh_from_db()
    asked = desks()[matter.procedure].steps[step]
    proofs = [proof(f"{step}{n}.txt") for n in range(asked.proof if files is None else files)]
    return actions.close_step(matter, step, answers(asked.fields, facts), proofs, acting_user=user,
                              revision=matter.revision, on_day=day)  # fmt: skip


def state(matter: Matter, step: str, day: date = DAY) -> str:
    """Where a step stands."""
    matter.refresh_from_db()
    return next(p.state for p in Course(matter, day).places if p.name == step)


def receipt(package: str, user: User, barred: tuple[str, ...] = ()) -> str:
    """A credit query made for the award of a package."""
    number = f"XC{Inquiry.objects.count():04d}"
    Inquiry.objects.create(number=number, purpose="procurement_award", subject=package, credit_code=CODE, name="某公司",
                           by=user, on_day=DAY, answer_hash="0" * 64, barred=list(barred))  # fmt: skip
    return number


def walk(matter: Matter, people: Iterable[User], facts: Mapping[str, Mapping[str, Any]], day: date = DAY,
         skip: Iterable[str] = ()) -> date:  # fmt: skip
    """Close whatever can be closed by somebody, a day after the other, until the matter has ended; its last day."""
    people, skip = list(people), set(skip)
    for _n in range(400):
        matter.refresh_from_db()
        if matter.state != Matter.State.RUNNING:
            return day
        if not _one(matter, people, facts, day, skip):
            day += timedelta(days=1)
    course = Course(matter, day)
    raise AssertionError([(p.name, p.state, p.why) for p in course.places if not p.events])


def _one(
    matter: Matter,
    people: list[User],
    facts: Mapping[str, Mapping[str, Any]],
    day: date,
    skip: set[str],
) -> bool:
    course = Course(matter, day)
    for place in course.open:
        if place.step is None or place.name in skip or place.step.ends:
            continue
        user = _hand(course, place, people)
        if user is None or (place.events and place.step.unit != "branch"):
            continue
        if place.step.whole == "sheet" and not matter.lines.exists():
            comments.make_sheet(
                matter, [{"parameter": "内存", "requirement": "16GB"}], acting_user=user
            )
            comments.accept_line(matter.lines.get(), "met", "实测 16GB", acting_user=user)
        close(matter, place.name, user, day, **facts.get(place.name, {}))
        return True
    return False


def _hand(course: Course, place: Place, people: list[User]) -> User | None:
    said = {e.unit_id for e in place.events}
    for user in people:
        if place.events and user.unit_id in said:
            continue
        try:
            may_close(course, place.name, place.step, user)  # type: ignore[arg-type]
        except PermissionDenied:
            continue
        return user
    return None
