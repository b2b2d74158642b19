"""Addresses of indicators and what is made of them; all under a county."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
