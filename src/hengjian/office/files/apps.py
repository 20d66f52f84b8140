"""App entry."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hengjian.office.files"
    label = "files"
    verbose_name = "附件"
