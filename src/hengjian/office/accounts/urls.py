"""Addresses of the account pages."""

from __future__ import annotations

from django.conf import settings
from django.urls import path
from django.views.i18n import set_language

from hengjian.office.accounts import people, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("code/", views.second_factor, name="second_factor"),
    path("password/", views.change_password, name="change_password"),
    path("theme/", views.set_theme, name="theme"),
    path("language/", set_language, name="language"),
    path("me/", views.profile, name="profile"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/grants/", people.grants, name="grants"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/grant/", people.grant, name="grant"),
    path("people/<int:pk>/delegate/", people.delegate, name="delegate"),
    path("people/<int:pk>/recuse/", people.recuse, name="recuse"),
    path("people/<int:pk>/password/", people.reset_password, name="reset_password"),
    path("people/<int:pk>/<slug:what>/", people.change, name="change_person"),
    path("grants/<int:pk>/revoke/", people.revoke, name="revoke"),
    path("recusals/<int:pk>/end/", people.end_recusal, name="end_recusal"),
]
if hasattr(settings, "OIDC_RP_CLIENT_ID"):
    from hengjian.office.accounts import oidc

    urlpatterns += [
        path("provider/", oidc.go, name="oidc_go"),
        path("provider/back/", oidc.back, name="oidc_back"),
    ]
