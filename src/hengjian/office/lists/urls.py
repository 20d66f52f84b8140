"""Addresses of 清单."""

from __future__ import annotations

from django.urls import path

from hengjian.office.lists import copy_views, line_views, request_views, views

app_name = "lists"
urlpatterns = [
    path("", views.home, name="home"),
    path("public/", copy_views.portal, name="portal"),
    path("public/<slug:kind>/", copy_views.public_list, name="public"),
    path("public/<slug:kind>/list.<slug:suffix>", copy_views.public_file, name="public_file"),
    path("requests/", request_views.requests, name="requests"),
    path("requests/<int:pk>/", request_views.page, name="request"),
    path("requests/<int:pk>/head/", line_views.head, name="head"),
    path("requests/<int:pk>/pick/", line_views.pick, name="pick"),
    path("requests/<int:pk>/line/", line_views.edit_line, name="line"),
    path("requests/<int:pk>/drop/", line_views.drop_line, name="drop"),
    path("requests/<int:pk>/attach/", line_views.attach, name="attach"),
    path("requests/<int:pk>/submit/", request_views.submit, name="submit"),
    path("requests/<int:pk>/review/", request_views.review, name="review"),
    path("requests/<int:pk>/approve/", request_views.approve, name="approve"),
    path("requests/<int:pk>/return/", request_views.send_back, name="return"),
    path("requests/<int:pk>/withdraw/", request_views.withdraw, name="withdraw"),
    path("workbooks/<int:pk>/", copy_views.workbook, name="workbook"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("of/<slug:kind>/", views.listing, name="list"),
    path("of/<slug:kind>/compare/", views.compare, name="compare"),
    path("of/<slug:kind>/numbers/", views.numbers, name="numbers"),
    path("of/<slug:kind>/export/", views.export, name="export"),
    path("of/<slug:kind>/copies/", copy_views.copies, name="copies"),
    path("of/<slug:kind>/publish/", copy_views.publish, name="publish"),
    path("of/<slug:kind>/import/", copy_views.bring, name="import"),
    path("of/<slug:kind>/take/", copy_views.take, name="take"),
    path("of/<slug:kind>/propose/", request_views.propose, name="propose"),
]
