"""Addresses of a county's indicators and what is made of them; all under a county."""

from django.urls import include, path

from handslag.indicators.loading import urls as loading

urlpatterns = [
    *loading.urlpatterns,
    path("", include("handslag.indicators.own.urls")),
    path("", include("handslag.indicators.importing.urls")),
    path("indikatorer/", include("handslag.indicators.pages.urls")),
    path("", include("handslag.indicators.areas.urls")),
    path("", include("handslag.indicators.goals.urls")),
]
