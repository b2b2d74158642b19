"""Addresses of a county's indicators; all under a county."""

from handslag.indicators.loading import urls as loading

urlpatterns = [*loading.urlpatterns]
