"""App entry."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "hengjian.office.lists"
    label = "lists"
    verbose_name = "清单"
