"""Pages of the work lists: the project wall, the audit universe, key posts."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.console import boards
from hengjian.office.door import catalog
from hengjian.office.files import sheets
from hengjian.office.trail.chain import record

PAGE = 50


@allow("package.view")
def packages(request: HttpRequest) -> HttpResponse:
    """项目墙: procurement packages by stage with the next statutory day."""
    return _board(request, "packages")


@allow("audit.view")
def audit(request: HttpRequest) -> HttpResponse:
    """应审清单: units with their last audit."""
    return _board(request, "audit_universe")


@allow("audit.view")
def posts(request: HttpRequest) -> HttpResponse:
    """重点岗位 and the audits since they were taken up."""
    return _board(request, "key_posts")


def _board(request: HttpRequest, name: str) -> HttpResponse:
    user: Any = request.user
    board = catalog().boards.get(name)
    if board is None:
        raise Http404
    table = boards.rows(board, user)
    groups = boards.counts(board, table)
    chosen = request.GET.get("group", "")
    if chosen in board.columns[board.group].codes:
        table = table.filter(pc.equal(table[board.group], chosen))
    if request.GET.get("late"):
        table = (
            table.filter(pc.fill_null(table["is_late"], False))
            if "is_late" in board.columns
            else table
        )
    if request.GET.get("file"):
        record(user, "console.board_exported", detail={"board": name, "rows": table.num_rows})
        all_rows = ([li.record_id, *li.texts] for li in boards.lines(board, table, 0, 100_000))
        return sheets.response(name, ["编号", *boards.titles(board)], all_rows)
    at = request.GET.get("page", "1")
    page = int(at) if at.isdigit() and int(at) > 0 else 1
    return render(request, "console/board.html", {
        "board": board, "groups": groups, "chosen": chosen, "titles": boards.titles(board),
        "lines": boards.lines(board, table, (page - 1) * PAGE, PAGE), "page": page, "total": table.num_rows,
        "following": table.num_rows > page * PAGE, "has_late": "is_late" in board.columns,
        "chart": _chart(board.title, groups),
    })  # fmt: skip


def _chart(title: str, groups: list[tuple[str, str, int]]) -> dict[str, Any]:
    return {
        "tooltip": {}, "grid": {"left": 8, "right": 16, "top": 24, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [t for _k, t, _n in groups], "axisLabel": {"interval": 0}},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"type": "bar", "name": title, "label": {"show": True, "position": "top"},
                    "data": [{"value": n, "url": f"?group={k}"} for k, _t, n in groups]}],
    }  # fmt: skip
