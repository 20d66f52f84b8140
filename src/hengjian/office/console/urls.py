"""Addresses of the overviews; the root leads to the first entry of the person's menu."""

from __future__ import annotations

from django.urls import path

from hengjian.office.console import views

app_name = "console"
urlpatterns = [path("", views.start, name="start")]
