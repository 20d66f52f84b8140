"""Addresses of matters."""

from __future__ import annotations

from django.urls import path

from hengjian.office.matters import act_views, views

app_name = "matters"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.choose, name="choose"),
    path("new/<slug:name>/", views.new, name="new"),
    path("guide/", views.guides_list, name="guides"),
    path("guide/<slug:name>/", views.guide, name="guide"),
    path("<int:pk>/", views.matter, name="matter"),
    path("<int:pk>/sheet/", views.sheet, name="sheet"),
    path("<int:pk>/step/<slug:step>/", act_views.step, name="step"),
    path("<int:pk>/do/<slug:act>/", act_views.act, name="act"),
    path("<int:pk>/comment/", act_views.comment, name="comment"),
    path("comment/<int:pk>/reply/", act_views.reply, name="reply"),
    path("line/<int:pk>/", act_views.line, name="line"),
]
