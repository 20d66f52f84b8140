"""App entry."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "hengjian.office.documents"
    label = "documents"
    verbose_name = "文书"
