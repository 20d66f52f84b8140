"""The only writer of stored files."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.desk.actions import about
from hengjian.office.files.kinds import LARGEST, checked_kind
from hengjian.office.files.models import StoredFile
from hengjian.office.trail.chain import record


@transaction.atomic
def attach(
    upload: UploadedFile, obj: models.Model, *, purpose: str, acting_user: User
) -> StoredFile:
    """Keep an uploaded file; the same name again becomes the next version.

    Raises ValidationError for a size or a content that is not accepted. The bytes are on disk, flushed,
    before the row exists; bytes without a row are harmless.
    """
    if upload.size is None or upload.size > LARGEST:
        raise ValidationError(_("文件超过 %(n)s MB") % {"n": LARGEST // 1024**2})
    name = Path(upload.name or "file").name[-200:]
    kind = checked_kind(name, upload)
    digest = _keep(upload)
    key = about(obj)
    before = StoredFile.objects.filter(about=key, purpose=purpose, name=name)
    stored = StoredFile.objects.create(
        about=key, purpose=purpose, name=name, version=before.count() + 1, kind=kind,
        size=upload.size, sha256=digest, by=acting_user,
    )  # fmt: skip
    record(acting_user, "files.attached", stored, unit=str(getattr(obj, "unit_id", "") or ""),
           detail={"about": key, "name": name, "sha256": digest, "size": upload.size})  # fmt: skip
    return stored


def _keep(upload: UploadedFile) -> str:
    """Write the bytes under their SHA-256, whole or not at all."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    aside, digest = root / f".{uuid.uuid4().hex}", hashlib.sha256()
    try:
        with aside.open("wb") as target:
            for chunk in upload.chunks():
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        place = root / digest.hexdigest()[:2] / digest.hexdigest()
        place.parent.mkdir(exist_ok=True)
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
    return digest.hexdigest()


@transaction.atomic
def keep_made(
    name: str, content: bytes, obj: models.Model, *, purpose: str, kind: str, acting_user: User
) -> StoredFile:
    """Keep a file that the office itself made (a package, a letter)."""
    upload = SimpleUploadedFile(name, content, kind)
    key = about(obj)
    before = StoredFile.objects.filter(about=key, purpose=purpose, name=name[-200:])
    stored = StoredFile.objects.create(
        about=key, purpose=purpose, name=name[-200:], version=before.count() + 1, kind=kind,
        size=len(content), sha256=_keep(upload), by=acting_user,
    )  # fmt: skip
    record(acting_user, "files.made", stored, detail={"about": key, "sha256": stored.sha256})
    return stored
