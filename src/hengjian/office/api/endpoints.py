"""Version 1 of the interface: findings, figures, uploads, enterprises. Described at /api/v1/openapi.json."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile
from ninja.security import HttpBearer

from hengjian.office.accounts.visibility import reaches_district
from hengjian.office.api.models import Token
from hengjian.office.console import results
from hengjian.office.credit.actions import inquire
from hengjian.office.door import catalog, home
from hengjian.office.findings.filters import filtered
from hengjian.office.findings.models import Finding
from hengjian.office.holdings import actions as holdings
from hengjian.office.trail.chain import record

PAGE = 100


class Key(HttpBearer):
    """A token as bearer; its user becomes the request's user."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.objects.select_related("user").filter(digest=Token.digest_of(token)).first()
        if found is None or not found.usable_on(timezone.localdate()):
            return None
        request.user = found.user
        return found


api = NinjaAPI(title="Hengjian", version="1", auth=Key(), docs_url=None, urls_namespace="api:v1",
               description="Findings, figures, uploads and enterprise look-ups of one district.")  # fmt: skip


def need(request: Any, scope: str, permission: str) -> None:
    """Both the token's scope and the user's role must allow the call."""
    if scope not in request.auth.scopes or not request.auth.user.may(permission):
        raise HttpError(
            403, f"the token needs the scope {scope} and its user the permission {permission}"
        )


class FindingOut(Schema):
    """A finding as other systems may know it. Money in fen, dates as ISO 8601."""

    finding_id: str
    rule: str
    version: int
    record_id: str
    trigger_day: date | None
    verdict: str
    level: str
    unit: str | None
    party: str
    amount_fen: int | None
    sentence: str
    status: str
    engine_state: str
    first_seen: date
    last_seen: date


def _out(f: Finding) -> dict[str, Any]:
    data = {name: getattr(f, name) for name in FindingOut.model_fields if name != "unit"}
    return data | {"unit": f.unit_id}


class FindingPage(Schema):
    """Up to 100 findings; `next` is the id to give as `after` for the following page, or null."""

    findings: list[FindingOut]
    next: str | None


