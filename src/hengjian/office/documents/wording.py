"""The first draft of a document from what the office knows: facts, law, unit, day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hengjian.catalog.wording import law_text
from hengjian.office.accounts.models import Unit
from hengjian.office.documents.kinds import kinds, letterhead
from hengjian.office.door import catalog
from hengjian.office.findings.models import Finding

MOST_FACTS, MOST_ARTICLES = 20, 6


class _Blanks(dict[str, str]):
    """Names that nothing is known of print as a blank line to be filled."""

    def __missing__(self, name: str) -> str:
        return letterhead().blank


@dataclass(frozen=True)
class FirstDraft:
    """Title, recipient and text that a person then edits."""

    title: str
    to_name: str
    body: str


def first_draft(kind: str, values: dict[str, str], unit: Unit | None) -> FirstDraft:
    """The library's wording of a kind with the values filled in."""
    definition = kinds()[kind]
    known = _Blanks({k: v for k, v in values.items() if v})
    if unit is not None:
        known.setdefault("单位", unit.name)
    to = definition.to if definition.to != "unit" else unit.name if unit is not None else ""
    title = definition.subject.format_map(known)[:200]
    return FirstDraft(title, to, definition.body.format_map(known).strip())


def values_of(findings: Iterable[Finding]) -> dict[str, str]:
    """What the wording of every kind may use, from findings."""
    rows = list(findings)
    titles = list(dict.fromkeys(_title(f.rule) for f in rows))
    subject = f"“{titles[0]}”{'等' if len(titles) > 1 else ''}问题" if titles else ""
    values = {"事项": subject, "事实": facts(rows), "依据": articles({f.rule for f in rows})}
    cleared = [f.clearance.reason for f in rows if hasattr(f, "clearance")]
    return {**values, "理由": "；".join(cleared)}


def facts(rows: list[Finding]) -> str:
    """The facts as numbered lines; one fact stands without a number."""
    texts = [f.sentence or f.record_id for f in rows[:MOST_FACTS]]
    if len(texts) == 1:
        return _stopped(texts[0])
    lines = [f"{n}．{_stopped(text)}" for n, text in enumerate(texts, 1)]
    if len(rows) > MOST_FACTS:
        lines.append(f"另有同类事项{len(rows) - MOST_FACTS}项，见平台清单。")
    return "\n".join(lines)


def _stopped(text: str) -> str:
    return text if text.endswith(("。", "？", "！")) else f"{text}。"


def articles(rules: set[str]) -> str:
    """The articles that the rules rest on."""
    library = catalog()
    found: list[str] = []
    for name in sorted(rules):
        rule = library.rules.get(name)
        for code in rule.duties if rule else ():
            found += [law_text(library, (b,)) for b in library.duties[code].basis]
    return "、".join(list(dict.fromkeys(found))[:MOST_ARTICLES])


def _title(rule: str) -> str:
    found = catalog().rules.get(rule)
    return found.title if found else rule
