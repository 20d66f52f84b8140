"""App entry."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "hengjian.office.console"
    label = "console"
    verbose_name = "总览"
