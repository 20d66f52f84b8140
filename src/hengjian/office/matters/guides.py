"""The public guide of a procedure: drawn and written from the same files that are checked, without log-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from hengjian.catalog.wording import law_text, value_text
from hengjian.office.door import catalog
from hengjian.office.matters.desks import Desk, DeskStep

WIDTH, HEAD, ROW, BOX, GAP = 640, 36, 74, 50, 12
#: Signs of a title on one line of a box, by the number of lanes.
SIGNS = {1: 30, 2: 17, 3: 11, 4: 8}


@dataclass(frozen=True)
class Told:
    """A step in words: its limit by today's law, what is typed, the articles."""

    title: str
    step: DeskStep
    limit: str
    asked: str
    law: str


@dataclass(frozen=True)
class Lane:
    title: str
    x: int
    width: int

    @property
    def middle(self) -> int:
        """Where its title stands."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Line:
    text: str
    y: int
    small: bool = False


@dataclass(frozen=True)
class Box:
    """A step on the drawing."""

    x: int
    y: int
    width: int
    optional: bool
    lines: tuple[Line, ...]
    height: int = BOX

    @property
    def middle(self) -> int:
        """Where its text and its arrows stand."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Drawing:
    lanes: list[Lane]
    boxes: list[Box]
    paths: list[str]
    height: int
    width: int = WIDTH


def told(desk: Desk, on_day: date) -> list[Told]:
    """Every step in words, by the law of the day."""
    return [
        Told(desk.title_of(name), step, limit_of(desk, name, on_day),
             "、".join(f.title for f in step.fields.values()), _law(desk, name))
        for name, step in desk.steps.items()
    ]  # fmt: skip


def limit_of(desk: Desk, name: str, on_day: date) -> str:
    """The period of a step and the step it counts from; empty where there is none."""
    known, step = desk.procedure.steps.get(name), desk.steps[name]
    within = (known.within if known else None) or step.within
    window = within or next(iter(step.windows), None)
    if window is None:
        return ""
    parameter = catalog().parameters[window.parameter]
    text = value_text(parameter, parameter.in_force(on_day))
    since = _("自“%(s)s”起") % {"s": desk.title_of(window.start)}
    return since + (text if within else _("满%(t)s") % {"t": text})


def _law(desk: Desk, name: str) -> str:
    known = desk.procedure.steps.get(name)
    duties = known.duties if known else ()
    return law_text(catalog(), [b for code in duties for b in catalog().duties[code].basis])


def apart(desk: Desk) -> list[str]:
    """Steps that different persons must take."""
    pairs = [pair.steps for pair in desk.procedure.distinct]
    pairs += [(name, *step.apart) for name, step in desk.steps.items() if step.apart]
    return list(dict.fromkeys("、".join(desk.title_of(s) for s in sorted(pair)) for pair in pairs))


def drawing(desk: Desk, on_day: date) -> Drawing:
    """Boxes from top to bottom in lanes of who acts, with arrows from what comes before."""
    titles = {"own": _("主办单位"), "named": _("指定的单位"), "branch": _("参加单位"),
              "other": _("其他单位"), "any": _("任何单位")}  # fmt: skip
    used = [lane for lane in titles if any(s.unit == lane for s in desk.steps.values())]
    width = WIDTH // len(used)
    lanes = {lane: Lane(titles[lane], n * width + 2, width - 4) for n, lane in enumerate(used)}
    boxes = {
        name: _box(desk, name, lanes[step.unit], HEAD + n * ROW, SIGNS[min(len(used), 4)], on_day)
        for n, (name, step) in enumerate(desk.steps.items())
    }
    paths = [_arrow(boxes[a], boxes[b]) for a, b in _edges(desk)]
    return Drawing(list(lanes.values()), list(boxes.values()), paths, HEAD + len(boxes) * ROW)


def _box(desk: Desk, name: str, lane: Lane, y: int, signs: int, on_day: date) -> Box:
    title, limit = desk.title_of(name), limit_of(desk, name, on_day)
    shown = title if len(title) <= signs else title[: signs - 1] + "…"
    small = limit if len(limit) <= signs * 1.2 else limit.partition("”")[2].lstrip("起") or limit
    lines = [Line(shown, y + (22 if limit else 30))]
    if limit:
        lines.append(Line(small, y + 40, small=True))
    return Box(lane.x + GAP, y, lane.width - 2 * GAP, desk.steps[name].optional, tuple(lines))


def _edges(desk: Desk) -> list[tuple[str, str]]:
    """(before, after): the nearest step that must come before, else the step above."""
    order = list(desk.steps)
    edges = []
    for n, name in enumerate(order[1:], 1):
        known, step = desk.procedure.steps.get(name), desk.steps[name]
        before = [
            s
            for s in (*(known.after if known else ()), *step.needs, *step.only_if)
            if s in order[:n]
        ]
        above = next((s for s in reversed(order[:n]) if not desk.steps[s].optional), order[0])
        edges.append((max(before, key=order.index, default=above), name))
    return edges


def _arrow(start: Box, end: Box) -> str:
    """Down to the next row; past boxes between, along the side of the lane."""
    turn, bottom = end.y - (ROW - BOX) // 2, end.y - 2
    if end.y - start.y == ROW:
        return f"M{start.middle} {start.y + BOX}V{turn}H{end.middle}V{bottom}"
    right = end.middle > start.middle
    side = start.x + start.width + GAP // 2 if right else start.x - GAP // 2
    leave = f"M{start.x + start.width if right else start.x} {start.y + BOX // 2}H{side}"
    if start.middle == end.middle:
        return f"{leave}V{end.y + BOX // 2}H{end.x - 2}"
    return f"{leave}V{turn}H{end.middle}V{bottom}"
