"""App entry."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "hengjian.office.desk"
    label = "desk"
    verbose_name = "待办"
