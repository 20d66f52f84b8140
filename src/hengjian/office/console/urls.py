"""Addresses of the overviews; the root leads to the first entry of the person's menu."""

from __future__ import annotations

from django.urls import path

from hengjian.office.console import board_views, duty_views, report_views, views

app_name = "console"
urlpatterns = [
    path("", views.start, name="start"),
    path("search/", views.search, name="search"),
    path("leader/", views.leader, name="leader"),
    path("figures/", views.figures, name="figures"),
    path("figures/<str:name>/", views.figure, name="figure"),
    path("figures/<str:name>/rows.xlsx", views.figure_sheet, name="figure_sheet"),
    path("coverage/", views.coverage, name="coverage"),
    path("packages/", board_views.packages, name="packages"),
    path("audit/", board_views.audit, name="audit"),
    path("posts/", board_views.posts, name="posts"),
    path("responsibility/", duty_views.responsibility, name="responsibility"),
    path("burden/", duty_views.burden, name="burden"),
    path("report/", report_views.report, name="report"),
    path("report/propose/", report_views.propose, name="propose"),
    path("report/<int:pk>/freeze/", report_views.freeze, name="freeze"),
    path("report/file.<str:kind>", report_views.download, name="download"),
]
