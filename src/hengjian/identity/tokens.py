"""ID numbers as keyed tokens: HMAC-SM3 under the district's key.

Rules join on tokens; the number itself never enters the lake. Without the key a token can
neither be made nor tested.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

KEY_BYTES = 32


def load_key(path: Path) -> bytes:
    """The district's key; made on first use, readable by its owner only.

    Raises PermissionError when others can read it, ValueError when it is not a key.
    """
    if not path.exists():
        _make_key(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PermissionError(f"{path}：令牌密钥可被他人读取；请执行 chmod 600 {path}")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(
            f"{path}：令牌密钥应为 {KEY_BYTES} 字节，实为 {len(key)} 字节；请从备份恢复"
        )
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(secrets.token_bytes(KEY_BYTES))


def token(key: bytes, number: str) -> str:
    """The token of a normalised ID number: 64 hexadecimal characters."""
    from cryptography.hazmat.primitives import hashes, hmac  # only a job with IDs pays for it

    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(number.encode())
    return mac.finalize().hex()


def masked(number: str) -> str:
    """A number that a person can recognise in a list but not read: first three, last two."""
    return number if len(number) < 8 else f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"
