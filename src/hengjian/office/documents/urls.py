"""Addresses of documents."""

from __future__ import annotations

from django.urls import path

from hengjian.office.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.listing, name="list"),
    path("register.xlsx", views.register, name="register"),
    path("new/", views.new, name="new"),
    path("new/<str:pk>/", views.new_about_finding, name="new_about_finding"),
    path("<int:pk>/", views.document, name="document"),
    path("<int:pk>/file.docx", views.download, name="download"),
    path("<int:pk>/do/<slug:name>/", views.act, name="act"),
]
