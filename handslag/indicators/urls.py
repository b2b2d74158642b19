"""Addresses of indicators and what is made of them; all under a county."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("indikatorer/", include("handslag.indicators.pages.urls")),
]
