"""Addresses of a plan's versions and what differs between them; all under a county."""

from collections.abc import Callable
from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.urls import path

from handslag.exchange import register_views, views


def when_asked(name: str) -> Callable[..., HttpResponse]:
    """Return a view of `framework_views` that is imported when it is first asked for.

    It reads files against the whole format of exchange, and what that takes (pydantic and its models, 20 MB) would
    stand in every web process for a page that a county opens once a year.
    """

    def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return getattr(import_module("handslag.exchange.framework_views"), name)(request, *args, **kwargs)

    return view


urlpatterns = [
    path("planer/<slug:plan>/versioner/", views.versions, name="versions"),
    path("planer/<slug:plan>/versioner/ny/", views.new_version, name="new_version"),
    path("planer/<slug:plan>/versioner/<int:number>/", views.version, name="version"),
    path("planer/<slug:plan>/versioner/<int:number>.json", views.version_file, name="version_file"),
    path("planer/<slug:plan>/jamfor/", views.compare, name="compare"),
    path("las-in/ramverk/", when_asked("read_in"), name="read_framework"),
    path("las-in/ramverk/mall.yaml", when_asked("template"), name="framework_template"),
    path("insatser/las-in/", register_views.read_in, name="read_in"),
]
