"""Forms of the account pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("用户名"), max_length=40, widget=forms.TextInput({"class": "form-control", "autocomplete": "username", "autofocus": True})
    )  # fmt: skip
    password = forms.CharField(
        label=_("密码"), max_length=200, widget=forms.PasswordInput({"class": "form-control", "autocomplete": "current-password"})
    )  # fmt: skip


class CodeForm(forms.Form):
    """Six digits of the second factor."""

    code = forms.RegexField(
        r"^\d{6}$", label=_("动态码"), error_messages={"invalid": _("请输入六位数字")},
        widget=forms.TextInput({"class": "form-control", "inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    old = forms.CharField(
        label=_("现密码"),
        widget=forms.PasswordInput({"class": "form-control", "autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        widget=forms.PasswordInput({"class": "form-control", "autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再次输入"),
        widget=forms.PasswordInput({"class": "form-control", "autocomplete": "new-password"}),
    )

    @staticmethod
    def rules() -> list[str]:
        """What the password policy asks for."""
        return password_validators_help_texts()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("new") != data.get("again"):
            self.add_error("again", _("两次输入不一致"))
        return data
