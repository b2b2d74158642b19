"""Municipalities of an example county, with population: made up, and marked so wherever they are."""

from collections import Counter
from collections.abc import Mapping

from django.utils.text import slugify

from handslag.places.models import Area, Population

SOURCE = "exempel: påhittade tal"
VINTAGE = "exempel"


def load_example_municipalities(
    county: Area, municipalities: Mapping[str, tuple[str, Mapping[int, int]]]
) -> Counter[str]:
    """Add what is missing of an example county's municipalities; change nothing. Return how many of each were added.

    municipalities: code -> name and population by year. The county's population is the sum of theirs, in years that all
    of them have. Raises ValueError, with the code, for one that is another county's.
    """
    added: Counter[str] = Counter()
    areas = {}
    for code, (name, _) in municipalities.items():
        area, made = Area.objects.get_or_create(
            code=code,
            defaults={
                "name": name, "slug": slugify(name), "kind": Area.MUNICIPALITY, "parent": county, "is_example": True,
            },
        )  # fmt: skip
        if area.parent_id != county.id:
            raise ValueError(code)
        areas[code] = area
        added["areas"] += made
    people = {(areas[code], year): n for code, (_, by_year) in municipalities.items() for year, n in by_year.items()}
    sums: Counter[int] = Counter()
    for (_, year), n in people.items():
        sums[year] += n
    whole = {year for year in sums if all(year in by_year for _, by_year in municipalities.values())}
    people |= {(county, year): sums[year] for year in whole}
    have = set(Population.objects.filter(area__in=[county, *areas.values()]).values_list("area_id", "year"))
    new = [
        Population(area=area, year=year, count=n, source=SOURCE, vintage=VINTAGE)
        for (area, year), n in people.items()
        if (area.pk, year) not in have
    ]
    Population.objects.bulk_create(new, batch_size=500)
    added["population"] += len(new)
    return +added
