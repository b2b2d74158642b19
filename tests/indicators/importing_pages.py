"""The steps of an import as a client takes them: paste, say what the columns are, look, take in."""

from django.test import Client

from handslag.indicators.models import Observation, Upload

KEY = "behoriga-till-yrkesprogram"
GOOD = "område\tperiod\tvärde\nNorrby\t2021\t80\nNorrby\t2022\t82,5\nSöderby\t2022\t..\n"
BAD = "område\tperiod\tvärde\nNorrby\t2021\t12,3,4\nNorrby\t2022\t82,5\nNora\t2022\t-5\n"


def chosen(county, client: Client, text: str = GOOD, **answers) -> Upload:
    """Paste rows and say what the columns are, as suggested."""
    upload = county.paste(client, KEY, text)
    roles = {"column_0": "area", "column_1": "period", "column_2": "value"}
    marks = {"mark_0": "missing", "mark_1": "missing", "mark_2": "missing", "mark_4": "suppressed_source"}
    client.post(county.url("import_columns", KEY, upload.uuid), {**roles, **marks, **answers})
    return upload


def preview(county, client: Client, upload: Upload):
    return client.get(county.url("import_preview", KEY, upload.uuid))


def take_in(county, client: Client, upload: Upload, **more):
    mark = preview(county, client, upload).context["compared"].mark
    return client.post(county.url("import_preview", KEY, upload.uuid), {"mark": mark, **more})


def values() -> list[float | None]:
    return list(Observation.objects.filter(latest=True).order_by("id").values_list("value", flat=True))
