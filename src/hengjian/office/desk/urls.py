"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from hengjian.office.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.todo, name="todo"),
    path("<int:pk>/", views.follow, name="follow"),
]
