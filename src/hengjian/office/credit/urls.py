"""Addresses of 信用查询."""

from __future__ import annotations

from django.urls import path

from hengjian.office.credit import case_views, event_views, views

app_name = "credit"
urlpatterns = [
    path("", views.query, name="query"),
    path("inquiries/<int:pk>/", views.inquiry, name="inquiry"),
    path("inquiries/<int:pk>/object/", views.object_to, name="object_to"),
    path("inquiries/<int:pk>/repair/", views.repair, name="apply_repair"),
    path("receipt/", views.receipt, name="receipt"),
    path("cases/", case_views.cases, name="cases"),
    path("objections/<int:pk>/", case_views.objection, name="objection"),
    path("objections/<int:pk>/answer/", case_views.answer, name="answer"),
    path("repairs/<int:pk>/", case_views.repair, name="repair"),
    path("repairs/<int:pk>/decide/", case_views.decide, name="decide"),
    path("events/", event_views.listing, name="events"),
    path("events/new/", event_views.new, name="event_new"),
    path("events/<int:pk>/", event_views.event, name="event"),
    path("events/<int:pk>/do/<slug:name>/", event_views.act, name="event_act"),
]
