"""How the live sources of open data are asked here: at which address, and on what terms, as the settings say."""

from typing import Any

from django.conf import settings

from handslag.opendata.sources import LiveSource


def address_of(source: LiveSource) -> str:
    """Return the address that a source is asked at; "" where it has none."""
    return settings.SOURCE_URLS.get(source.key) or source.base_url


def options_of(source: LiveSource) -> dict[str, Any]:
    """Return the options of its client: see `opendata.transport.Transport`."""
    page = settings.SOURCE_PAGE_SIZE
    return {
        "timeout": settings.SOURCE_TIMEOUT,
        "rate": min(source.rate, settings.SOURCE_RATE or source.rate),
        "max_bytes": settings.SOURCE_MEGABYTES * 1_000_000,
    } | ({"page_size": page} if page and source.has_pages else {})
