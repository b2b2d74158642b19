"""Counties and municipalities, länsdelar, population and organisations. No persons."""

from django.db import models
from django.db.models import Q

from handslag.swedish.sorting import sort_key
from handslag.trust.models import HasPeriod


class Area(models.Model):
    """A country, county or municipality, by its official code (SCB); an example county has its key."""

    COUNTRY, COUNTY, MUNICIPALITY = "country", "county", "municipality"
    KINDS = {COUNTRY: "land", COUNTY: "län", MUNICIPALITY: "kommun"}

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["slug"], condition=Q(kind="county"), name="county_slug_once")]

    def __str__(self):
        return self.name


class LansdelDivision(HasPeriod):
    """A division of a county into parts for one purpose and period; a county may have several."""

    county = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="divisions")
    key = models.SlugField(max_length=120)
    title = models.CharField(max_length=500)
    purpose = models.CharField(max_length=500)
    word = models.CharField(max_length=60, default="länsdel")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "key"], name="division_key_once")]

    def __str__(self):
        return self.title


class Lansdel(models.Model):
    """A part of a county within one division. A municipality is in at most one part of a division."""

    division = models.ForeignKey(LansdelDivision, on_delete=models.CASCADE, related_name="lansdelar")
    key = models.SlugField(max_length=120)
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=60)
    position = models.IntegerField(default=0)
    municipalities = models.ManyToManyField(Area, related_name="lansdelar")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["division", "key"], name="lansdel_key_once")]

    def __str__(self):
        return self.name


class Population(models.Model):
    """Inhabitants of an area on 31 December. `perturbed`: carries the source's random disturbance."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="population")
    year = models.IntegerField()
    sex = models.CharField(max_length=5, default="total")
    age_from = models.IntegerField(default=0)
    age_to = models.IntegerField(default=120)
    count = models.IntegerField()
    source = models.CharField(max_length=200)
    vintage = models.CharField(max_length=40)
    perturbed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "sex", "age_from", "age_to", "vintage"],
                name="population_once",
            )
        ]

    def __str__(self):
        return f"{self.area_id} {self.year}: {self.count}"


class OrganisationList(models.Model):
    """A list of participants in something: not a county's register."""

    key = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=500)
    note = models.TextField(blank=True)

    def __str__(self):
        return self.title


class Organisation(models.Model):
    """A party: an authority, an association, a company or a body such as a managers' group."""

    SECTORS = {
        "region": "region",
        "municipality": "kommun",
        "agency": "myndighet",
        "civil_society": "civilsamhälle",
        "business": "näringsliv",
        "research": "forskning och utbildning",
        "provider": "vårdgivare",
        "coordination_association": "samordningsförbund",
        "body": "grupp eller forum",
        "mixed": "gemensam verksamhet",
    }

    uuid = models.UUIDField(unique=True)
    key = models.CharField(max_length=120)
    county = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations")
    participant_list = models.ForeignKey(
        OrganisationList, null=True, blank=True, on_delete=models.CASCADE, related_name="organisations"
    )
    list_heading = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=500)
    aliases = models.JSONField(default=list, blank=True)
    sector = models.CharField(max_length=30, choices=list(SECTORS.items()))
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    note = models.TextField(blank=True)
    sort_key = models.CharField(max_length=1100, blank=True, db_index=True)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "key"], name="organisation_key_once_in_county"),
            models.UniqueConstraint(fields=["participant_list", "key"], name="organisation_key_once_in_list"),
            models.CheckConstraint(
                name="organisation_in_county_or_list",
                condition=Q(county__isnull=False) ^ Q(participant_list__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_key = sort_key(self.name)[:1100]
        super().save(*args, **kwargs)
