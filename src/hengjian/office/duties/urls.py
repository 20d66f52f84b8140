"""Addresses of 两个责任."""

from __future__ import annotations

from django.urls import path

from hengjian.office.duties import result_views, views, work_views

app_name = "duties"
urlpatterns = [
    path("", views.home, name="home"),
    path("plan/", views.plan, name="plan"),
    path("lines/<int:pk>/", views.line, name="line"),
    path("lists/", views.lists, name="lists"),
    path("meetings/", work_views.meetings, name="meetings"),
    path("meetings/new/", work_views.meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", work_views.meeting, name="meeting"),
    path("tasks/", work_views.tasks, name="tasks"),
    path("tasks/<int:pk>/", work_views.task, name="task"),
    path("tasks/<int:pk>/do/<slug:name>/", work_views.task_act, name="task_act"),
    path("requirements/new/", work_views.requirement_new, name="requirement_new"),
    path("requirements/<int:pk>/", work_views.requirement, name="requirement"),
    path("studies/", work_views.studies, name="studies"),
    path("studies/new/", work_views.study_new, name="study_new"),
    path("studies/<int:pk>/", work_views.study, name="study"),
    path("surveys/", result_views.surveys, name="surveys"),
    path("surveys/new/", result_views.survey_new, name="survey_new"),
    path("surveys/<int:pk>/", result_views.edition, name="edition"),
    path("assessments/", result_views.assessments, name="assessments"),
    path("assessments/new/", result_views.assessment_new, name="assessment_new"),
    path("assessments/<int:pk>/", result_views.assessment, name="assessment"),
    path(
        "assessments/<int:pk>/do/<slug:name>/", result_views.assessment_act, name="assessment_act"
    ),
]
