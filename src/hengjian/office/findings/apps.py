"""App entry."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "hengjian.office.findings"
    label = "findings"
    verbose_name = "疑点"
