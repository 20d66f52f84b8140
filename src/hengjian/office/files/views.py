"""Download of an attachment, logged, always as a download."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from hengjian.office.accounts.gatekeeper import ANYBODY, allow
from hengjian.office.files.models import StoredFile
from hengjian.office.files.owners import may_see
from hengjian.office.trail.chain import record


@allow(ANYBODY)
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes, for those who may see the owner; the content is never shown inside the page."""
    file = get_object_or_404(StoredFile, pk=pk)
    user: Any = request.user
    if not may_see(user, file) or not file.path.exists():
        raise Http404
    record(user, "files.read", file)
    response = FileResponse(
        file.path.open("rb"), as_attachment=True, filename=file.name, content_type=file.kind
    )
    response["Content-Security-Policy"] = "sandbox"
    return response
