"""App entry."""

from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    name = "hengjian.office.holdings"
    label = "holdings"
    verbose_name = "数据"
