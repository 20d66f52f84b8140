"""What is planted for the checks that a procedure file compiles to: read from the file itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from hengjian.catalog.library import library_path
from hengjian.catalog.models import Procedure, Step
from hengjian.catalog.reading import read_object, read_yaml
from hengjian.demo.matters import COLUMNS, HEARING, LAWFUL, Matter, matter
from hengjian.demo.plans import working
from hengjian.demo.plants import Plants
from hengjian.demo.purchase import Offset, counted
from hengjian.demo.truth import Kind

_STARTS = tuple(
    date(2023, 2, 15) + timedelta(days=n) for n in (0, 36, 66, 402, 434, 468, 745, 800, 835)
)


class ProcedurePlanter:
    """Plants the cases of one procedure."""

    def __init__(self, plants: Plants, procedure: Procedure) -> None:
        self.plants, self.procedure = plants, procedure
        self.name = procedure.procedure
        self.first = "file" if self.name == "penalty" else "apply"
        self._turn = 0

    def make(self, steps: Mapping[str, Offset] | None = None, hearing: bool = False) -> Matter:
        """A lawful matter with some steps on other days, started by turns over three years."""
        self._turn += 1
        start = working(_STARTS[self._turn % len(_STARTS)])
        return matter(self.plants, self.name, start, steps=steps, hearing=hearing)

    def _recent(self, step: str, hearing: bool) -> Matter:
        """A lawful matter of which the step was done just before the as-of date."""
        start = date(2025, 12, 31)
        while True:
            start = counted(start, -1, "wd")
            made = matter(self.plants, self.name, start, hearing=hearing)
            if made.days[step] <= date(2025, 12, 30):
                return made

    def keep(self, made: Matter, check: str, kind: Kind, note: str) -> None:
        """Note what a check must say of the matter, and send it."""
        self.plants.true(f"{self.name}.{check}", made.id, kind, note)
        made.send()

    def plant(self) -> None:
        """All checks of the procedure."""
        for later, before in self._pairs():
            self._order(later, before)
        for before in sorted({before for _, before in self._pairs()}):
            self._missing(before)
        for name, step in self.procedure.steps.items():
            if step.within:
                self._late(name, step)
        for pair in self.procedure.distinct:
            self._same_person(*pair.steps)
        if "decide" in self.procedure.publish:
            self._unpublished(self.procedure.publish["decide"].parameter)
        if self.procedure.backdated:
            self._backdated(self.procedure.backdated.parameter)
        if self.procedure.promised:
            self._promised()

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for name, step in self.procedure.steps.items():
            for before in step.after:
                yield name, before

    def _needs_hearing(self, *steps: str) -> bool:
        known = {self.first, *LAWFUL[self.name]}
        return any(step not in known and step in HEARING.get(self.name, {}) for step in steps)

    def _order(self, step: str, before: str) -> None:
        check = f"{step}_before_{before}"
        short = self.name == "registration"
        for n in (1, 2, 1, 2, 2) if short else (1, 2, 3, 4, 5):
            self.keep(self._moved(step, before, -n), check, "breach", f"{step}早于{before}")
        for n in (0, 1, 0) if short else (0, 1, 2):
            self.keep(self._moved(step, before, n), check, "look_alike", "同日或随后办理")
        for _ in range(2):
            made = self.make(hearing=self._needs_hearing(step, before))
            made.event(before, counted(made.days[step], 1, "wd"))
            self.keep(made, check, "undecidable", f"{before}记录两次，{step}在两次之间")

    def _moved(self, step: str, before: str, n: int) -> Matter:
        """A matter whose step stands n working days after another one; later steps stay in order."""
        hearing = self._needs_hearing(step, before)
        if step == "decide":
            return self.make({step: (before, n, "wd")}, hearing)
        made = self.make(hearing=hearing)
        made.move(step, counted(made.days[before], n, "wd"))
        if (step, before) == ("hearing", "notify"):
            made.move("hearing_notice", counted(made.days[step], -9, "wd"))
        if (step, before) == ("hearing", "hearing_notice"):
            self.plants.beside.add(made.id)  # in order, yet within the days of notice
        return made

    def _missing(self, before: str) -> None:
        """A log without a step: every check that needs it."""
        steps = [step for step, needed in self._pairs() if needed == before]
        hearing = self._needs_hearing(before, *steps)
        for _ in range(5):
            made = self._recent(steps[0], hearing) if before == "decide" else self._quick(hearing)
            made.without(before)
            if before in COLUMNS:
                made.row[COLUMNS[before]] = None
            for step in steps[1:]:
                self.plants.true(
                    f"{self.name}.{step}_without_{before}", made.id, "breach", f"流水中没有{before}"
                )
            self.keep(made, f"{steps[0]}_without_{before}", "breach", f"流水中没有{before}")
        for step in steps:
            for _ in range(3):
                made = self._moved(step, before, 0)
                self.keep(made, f"{step}_without_{before}", "look_alike", "两个环节记在同一日")
            for _ in range(2):
                made = self._recent(step, hearing)
                made.only(step)
                self.keep(made, f"{step}_without_{before}", "undecidable", "只报送了一个环节")

    def _quick(self, hearing: bool) -> Matter:
        """Decided within five working days of the application, so that no answer is overdue."""
        if self.name in ("penalty", "registration") or hearing:
            return self.make(hearing=hearing)
        quick: dict[str, Offset] = {"accept": ("apply", 1, "wd"), "decide": ("accept", 3, "wd")}
        if self.name == "joint":
            quick |= {
                "dispatch": ("accept", 0, "wd"), "opinion": ("accept", 1, "wd"),
                "combine": ("accept", 2, "wd"),
            }  # fmt: skip
        else:
            quick |= {"review": ("accept", 1, "wd")}
        return self.make(quick)

    def _late(self, name: str, step: Step) -> None:
        assert step.within is not None  # noqa: S101 (the caller tests it)
        limit, start = _limit(step.within.parameter), step.within.start
        hearing, check = self._needs_hearing(name, start), f"{name}_late"
        for n in (1, 2, 3, 5, 10):
            made = self.make({"limit": (start, *limit), name: ("limit", n, "wd")}, hearing)
            self.keep(made, check, "breach", f"期限届满后第{n}个工作日")
        for n in (0, -1) if step.suspended or step.extension else (0, -1, -2):
            made = self.make({"limit": (start, *limit), name: ("limit", n, "wd")}, hearing)
            self.keep(made, check, "look_alike", "在最后一日或之前")
        if not (step.suspended or step.extension):
            return
        if step.suspended:
            self._suspended(check, name, start, limit)
        if step.extension:
            self._extended(check, name, start, limit, step.extension.approver)

    def _suspended(self, check: str, name: str, start: str, limit: tuple[int, str]) -> None:
        """Late by the naive count, in time when the suspension is left out; and one left open."""
        offsets: dict[str, Offset] = {"limit": (start, *limit), name: ("limit", 3, "wd")}
        for days in (4, 6, 8):
            made = self.make(offsets)
            first = counted(made.days[start], 2, "wd")
            made.suspend(first, counted(first, days, "wd"))
            self.keep(made, check, "look_alike", f"扣除专家评审{days + 1}个工作日后未超期")
        for _ in range(2):
            made = self.make(offsets)
            made.suspend(counted(made.days[start], 2, "wd"), None)
            self.keep(made, check, "undecidable", "扣除时间没有结束日期")

    def _extended(
        self, check: str, name: str, start: str, limit: tuple[int, str], approver: str
    ) -> None:
        offsets: dict[str, Offset] = {"limit": (start, *limit), name: ("limit", 2, "wd")}
        if self.name != "penalty":
            for n in (1, 2, 3):
                made = self.make({**offsets, name: ("limit", n, "wd")})
                made.extend(counted(made.days["limit"], -1, "wd"), approver)
                self.keep(made, check, "look_alike", "期满前经有权者批准延长")
        made = self.make(offsets)
        made.extend(counted(made.days["limit"], -1, "wd"), "other")
        self.keep(made, check, "breach", "延长由无权者批准")
        for _ in range(2):
            made = self.make(offsets)
            made.extend(None, approver)
            self.keep(made, check, "undecidable", "延长没有批准日期")

    def _unpublished(self, parameter: str) -> None:
        limit = _limit(parameter)
        for n in (1, 2, 4, 8):
            made = self.make({"limit": ("decide", *limit), "publish": ("limit", n, "wd")})
            self.keep(made, "decide_unpublished", "breach", "超过期限才公开")
        made = self.make()
        made.without("publish")
        self.keep(made, "decide_unpublished", "breach", "没有公开")
        for n in (0, -1, -2):
            made = self.make({"limit": ("decide", *limit), "publish": ("limit", n, "wd")})
            self.keep(made, "decide_unpublished", "look_alike", "在期限内公开")

    def _same_person(self, first: str, second: str) -> None:
        check, hearing = f"{first}_and_{second}_same_person", self._needs_hearing(first, second)
        cases: tuple[tuple[Kind, int, str], ...] = (
            ("breach", 5, "两个环节由同一人办理"), ("look_alike", 3, "由两人分别办理"),
            ("undecidable", 2, "没有记录经手人"),
        )  # fmt: skip
        for kind, count, note in cases:
            for _ in range(count):
                made = self.make(hearing=hearing)
                self._assign(made, first, second, kind)
                self.keep(made, check, kind, note)

    def _assign(self, made: Matter, first: str, second: str, kind: Kind) -> None:
        actor = next(e["actor_id"] for e in made.events if e["step"] == first)
        for event in made.events:
            if event["step"] == second and kind != "look_alike":
                event["actor_id"] = actor if kind == "breach" else None

    def _backdated(self, parameter: str) -> None:
        n, unit = _limit(parameter)
        cases: tuple[tuple[Kind, tuple[int | None, ...], str], ...] = (
            ("breach", (n + 1, n + 2, n + 5, n + 10, n + 30), "录入晚于发生超过期限"),
            ("look_alike", (n, n - 1, 0), "在期限内录入"), ("undecidable", (None, None), "没有录入日期"),
        )  # fmt: skip
        for kind, lags, note in cases:
            for lag in lags:
                made = self.make()
                event = made.events[1]
                event["recorded_on"] = (
                    None if lag is None else counted(event["happened_on"], lag, unit)
                )
                self.keep(made, "backdated", kind, note)

    def _promised(self) -> None:
        check = "decide_beyond_promise"
        promise = 1 if self.name == "registration" else 5
        cases: tuple[tuple[Kind, tuple[int, ...], str], ...] = (
            ("breach", (1, 2), "超过承诺时限"), ("breach", (1, 2, 1), "超过承诺时限"),
            ("look_alike", (0, -1, 0), "在承诺时限内"),
        )  # fmt: skip
        for kind, extra, note in cases:
            for n in extra:
                made = self.make({"decide": ("accept", promise + n, "wd")})
                made.row["promised_days"] = promise
                self.keep(made, check, kind, note)
        for _ in range(2):
            made = self.make()
            made.row["promised_days"] = None
            self.keep(made, check, "undecidable", "没有填写承诺工作日")


def plant_procedures(plants: Plants) -> None:
    """Plant the cases of every procedure in the library."""
    for path in sorted((library_path() / "procedures").glob("*/*.yaml")):
        if path.stem == path.parent.name:
            procedure = read_object(path, Procedure)
            if procedure.procedure in LAWFUL:
                ProcedurePlanter(plants, procedure).plant()


def _limit(name: str) -> tuple[int, str]:
    """The newest value of a period: number, and unit as the timelines write it."""
    folder, _, noun = name.partition(".")
    for place in ("parameters", "overlays/hengan/parameters"):
        path = library_path() / place / folder / f"{noun}.yaml"
        versions = read_yaml(path)["versions"] if path.exists() else []
        if versions:
            value = versions[0]["value"]
            return value["n"], "wd" if value["unit"] == "working_day" else "nd"
    raise LookupError(f"no value of {name} in the library or its overlay")
