"""Fills an empty database with the national data set: step 1 for each database."""

from django.core.management import call_command
from django.db import connection, transaction

from bench.county import Size, build_county
from bench.framework import make_framework
from handslag.places.models import Area
from handslag.places.national import load_national

COUNTIES, INITIATIVES, ORGANISATIONS = 21, 120, 6_000
MEASURED, SMALL = "orebro", "litet"
"""Slugs of the county that is measured, and of a made-up one with 12 initiatives beside the 21."""
IN_SMALL = 12


def main() -> None:
    """Make areas, a framework and a plan in each county, all in one transaction."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        load_national()
        nodes = make_framework()
        counties = list(Area.objects.filter(kind=Area.COUNTY).order_by("code"))
        small = small_county(SMALL, "Litet län")
        for place, county in enumerate(counties):
            organisations = ORGANISATIONS // COUNTIES + (place < ORGANISATIONS % COUNTIES)
            build_county(county, nodes, Size(initiatives=INITIATIVES, organisations=organisations))
        build_county(small, nodes, Size(initiatives=IN_SMALL, organisations=IN_SMALL))
    if connection.vendor == "postgresql":
        # In service autovacuum does this by itself, some minutes after a load.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def small_county(slug: str, name: str) -> Area:
    """Return a new example county with four municipalities: the real ones stay 21."""
    country = Area.objects.get(kind=Area.COUNTRY)
    county = Area.objects.create(code=slug, slug=slug, name=name, kind=Area.COUNTY, parent=country, is_example=True)
    for part, title in (("norrby", "Norrby"), ("soderby", "Söderby"), ("vasterby", "Västerby"), ("osterby", "Österby")):
        Area.objects.create(code=f"{county.slug}-{part}", slug=part, name=title, kind=Area.MUNICIPALITY, parent=county)
    return county
