"""Addresses of the account pages."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from hengjian.office.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("code/", views.second_factor, name="second_factor"),
    path("password/", views.change_password, name="change_password"),
    path("theme/", views.set_theme, name="theme"),
    path("language/", set_language, name="language"),
    path("me/", views.profile, name="profile"),
]
