"""Stops input that no page can mean: NUL bytes in an address or a form, which databases refuse."""

from django.http import HttpResponse

from handslag.public.errors import bad_request


class CleanInputMiddleware:
    """Answers 400, in the design, where an address or a field holds a NUL byte."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        texts = [request.path, *(text for values in request.GET.lists() for text in (values[0], *values[1]))]
        if any("\x00" in text for text in texts):
            return bad_request(request)
        return self.get_response(request)
