"""App entry."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hengjian.office.accounts"
    label = "accounts"
    verbose_name = "账号"
