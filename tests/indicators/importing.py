"""The ground that the tests of imports share: a county of two municipalities, and files as people send them."""

import datetime
from dataclasses import replace

from handslag.indicators.importing import reading
from handslag.indicators.importing.columns import suggested
from handslag.indicators.importing.figures import Ground
from handslag.indicators.importing.places import Place, Places
from handslag.indicators.importing.reading import Reading
from handslag.indicators.reading import definitions

TODAY = datetime.date(2026, 11, 22)
SHARE = "behoriga-till-yrkesprogram"
SUICIDE = "suicid-sakra-15-ar"
FIVE_YEARS = "suicid-sakra-25-ar-fem-ar"
SURVEY = "gott-psykiskt-valbefinnande"
OWN = "deltagare"
PLACES = (
    Place("00", "Sverige", "country"),
    Place("18", "Örebro län", "county", "18"),
    Place("1880", "Örebro", "municipality", "18"),
    Place("1881", "Kumla", "municipality", "18"),
    Place("01", "Stockholms län", "county", "01"),
    Place("0180", "Stockholm", "municipality", "01"),
)


def ground(key: str = SHARE, *, own: str | None = "18", **changed) -> Ground:
    return Ground(replace(definitions()[key], **changed), Places(PLACES, own), TODAY)


def read(text: str, key: str = SHARE, *, on: Ground | None = None, **said) -> Reading:
    """Return what a text is read as, its columns as they are suggested."""
    on = on or ground(key)
    table = reading.table_of(text.encode())
    return reading.read(table, replace(suggested(table, on.places), **said), on)


def told(text: str, key: str = SHARE, **more) -> list[str]:
    """Return what is said of a text's faults."""
    return [each.message for each in read(text, key, **more).faults]
