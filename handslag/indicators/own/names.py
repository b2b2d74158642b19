"""What indicators are called where changes of plans are told of."""

from collections.abc import Collection, Mapping
from typing import Any

from handslag.indicators.models import Indicator
from handslag.indicators.queries import definitions_for
from handslag.places.models import Area


def titles(keys: Collection[int], county: Area, user: Any) -> Mapping[int, str]:
    """Return the titles of the indicators with these numbers that `user` may know of in the county. Three queries."""
    known = definitions_for(county, user)
    found = Indicator.objects.filter(pk__in=keys).values_list("pk", "key")
    return {number: known[key].title for number, key in found if key in known}
