"""Days that reach into a year without a calendar: every clock starts, nobody is late, the calendar settles all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from hengjian.district.home import Home
from hengjian.office.accounts.models import User
from hengjian.office.clocks import actions, settle
from hengjian.office.clocks.escalation import due_steps, escalate
from hengjian.office.clocks.limits import limit
from hengjian.office.clocks.models import Clock
from hengjian.office.clocks.terms import terms
from hengjian.office.desk.models import Notice
from hengjian.office.door import catalog, change_settings
from hengjian.office.findings.actions import ask
from hengjian.office.findings.models import Finding
from hengjian.office.trail.checking import check_all
from hengjian.statute import CalendarYearMissing


@pytest.fixture
def december() -> date:
    """A day whose clocks all end in the first year without a calendar."""
    return date(catalog().work.years[-1], 12, 31)


@pytest.fixture
def calendar_arrives(
    office_home: Home, december: date, tmp_path: Path
) -> Iterator[Callable[[], None]]:
    """Adds the calendar of the year, with the first working week off: the district's own file."""
    year, rest = december.year + 1, [date(december.year + 1, 1, n) for n in range(1, 11)]
    folder = tmp_path / "library" / "calendars"
    folder.mkdir(parents=True)
    days = ", ".join(str(day) for day in rest)
    (folder / f"{year}.yaml").write_text(
        f"year: {year}\nnotice: 测试〔{year}〕1号\nholidays: [{days}]\nmake_up_days: []\n",
        encoding="utf-8",
    )
    before = list(office_home.settings.libraries)
    yield lambda: change_settings(lambda s: s.update(libraries=[*before, str(folder.parent)]))
    change_settings(lambda s: s.update(libraries=before))


def asked(finding: Finding, zhang: User, day: date) -> Clock:
    ask(finding, "请说明", acting_user=zhang, revision=finding.revision, on_day=day)
    return Clock.objects.get(name="explanation", state="running")


def test_every_clock_with_a_period_starts_and_says_that_its_day_is_provisional(db, december):
    for name, term in terms().items():
        if term.period:
            found = limit(name, "", december)
            assert found.provisional, name
            assert found.day > december


def test_a_year_before_the_first_calendar_stays_refused():
    with pytest.raises(CalendarYearMissing):
        limit("explanation", "", date(catalog().work.years[0] - 1, 6, 1))


def test_nobody_is_late_by_a_provisional_day(finding, december, li, zhao):
    clock = actions.start("explanation", finding, title="x", url="/", started_on=december,
                          unit_id=finding.unit_id)  # fmt: skip
    assert clock.provisional
    long_after = clock.due_day + timedelta(days=30)
    assert [s.step for s in due_steps(clock, long_after)] == ["remind"]
    assert escalate(long_after) == 1
    actions.end("explanation", finding, on_day=long_after, acting_user="test")
    assert Clock.objects.get(pk=clock.pk).state == "met"


def test_the_calendar_settles_clock_question_and_to_do(
    finding, december, zhang, li, calendar_arrives
):
    clock = asked(finding, zhang, december)
    before = clock.due_day
    assert settle.every_tick(december) == 0
    calendar_arrives()
    assert settle.every_tick(december) == 1
    clock.refresh_from_db()
    assert not clock.provisional
    assert clock.due_day > before
    assert clock.due_day == limit("explanation", "", december).day
    assert finding.questions.get().due_day == clock.due_day
    assert Notice.objects.get(to=li, task="finding.answer").due_day == clock.due_day
    assert check_all(acting_user="test").problem == ""
    assert settle.every_tick(december) == 0


def test_a_day_that_was_told_is_not_taken_back(finding, december, calendar_arrives):
    clock = actions.start("explanation", finding, title="x", url="/", started_on=december)
    told = clock.due_day + timedelta(days=60)
    Clock.objects.filter(pk=clock.pk).update(due_day=told)
    calendar_arrives()
    settle.every_tick(december)
    clock.refresh_from_db()
    assert (clock.due_day, clock.provisional) == (told, False)


def test_the_calendar_is_asked_for_from_december_until_it_is_there(
    person, december, calendar_arrives
):
    admin = person("xi", "system_admin")
    to_do = Notice.objects.filter(to=admin, task="system.calendar", done_at__isnull=True)
    settle.every_day(date(december.year, 11, 30))
    assert not to_do.exists()
    for _day in range(2):
        settle.every_day(december)
    assert to_do.count() == 1
    calendar_arrives()
    settle.every_day(december)
    assert not to_do.exists()


def test_pages_mark_the_day_and_count_what_waits(
    finding, december, zhang, person, enter: Callable[[User], Client]
):
    asked(finding, zhang, december)
    page = enter(zhang).get(reverse("findings:finding", args=[finding.pk])).content.decode()
    assert "暂定" in page
    system = enter(person("xi", "system_admin")).get(reverse("api:system")).content.decode()
    assert "暂定期限 1 项" in system
