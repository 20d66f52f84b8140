"""The office's settings for tests: a home of its own, fast passwords, either database."""

from __future__ import annotations

import os
import tempfile

_home = tempfile.mkdtemp(prefix="hengjian-office-")
os.environ["HENGJIAN_HOME"] = _home
if url := os.environ.get("HENGJIAN_TEST_DATABASE"):
    os.environ["HENGJIAN_DATABASE"] = url

from hengjian.office.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
