"""Handslag's addresses and one more: a view that does nothing, behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from handslag import urls


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with nothing: what is left is the cost of middleware and test client."""
    return HttpResponse()


urlpatterns = [path("bench/empty/", empty, name="empty"), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
