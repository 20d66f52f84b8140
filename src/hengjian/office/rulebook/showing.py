"""Objects of the library as pages need them: duties with their law, parameters with versions, cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Case, CaseFile, Duty, Parameter, ParameterVersion, Rule
from hengjian.catalog.wording import law_text
from hengjian.office.rulebook.words import CASE_KINDS, CONFIDENCE, VERDICTS, value_text


@dataclass(frozen=True)
class DutyLine:
    """What an act demands, and where it says so."""

    code: str
    duty: Duty
    laws: tuple[str, ...]
    confidence: str | Promise
    tone: str


@dataclass(frozen=True)
class VersionLine:
    """One dated value: from, to (None: still), and whether it rules today."""

    version: ParameterVersion
    value: str
    until: date | None
    ruling: bool
    laws: tuple[str, ...]
    confidence: str | Promise
    tone: str


@dataclass(frozen=True)
class ParameterLine:
    """A parameter with its versions, newest first."""

    parameter: Parameter
    versions: tuple[VersionLine, ...]
    ruling: VersionLine | None

    @property
    def terms(self) -> str:
        """The text a search looks in."""
        laws = " ".join(law for v in self.versions for law in v.laws)
        return f"{self.parameter.parameter} {self.parameter.title} {laws}".lower()


@dataclass(frozen=True)
class CaseTable:
    """The given rows of one table, only with the columns that are used."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class CaseShown:
    """A case: given rows and what must come out."""

    case: Case
    kind: str | Promise
    as_of: date
    given: tuple[CaseTable, ...]
    expected: CaseTable
    verdicts: tuple[str, ...]


def duty_lines(catalog: Catalog, codes: Iterable[str]) -> list[DutyLine]:
    """Duties with articles and how sure the library is of them."""
    found = []
    for code in codes:
        duty = catalog.duties[code]
        title, tone = CONFIDENCE[duty.confidence]
        laws = tuple(law_text(catalog, (b,)) for b in duty.basis)
        found.append(DutyLine(code, duty, laws, title, tone))
    return found


def parameter_lines(catalog: Catalog, names: Iterable[str], today: date) -> list[ParameterLine]:
    """Parameters with all versions; the one that rules today is marked."""
    return [_line(catalog, catalog.parameters[name], today) for name in names]


def _line(catalog: Catalog, parameter: Parameter, today: date) -> ParameterLine:
    now, lines, until = parameter.version_on(today), [], None
    for version in parameter.versions:
        title, tone = CONFIDENCE[version.confidence]
        laws = tuple(law_text(catalog, (b,)) for b in version.basis)
        text = value_text(version.value, parameter.kind)
        lines.append(VersionLine(version, text, until, version is now, laws, title, tone))
        until = version.valid_from
    return ParameterLine(parameter, tuple(lines), next((v for v in lines if v.ruling), None))


def shown_case(catalog: Catalog, rule: Rule, file: CaseFile, case: Case) -> CaseShown:
    """A case with the defaults of its file filled in, codes by their labels."""
    given = tuple(
        _table(catalog, name, [{**file.defaults.get(name, {}), **row} for row in rows])
        for name, rows in case.given.items()
    )
    expect = [dict(row) for row in case.expect]
    return CaseShown(
        case, CASE_KINDS[case.kind], case.as_of or file.as_of, given, _expected(rule, expect),
        tuple(dict.fromkeys(str(row.get("verdict", "")) for row in expect)),
    )  # fmt: skip


def _table(catalog: Catalog, name: str, rows: list[Mapping[str, Any]]) -> CaseTable:
    names = tuple(dict.fromkeys(c for row in rows for c in row))
    table = catalog.tables.get(name)
    known = {c: table.columns[c] for c in names if table and c in table.columns}
    titles = tuple(known[c].title if c in known else c for c in names)
    codes = {c: column.codes for c, column in known.items()}
    return CaseTable(name, table.title if table else name, titles, _cells(rows, names, codes))


def _expected(rule: Rule, rows: list[Mapping[str, Any]]) -> CaseTable:
    names = tuple(dict.fromkeys(c for row in rows for c in row))
    fixed = {
        "record_id": _("记录"),
        "trigger_day": _("起算日"),
        "missing": _("缺什么"),
        "verdict": _("结论"),
    }
    titles = tuple(
        str(fixed.get(c) or (rule.evidence[c].title if c in rule.evidence else c)) for c in names
    )
    codes = {"missing": rule.undecidable, "verdict": {k: str(v[0]) for k, v in VERDICTS.items()}}
    return CaseTable("", "", titles, _cells(rows, names, codes))


def _cells(
    rows: list[Mapping[str, Any]], names: tuple[str, ...], codes: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[Any, ...], ...]:
    def shown(column: str, value: Any) -> Any:
        return codes.get(column, {}).get(str(value), value)

    return tuple(tuple(shown(c, row.get(c)) for c in names) for row in rows)
