"""Addresses of the list of indicators, their pages and files."""

from django.urls import path

from handslag.indicators.pages import downloads, indicator, listing

urlpatterns = [
    path("", listing.indicator_list, name="indicators"),
    path("<slug:indicator>/", indicator.indicator_view, name="indicator"),
    path("<slug:indicator>.csv", downloads.indicator_csv, name="indicator_csv"),
    path("<slug:indicator>.json", downloads.indicator_json, name="indicator_json"),
    path("<slug:indicator>.zip", downloads.indicator_package, name="indicator_package"),
]
