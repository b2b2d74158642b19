"""Addresses of a plan's versions and what differs between them; all under a county."""

from django.urls import path

from handslag.exchange import framework_views, register_views, views

urlpatterns = [
    path("planer/<slug:plan>/versioner/", views.versions, name="versions"),
    path("planer/<slug:plan>/versioner/ny/", views.new_version, name="new_version"),
    path("planer/<slug:plan>/versioner/<int:number>/", views.version, name="version"),
    path("planer/<slug:plan>/versioner/<int:number>.json", views.version_file, name="version_file"),
    path("planer/<slug:plan>/jamfor/", views.compare, name="compare"),
    path("las-in/ramverk/", framework_views.read_in, name="read_framework"),
    path("las-in/ramverk/mall.yaml", framework_views.template, name="framework_template"),
    path("insatser/las-in/", register_views.read_in, name="read_in"),
]
