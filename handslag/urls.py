"""Joins the apps' addresses. Paths are Swedish, without å, ä and ö."""

from django.urls import include, path

urlpatterns = [
    path("", include("handslag.accounts.urls")),
    path("", include("handslag.public.urls")),
    path("<slug:county>/administration/", include("handslag.accounts.county_urls")),
    path("<slug:county>/administration/", include("handslag.public.record_urls")),
    path("<slug:county>/", include("handslag.indicators.urls")),  # before what takes any word after an initiative
    path("<slug:county>/", include("handslag.funding.urls")),
    path("<slug:county>/", include("handslag.plans.urls")),
    path("<slug:county>/", include("handslag.reports.urls")),
    path("<slug:county>/", include("handslag.exchange.urls")),
    path("<slug:county>/", include("handslag.public.county_urls")),
]

handler400 = "handslag.public.errors.bad_request"
handler403 = "handslag.public.errors.forbidden"
handler429 = "handslag.public.errors.too_many"  # asked for by allauth
handler404 = "handslag.public.errors.not_found"
handler500 = "handslag.public.errors.server_error"
