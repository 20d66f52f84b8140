"""The office's settings for tests: a home of its own, fast passwords, either database."""

from __future__ import annotations

import os
import socket
import tempfile

_home = tempfile.mkdtemp(prefix="hengjian-office-")
os.environ["HENGJIAN_HOME"] = _home
if url := os.environ.get("HENGJIAN_TEST_DATABASE"):
    os.environ["HENGJIAN_DATABASE"] = url

with socket.socket() as free:  # where the provider of the single sign-on tests will listen
    free.bind(("127.0.0.1", 0))
    PROVIDER = f"http://127.0.0.1:{free.getsockname()[1]}"
for name, value in {"CLIENT": "hengjian", "SECRET": "for-tests-only", "ISSUER": PROVIDER,
                    "AUTHORIZE": f"{PROVIDER}/authorize", "TOKEN": f"{PROVIDER}/token",
                    "USERINFO": f"{PROVIDER}/userinfo", "JWKS": f"{PROVIDER}/jwks"}.items():  # fmt: skip
    os.environ[f"HENGJIAN_OIDC_{name}"] = value

from hengjian.office.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
