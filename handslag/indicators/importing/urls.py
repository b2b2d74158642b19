"""Addresses of reading figures in from a file."""

from django.urls import path

from handslag.indicators.importing import views

IMPORT = "indikatorer/<slug:key>/las-in/"

urlpatterns = [
    path(IMPORT, views.import_figures, name="import_figures"),
    path(f"{IMPORT}mall.csv", views.import_template, name="import_template"),
    path(f"{IMPORT}<uuid:upload>/kolumner/", views.import_columns, name="import_columns"),
    path(f"{IMPORT}<uuid:upload>/", views.import_preview, name="import_preview"),
    path(f"{IMPORT}klart/<uuid:fetch>/", views.import_result, name="import_result"),
]
