"""Addresses of rectifications and sweeps."""

from __future__ import annotations

from django.urls import path

from hengjian.office.rectification import sweep_views, views

app_name = "rectification"
urlpatterns = [
    path("", views.listing, name="list"),
    path("export.xlsx", views.export, name="export"),
    path("open/", views.new, name="open"),
    path("<int:pk>/", views.rectification, name="rectification"),
    path("<int:pk>/do/<slug:name>/", views.act, name="act"),
    path("<int:pk>/letter/", views.letter, name="letter"),
    path("<int:pk>/sweep/", sweep_views.from_rectification, name="sweep_rectification"),
    path("sweeps/", sweep_views.listing, name="sweeps"),
    path("sweeps/new/", sweep_views.preview, name="sweep_new"),
    path("sweeps/of/<str:pk>/", sweep_views.from_finding, name="sweep_finding"),
    path("sweeps/<int:pk>/", sweep_views.sweep, name="sweep"),
    path("sweeps/<int:pk>/ask/", sweep_views.ask, name="sweep_ask"),
    path("sweeps/<int:pk>/notices/", sweep_views.notices, name="sweep_notices"),
    path("sweeps/<int:pk>/export.xlsx", sweep_views.export, name="sweep_export"),
]
