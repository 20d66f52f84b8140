"""Addresses of findings."""

from __future__ import annotations

from django.urls import path

from hengjian.office.findings import acting, views

app_name = "findings"
urlpatterns = [
    path("", views.listing, name="list"),
    path("today/", views.today, name="today"),
    path("export.xlsx", views.export, name="export"),
    path("bulk/", acting.bulk, name="bulk"),
    path("views/", acting.save_view, name="save_view"),
    path("views/<int:pk>/forget/", acting.forget_view, name="forget_view"),
    path("<str:pk>/", views.finding, name="finding"),
    path("<str:pk>/graph/", views.graph, name="graph"),
    path("<str:pk>/do/<slug:name>/", acting.act, name="act"),
    path("<str:pk>/<slug:tab>/", views.finding, name="tab"),
]
