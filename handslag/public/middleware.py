"""Stops input that no page can mean: NUL bytes in an address or a cookie, which databases refuse.

In a form each field refuses them itself.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from handslag.public.errors import bad_request


class CleanInputMiddleware:
    """Answers 400, in the design, where an address or a cookie holds a NUL byte."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        asked = [text for name, values in request.GET.lists() for text in (name, *values)]
        if any("\x00" in text for text in [request.path, *asked, *request.COOKIES.values()]):
            request.user = AnonymousUser()  # the byte may stand in the session's key
            return bad_request(request)
        return self.get_response(request)
