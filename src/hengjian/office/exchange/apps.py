"""App entry."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "hengjian.office.exchange"
    label = "exchange"
    verbose_name = "信息共享"
