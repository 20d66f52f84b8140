"""Addresses of findings."""

from __future__ import annotations

from django.urls import path

from hengjian.office.findings import views

app_name = "findings"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<str:pk>/", views.finding, name="finding"),
]
