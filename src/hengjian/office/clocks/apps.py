"""App entry."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "hengjian.office.clocks"
    label = "clocks"
    verbose_name = "时钟"
