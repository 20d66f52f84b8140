"""Why a step cannot be closed now: what must come before it, what rules it out, windows and days run out.

Pure reading. A sentence is a hard stop: the step is refused, not reported afterwards.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hengjian.office.clocks.limits import first_end
from hengjian.office.matters.desks import DeskStep, Window

if TYPE_CHECKING:
    from hengjian.office.matters.course import Course


def hindrances(course: Course, name: str, step: DeskStep) -> list[str]:
    """Sentences, empty when nothing stands in the way."""
    missing = [s for s in _before(course, name, step) if not course.events.get(s)]
    found = [_("先完成：%(s)s") % {"s": course.desk.title_of(s)} for s in missing]
    found += _opinions_left(course, name, step)
    found += [
        _("“%(s)s”之后才能办理") % {"s": course.desk.title_of(s)}
        for s in step.only_if if not course.events.get(s)
    ]  # fmt: skip
    found += [_("“%(s)s”已经办结") % {"s": course.desk.title_of(s)} for s in excluded(course, step)]
    found += [said for w in step.windows if (said := _too_early(course, w))]
    if step.within and (said := _too_late(course, step.within)):
        found.append(said)
    return found


def excluded(course: Course, step: DeskStep) -> list[str]:
    """Closed steps after which this one is out of the question."""
    return [s for s in step.unless if course.events.get(s)]


def _before(course: Course, name: str, step: DeskStep) -> list[str]:
    """Steps that must be closed: of the procedure and of the desk those that cannot be skipped, and what the
    answers so far ask for."""
    known = course.desk.procedure.steps.get(name)
    plain = [*(known.after if known else ()), *step.needs]
    asked = [s for s in plain if (d := course.desk.steps.get(s)) and not d.optional]
    for condition, steps in step.needs_if.items():
        if _holds(course, condition):
            asked += steps
    return list(dict.fromkeys(asked))


def _holds(course: Course, condition: str) -> bool:
    """`step`: it was closed. `step.field=value`, `fact.field=value`: that was answered."""
    place, _equal, value = condition.partition("=")
    if not value:
        return bool(course.events.get(place))
    return course.fact(place) == value


def _opinions_left(course: Course, name: str, step: DeskStep) -> list[str]:
    """Parallel branches whose word is still missing."""
    known = course.desk.procedure.steps.get(name)
    before = dict.fromkeys([*(known.after if known else ()), *step.needs])
    branching = [s for s in before if (d := course.desk.steps.get(s)) and d.unit == "branch"]
    return [
        _("先完成：%(s)s") % {"s": _("%(u)s的意见") % {"u": b.unit.name}}
        for s in branching for b in course.matter.branches.select_related("unit")
        if b.unit_id not in {e.unit_id for e in course.events.get(s, ())}
    ]  # fmt: skip


def _too_early(course: Course, window: Window) -> str:
    counted, end = _end(course, window)
    if counted and end is None:
        return _("期限所在年份的日历尚未公布")
    return _("最早可于 %(d)s 办理") % {"d": end} if end and course.today < end else ""


def _too_late(course: Course, window: Window) -> str:
    _counted, end = _end(course, window)
    return _("期限已于 %(d)s 届满") % {"d": end} if end and course.today > end else ""


def _end(course: Course, window: Window) -> tuple[bool, date | None]:
    """(whether the window is counted at all, its last day)."""
    start = course.first(window.start)
    if start is None or (window.unless and course.events.get(window.unless)):
        return False, None
    return True, first_end([window.parameter], start)
