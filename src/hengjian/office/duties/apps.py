"""App entry."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "hengjian.office.duties"
    label = "duties"
    verbose_name = "两个责任"
