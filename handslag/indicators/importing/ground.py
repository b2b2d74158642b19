"""What a file is read against, fetched from the database."""

import datetime

from handslag.indicators.importing.figures import Ground
from handslag.indicators.importing.places import Place, Places
from handslag.indicators.reading import Definition
from handslag.places.models import Area


def places_of(county: Area | None) -> Places:
    """Return the areas that a county may take figures in for, and by name all others; None: all of them. One query."""
    rows = Area.objects.values_list("code", "name", "kind", "parent__code")
    all_places = [
        Place(code, name, kind, {Area.COUNTRY: "", Area.COUNTY: code}.get(kind, parent or ""))
        for code, name, kind, parent in rows
    ]
    return Places.of(all_places, own=county.code if county else None)


def ground_for(definition: Definition, county: Area | None, *, today: datetime.date) -> Ground:
    """Return the ground that a county's file is read against, or the operator's where county is None. One query."""
    return Ground(definition, places_of(county), today)
