"""Addresses that belong to the installation, not to a county."""

from django.urls import path

from handslag.plans.views.organisations import participant_list
from handslag.public import views

urlpatterns = [
    path("", views.front, name="front"),
    path("lan/", views.counties, name="counties"),
    path("halsa/", views.health, name="health"),
    path("sprak/", views.set_language, name="set_language"),
    path("om/", views.about, name="about"),
    path("om/sa-raknar-vi/", views.how_we_count, name="how_we_count"),
    path("om/oppna-data/", views.open_data, name="open_data"),
    path("om/personuppgifter/", views.personal_data, name="personal_data"),
    path("om/tillganglighet/", views.accessibility, name="accessibility"),
    path("om/tillganglighet/rapportera/", views.report_defect, name="report_defect"),
    path("om/tillganglighet/rapporter/", views.defect_reports, name="defect_reports"),
    path("kallor/", views.source_list, name="sources"),
    path("kallor/<slug:key>/", views.source, name="source"),
    path("deltagare/<slug:key>/", participant_list, name="participant_list"),
]
