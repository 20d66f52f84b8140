"""Addresses of 信息共享."""

from __future__ import annotations

from django.urls import path

from hengjian.office.exchange import request_views, views

app_name = "exchange"
urlpatterns = [
    path("", views.home, name="home"),
    path("catalogue/<slug:name>/", views.item, name="item"),
    path("catalogue/<slug:name>/correct/", views.correct, name="correct"),
    path("requests/", views.requests, name="requests"),
    path("requests/<int:pk>/", request_views.request_page, name="request"),
    path("requests/<int:pk>/decide/", request_views.decide, name="decide"),
    path("requests/<int:pk>/deliver/", request_views.deliver, name="deliver"),
    path("deliveries/<int:pk>/file/", request_views.download, name="download"),
    path("deliveries/<int:pk>/confirm/", request_views.confirm, name="confirm"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/<int:pk>/", request_views.correction, name="correction"),
    path("corrections/<int:pk>/answer/", request_views.answer, name="answer"),
]
