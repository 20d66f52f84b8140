"""Checks a chain entry by entry with constant memory. Knows no database and no web: it works off-line.

Input are links in ascending order, from an export (`exporting.read_export`) or the database
(`exporting.read_database`), the head as it is stored, and anchors.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted

ORIGIN = "0" * 64
#: number, at, actor, action, kind, object_id, unit, purpose, payload, digest
Link = tuple[int, str, str, str, str, str, str, str, str, str]
COLUMNS = ("number", "at", "actor", "action", "kind", "object", "unit", "purpose")
_SEAL = len(',"seal":""') + 64


@dataclass
class Anchor:
    """What the chain looked like at a time; kept outside of the database, best on another machine."""

    number: int
    digest: str
    name: str = ""


@dataclass
class Report:
    """What the check found. `problem` is empty where everything fits."""

    entries: int = 0
    anchors: int = 0
    broken_number: int | None = None
    problem: str = ""
    seconds: float = 0.0
    digest: str = ORIGIN
    wrong_anchors: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problem

    def broken(self, number: int, problem: str) -> None:
        """Keep the first problem: what follows it cannot be trusted anyway."""
        if not self.problem:
            self.broken_number, self.problem = number, problem


def verify(
    links: Iterable[Link], *, head: tuple[int, str] | None, anchors: Iterable[Anchor] = ()
) -> Report:
    """Walk the chain. `head`: number and digest as stored beside it; None: it is missing."""
    begun, report = time.perf_counter(), Report()
    marks = _by_number(anchors)
    try:
        if _walk(links, report, marks):
            beyond = [a for n, found in marks.items() if n > report.entries for a in found]
            _check_end(report, head, beyond)
    except (TypeError, ValueError) as error:  # a line that is no entry, a column of another type
        report.broken(report.entries + 1, f"无法读取：{error}")
    report.seconds = time.perf_counter() - begun
    return report


def _by_number(anchors: Iterable[Anchor]) -> dict[int, list[Anchor]]:
    marks: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        marks.setdefault(anchor.number, []).append(anchor)
    return marks


def _walk(links: Iterable[Link], report: Report, marks: Mapping[int, list[Anchor]]) -> bool:
    """The hot loop: link, columns, anchor. False at the first break."""
    previous, expected, blank = ORIGIN, 1, hashlib.new("sm3")
    for link in links:
        number, payload, digest = link[0], link[8], link[9]
        if number != expected:
            what = "缺少" if number > expected else "序号重复或乱序："
            report.broken(expected, f"{what}第 {expected} 条（其后是第 {number} 条）")
            return False
        hashed = blank.copy()  # half as dear as finding the algorithm anew
        hashed.update((previous + payload).encode())
        if hashed.hexdigest() != digest:
            report.broken(number, "内容或摘要被改：SM3 与链不符")
            return False
        if not _columns_fit(link):
            wrong = differing(link)
            if wrong:
                report.broken(number, f"检索列被改：{'、'.join(wrong)} 与内容不符")
                return False
        if number in marks and not _anchors_fit(marks[number], digest, report):
            return False
        previous, expected = digest, number + 1
        report.entries, report.digest = number, digest
    return True


def _anchors_fit(anchors: list[Anchor], digest: str, report: Report) -> bool:
    for anchor in anchors:
        report.anchors += 1
        if anchor.digest != digest:
            report.wrong_anchors.append(anchor.name)
            report.broken(
                anchor.number, f"与锚点 {anchor.name} 不符：此前的内容被整体改写，或锚点被改"
            )
    return not report.wrong_anchors


def _check_end(report: Report, head: tuple[int, str] | None, beyond: list[Anchor]) -> None:
    """The stored head, and the anchors that know more than the chain."""
    number, digest = head or (0, "")
    report.wrong_anchors += [a.name for a in beyond]
    known = max([number, *(a.number for a in beyond)])
    if known > report.entries:
        who = "链头" if known == number else f"锚点 {beyond[-1].name} "
        report.broken(report.entries + 1, f"链尾被截断：{who}记到 {known}，链只到 {report.entries}")
    elif head is None:
        report.broken(report.entries, "缺少链头：被删除，或文件被截断")
    elif number != report.entries or (number and digest != report.digest):
        report.broken(report.entries, f"链头被改：链到 {report.entries}，链头记 {number}")


def _columns_fit(link: Link) -> bool:
    """Compare the repeated columns with the canonical payload without parsing it."""
    number, at, actor, action, kind, object_id, unit, purpose, payload, _digest = link
    if '"' in at:  # the only column that is not quoted below
        return False
    begin = f'{{"action":{quoted(action)},"actor":{quoted(actor)},"at":"{at}"'
    end = f',"unit":{quoted(unit)}}}'
    middle = f',"kind":{quoted(kind)},"number":{number},"object":{quoted(object_id)},"purpose":{quoted(purpose)}'
    if not payload.startswith(begin):
        return False
    if payload.endswith(middle + end):
        rest = payload[len(begin) : -len(middle) - len(end)]
    else:
        cut = len(payload) - len(end) - _SEAL
        if not (payload.endswith(end) and payload.startswith(',"seal":"', cut)):
            return False
        if not payload.endswith(middle, 0, cut):
            return False
        rest = payload[len(begin) : cut - len(middle)]
    return not rest or rest.startswith(',"detail":{')


def differing(link: Link) -> list[str]:
    """The columns that do not say what the payload says."""
    try:
        body = json.loads(link[8])
    except ValueError:
        return ["payload"]
    return [name for name, value in zip(COLUMNS, link, strict=False) if body.get(name) != value]
