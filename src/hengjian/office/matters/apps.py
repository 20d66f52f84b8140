"""App entry."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "hengjian.office.matters"
    label = "matters"
    verbose_name = "办理事项"
