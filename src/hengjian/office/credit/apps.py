"""App entry."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "hengjian.office.credit"
    label = "credit"
    verbose_name = "信用查询"
