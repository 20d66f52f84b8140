"""What may be attached, told by the first bytes and not by the name."""

from __future__ import annotations

import zipfile
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

LARGEST = 50 * 1024**2
_UNPACKED = 200 * 1024**2

#: suffix → (content type, first bytes).
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".ofd": ("application/ofd", (b"PK\x03\x04",)),
    ".txt": ("text/plain", ()),
}  # fmt: skip


def checked_kind(name: str, upload: UploadedFile) -> str:
    """The content type; raises ValidationError when suffix and content disagree or could do harm."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in KINDS:
        raise ValidationError(
            _("不接收 %(suffix)s 文件；可接收：%(known)s") % {"suffix": suffix or name, "known": "、".join(KINDS)}
        )  # fmt: skip
    kind, heads = KINDS[suffix]
    upload.seek(0)
    first = upload.read(64)
    upload.seek(0)
    if heads and not first.startswith(heads):
        raise ValidationError(
            _("%(name)s 的内容不是 %(suffix)s 文件") % {"name": name, "suffix": suffix}
        )
    if heads == (b"PK\x03\x04",):
        _check_package(name, suffix, upload)
    if suffix == ".txt" and b"\x00" in first:
        raise ValidationError(_("%(name)s 不是文本文件") % {"name": name})
    return kind


def _check_package(name: str, suffix: str, upload: UploadedFile) -> None:
    """Office packages: no bomb, no macro, and what the suffix promises."""
    try:
        with zipfile.ZipFile(upload) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as error:
        raise ValidationError(_("%(name)s 已损坏") % {"name": name}) from error
    finally:
        upload.seek(0)
    names = [e.filename for e in entries]
    if sum(e.file_size for e in entries) > _UNPACKED or len(entries) > 5000:
        raise ValidationError(_("%(name)s 解压后过大") % {"name": name})
    if any("vbaProject" in n for n in names):
        raise ValidationError(_("%(name)s 含有宏，不予接收") % {"name": name})
    needed = {".docx": "word/", ".xlsx": "xl/", ".ofd": "OFD.xml"}[suffix]
    if not any(n.startswith(needed) for n in names):
        raise ValidationError(
            _("%(name)s 的内容不是 %(suffix)s 文件") % {"name": name, "suffix": suffix}
        )
