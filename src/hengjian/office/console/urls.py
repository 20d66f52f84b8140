"""Addresses of the overviews; the root leads to the first entry of the person's menu."""

from __future__ import annotations

from django.urls import path

from hengjian.office.console import views

app_name = "console"
urlpatterns = [
    path("", views.start, name="start"),
    path("search/", views.search, name="search"),
    path("leader/", views.leader, name="leader"),
    path("figures/", views.figures, name="figures"),
    path("figures/<str:name>/", views.figure, name="figure"),
    path("figures/<str:name>/rows.xlsx", views.figure_sheet, name="figure_sheet"),
]
