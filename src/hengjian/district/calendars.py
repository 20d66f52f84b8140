"""A calendar year from the yearly notice, written into the district's own library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import yaml

from hengjian.catalog.library import read_calendar_year
from hengjian.catalog.reading import LibraryError
from hengjian.district.home import LOCAL, Home


def days_of(year: int, spans: Iterable[str]) -> list[date]:
    """Days of "MM-DD" and "MM-DD..MM-DD", in order, each once; raises ValueError naming the span.

    >>> days_of(2027, ["12-30..12-31", "01-01"])
    [datetime.date(2027, 1, 1), datetime.date(2027, 12, 30), datetime.date(2027, 12, 31)]
    """
    found: set[date] = set()
    for span in spans:
        first, dots, last = (part.strip() for part in span.partition(".."))
        try:
            day, end = (
                date.fromisoformat(f"{year}-{part}") for part in (first, last if dots else first)
            )
        except ValueError as error:
            raise ValueError(f"{span}：应为“月-日”或“月-日..月-日”，例如 01-01..01-03") from error
        if end < day:
            raise ValueError(f"{span}：结束早于开始")
        found.update(day + timedelta(days=n) for n in range((end - day).days + 1))
    return sorted(found)


def add_year(
    home: Home, year: int, notice: str, rest: Iterable[date], worked: Iterable[date]
) -> Path:
    """Write the year's file and name the district's library in district.yaml; returns the file.

    `rest`: days off, weekends among them or not. `worked`: make-up working days (调休). What was there for the year
    is replaced. Raises LibraryError, and then nothing is changed.
    """
    file = home.path / LOCAL / "calendars" / f"{year}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.parent / f".{file.name}"
    entry = {"year": year, "notice": notice.strip(), "holidays": list(rest), "make_up_days": list(worked)}  # fmt: skip
    aside.write_text(yaml.safe_dump(entry, allow_unicode=True, sort_keys=False), encoding="utf-8")
    try:
        read_calendar_year(aside)
    except LibraryError:
        aside.unlink()
        raise
    aside.replace(file)
    home.take_up_local()
    return file
