"""Addresses of holdings."""

from __future__ import annotations

from django.urls import path

from hengjian.office.holdings import request_views, views

app_name = "holdings"
urlpatterns = [
    path("", views.sources_page, name="sources"),
    path("promise/", views.set_promise, name="promise"),
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/<int:pk>/", views.upload, name="upload"),
    path("uploads/<int:pk>/commit/", views.commit, name="commit"),
    path("uploads/<int:pk>/discard/", views.discard, name="discard"),
    path("uploads/<int:pk>/quarantine.xlsx", views.quarantine, name="quarantine"),
    path("template/<str:table>.xlsx", views.template, name="template"),
    path("batches/", views.batches, name="batches"),
    path("batches/withdraw/", views.withdraw, name="withdraw"),
    path("requests/", request_views.requests_page, name="requests"),
    path("requests/new/", request_views.send, name="send_request"),
    path("requests/<int:pk>/", request_views.request_page, name="request"),
    path("run/", views.run_now, name="run"),
]
