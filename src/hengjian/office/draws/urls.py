"""Addresses of 随机抽取."""

from __future__ import annotations

from django.urls import path

from hengjian.office.draws import public_views, views

app_name = "draws"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.draw, name="draw"),
    path("<int:pk>/do/<slug:name>/", views.act, name="act"),
    path("public/", public_views.listing, name="public_list"),
    path("public/<str:number>/", public_views.page, name="public"),
    path("public/<str:number>/protocol.json", public_views.download, name="download"),
]
