"""Addresses."""

from __future__ import annotations

from django.urls import path

from hengjian.office.rulebook import decision_views, falling_views, lab_views, law_views, views

app_name = "rulebook"
urlpatterns = [
    path("", views.listing, name="list"),
    path("law/", law_views.law, name="law"),
    path("parameters/", views.parameters, name="parameters"),
    path("parameters/<str:name>/", views.parameter, name="parameter"),
    path("procedures/", views.procedures, name="procedures"),
    path("procedures/<str:name>/", views.procedure, name="procedure"),
    path("tables/", views.tables, name="tables"),
    path("tables/<str:name>/", views.table, name="table"),
    path("lab/", lab_views.lab, name="lab"),
    path("lab/new/", lab_views.new, name="new"),
    path("lab/words/", lab_views.completions, name="words"),
    path("lab/<int:pk>/", lab_views.draft, name="draft"),
    path("lab/<int:pk>/edit/", lab_views.edit, name="edit"),
    path("lab/<int:pk>/submit/", decision_views.submit, name="submit"),
    path("lab/<int:pk>/approve/", decision_views.approve, name="approve"),
    path("lab/<int:pk>/return/", decision_views.send_back, name="return"),
    path("lab/<int:pk>/release/", decision_views.release, name="release"),
    path("lab/<int:pk>/withdraw/", decision_views.withdraw, name="withdraw"),
    path("lab/<int:pk>/follow/", decision_views.follow, name="follow"),
    path("<str:name>/mend/", falling_views.mend, name="mend"),
    path("<str:name>/restore/", falling_views.restore, name="restore"),
    path("<str:name>/", views.rule, name="rule"),
]