@api.get("/findings", response=FindingPage, summary="Findings that the token's user may see, by id")
def findings(
    request: HttpRequest, after: str = "", status: str = "", level: str = "", unit: str = "", rule: str = "",
    field: str = "", q: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Filters as in the list of the office; ordered by id so that paging never skips or repeats."""
    need(request, "findings.read", "finding.view")
    wanted = {"status": status, "level": level, "unit": unit, "rule": rule, "field": field, "q": q}
    rows = filtered(Finding.objects.visible_to(request.user), wanted).order_by("finding_id")
    found = list(rows.filter(finding_id__gt=after)[: PAGE + 1])
    record(
        request.user,
        "api.findings_read",
        detail={"filters": {k: v for k, v in wanted.items() if v}, "rows": len(found[:PAGE])},
    )
    return {
        "findings": [_out(f) for f in found[:PAGE]],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
    }


@api.get("/findings/{finding_id}", response=FindingOut, summary="One finding")
def finding(request: HttpRequest, finding_id: str) -> dict[str, Any]:
    """404 also where the user may not see it."""
    need(request, "findings.read", "finding.view")
    found = Finding.objects.visible_or_404(request.user, finding_id)
    record(request.user, "findings.read", found)
    return _out(found)


class FigureOut(Schema):
    """A figure of the latest run; values as decimal texts, null where a record is missing."""

    figure: str
    number: str
    title: str
    unit: str
    definition: str
    as_of: str
    readings: dict[str, Any]
    missing: dict[str, int]


@api.get("/figures", response=list[FigureOut], summary="All figures of the latest run")
def figures(request: HttpRequest) -> list[dict[str, Any]]:
    """Published readings with their definitions."""
    need(request, "figures.read", "figure.view")
    return [
        {"figure": s.figure.figure, "number": s.figure.number, "title": s.figure.title, "unit": s.figure.unit,
         "definition": s.figure.definition, "as_of": s.points[-1].as_of, "readings": s.readings, "missing": s.missing}
        for s in results.shown()
    ]  # fmt: skip


class UploadOut(Schema):
    """What became of a file: rows accepted and sent back by table, and the first faults."""

    upload: int
    state: str
    batch_id: str
    result: dict[str, Any]


@api.post("/uploads", response=UploadOut, summary="Send a file; commit=true takes the good rows in")
def upload(
    request: HttpRequest, file: File[UploadedFile], table: str = "", commit: bool = False
) -> dict[str, Any]:
    """Without `commit` the file is only checked."""
    need(request, "uploads.write", "holding.upload")
    if table and table not in catalog().tables:
        raise HttpError(422, f"no table {table}")
    user: Any = request.user
    try:
        row = holdings.check_upload(file, table=table, acting_user=user)
        if commit and row.state == "checked":
            row = holdings.commit_upload(row, acting_user=user)
    except ValidationError as error:
        raise HttpError(422, "; ".join(error.messages)) from error
    return {"upload": row.pk, "state": row.state, "batch_id": row.batch_id, "result": row.result}


class EnterpriseOut(Schema):
    """An enterprise's registered facts and how many open findings name it."""

    credit_code: str
    record: dict[str, Any]
    open_findings: int


class CreditPartOut(Schema):
    """One section: titles of the columns, rows of texts, and how many rows are not shown and why."""

    section: str
    title: str
    columns: list[str]
    rows: list[dict[str, Any]]
    more: int
    expired: int
    undecidable: int
    outside_national_list: int


class CreditOut(Schema):
    """The answer for one enterprise and purpose, with the receipt that a process must cite."""

    receipt: str
    answer_hash: str
    credit_code: str
    name: str
    on_day: date
    barred: list[str]
    sections: list[CreditPartOut]


@api.get(
    "/credit/{credit_code}", response=CreditOut, summary="Credit of one enterprise, for a purpose"
)
def credit(
    request: HttpRequest, credit_code: str, purpose: str, subject: str, reason: str = ""
) -> dict[str, Any]:
    """`purpose`: a code of library/credit.yaml; `subject`: the number it is about. Each call leaves a receipt."""
    need(request, "credit:query", "credit.query")
    user: Any = request.user
    try:
        inquiry, found = inquire(credit_code[:18], purpose=purpose, subject=subject, reason=reason, acting_user=user,
                                 on_day=timezone.localdate())  # fmt: skip
    except ValidationError as error:
        raise HttpError(422, "; ".join(error.messages)) from error
    return {
        "receipt": inquiry.number, "answer_hash": inquiry.answer_hash, "credit_code": found.code, "name": found.name,
        "on_day": found.on_day, "barred": inquiry.barred,
        "sections": [
            {"section": p.name, "title": p.title, "columns": p.heads, "more": p.more, "expired": p.expired,
             "undecidable": p.unknown, "outside_national_list": p.outside,
             "rows": [{"key": x.key, "cells": x.cells, "until": x.until, "bars": x.bars, "disputed": x.disputed}
                      for x in p.lines]}
            for p in found.parts
        ],
    }  # fmt: skip


@api.get(
    "/enterprises/{credit_code}",
    response=EnterpriseOut,
    summary="Look up an enterprise by its 18-character code",
)
def enterprise(request: HttpRequest, credit_code: str, purpose: str) -> dict[str, Any]:
    """The purpose is required and logged; only the exact code finds anything."""
    need(request, "enterprises.read", "enterprise.view")
    if len(purpose.strip()) < 4:
        raise HttpError(422, "state the purpose of the look-up")
    user: Any = request.user
    from hengjian.district.explaining import rows_of

    rows = rows_of(home(), "enterprise", {"credit_code": credit_code[:18]}, 1)
    record(
        user, "api.enterprise_read", purpose=purpose[:200], detail={"credit_code": credit_code[:18]}
    )
    if not rows or not reaches_district(user, "finding"):
        raise HttpError(404, "no such enterprise")
    public = {
        n
        for n, c in catalog().tables["enterprise"].columns.items()
        if c.secrecy in ("public", "internal")
    }
    facts = {k: str(v) for k, v in rows[0].items() if k in public and v is not None}
    named = Finding.objects.visible_to(user).filter(
        party__in=[credit_code, facts.get("name", credit_code)]
    )
    return {
        "credit_code": credit_code,
        "record": facts,
        "open_findings": named.filter(status="open").count(),
    }
