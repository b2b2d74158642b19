"""Addresses of a county's money; all under a county."""

from django.urls import include, path

urlpatterns = [
    path("medel/", include("handslag.funding.agreements.urls")),
    path("medel/", include("handslag.funding.pots.urls")),
    path("medel/", include("handslag.funding.ledger.urls")),
    path("medel/", include("handslag.funding.bookings.urls")),
    path("medel/", include("handslag.funding.calendar.urls")),
    path("medel/", include("handslag.funding.longview.urls")),
    path("medel/", include("handslag.funding.trail.urls")),
]
