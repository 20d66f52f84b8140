"""Addresses of the trail."""

from __future__ import annotations

from django.urls import path

from hengjian.office.trail import views

app_name = "trail"
urlpatterns = [
    path("", views.trail_list, name="list"),
    path("export.csv", views.export, name="export"),
    path("looked/", views.looked, name="looked"),
    path("verification/", views.verification, name="verification"),
    path("verification/now/", views.verify_now, name="verify_now"),
]
