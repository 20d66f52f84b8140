"""Addresses of clues."""

from __future__ import annotations

from django.urls import path

from hengjian.office.clues import transfer_views, views

app_name = "clues"
urlpatterns = [
    path("", views.listing, name="list"),
    path("register/", views.register, name="register"),
    path("transfers/", transfer_views.listing, name="transfers"),
    path("transfers/deliver/", transfer_views.deliver, name="deliver"),
    path("transfers/<int:pk>/", transfer_views.transfer, name="transfer"),
    path("transfers/<int:pk>/advance/", transfer_views.advance, name="advance"),
    path("<int:pk>/", views.clue, name="clue"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/dispose/", views.dispose, name="dispose"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/send/", transfer_views.send, name="send"),
]
