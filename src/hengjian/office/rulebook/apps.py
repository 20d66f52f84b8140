"""App entry."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "hengjian.office.rulebook"
    label = "rulebook"
    verbose_name = "规则库"
