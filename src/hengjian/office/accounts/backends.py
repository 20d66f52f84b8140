"""Password log-in. Permissions are not Django's: see models.User.may and visibility."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hengjian.office.accounts.models import User
from hengjian.office.trail.chain import record


class PasswordBackend:
    """Checks name and password in equal time whether or not the name exists."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:  # fmt: skip
        if not username or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            User().set_password(password)
            return None
        before = user.password
        if not (user.check_password(password) and user.is_active):
            return None
        if user.password != before:  # Django renewed the hash with today's parameters
            record("system", "accounts.password_rehashed", user)
        return user

    def get_user(self, user_id: int) -> User | None:
        """The session's user while the account is enabled."""
        return User.objects.filter(pk=user_id, is_active=True).select_related("unit").first()
