"""An indicator's figures for other programs: CSV, JSON-stat 2 and a data package. Each takes what may be shown.

Why there is no value, or no interval, is a column of its own, so that silence and hiding are never read as a zero.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from handslag.indicators import wording
from handslag.indicators.findings import COUNTRY, why_not_comparable
from handslag.indicators.reading import Definition
from handslag.indicators.series import NO_GROUND, WORDS, Series, Value
from handslag.opendata import jsonstat
from handslag.opendata.cube import Cube
from handslag.trust.cells import harmless

IN_MEMORY = 2_000_000
"""Bytes of a package above which it is built in a file."""
THERE = "uppgift finns"
NO_ROW = "ingen uppgift inläst"
NOT_TOLD = "anges inte av källan"
ALL = "alla"
LIMITS = {"source": "källans", "counts": "beräknade ur antal", "whole": "allt är räknat", "": NO_GROUND}
COLUMNS = {
    "indikator": ("string", "indikatorns nyckel"),
    "omradeskod": ("string", "områdets officiella kod (SCB)"),
    "omrade": ("string", "områdets namn"),
    "kon": ("string", "T totalt, K kvinnor, M män"),
    "alder": ("string", "ålder; tomt för indikatorns egen avgränsning"),
    "fran": ("date", "periodens första dag"),
    "till": ("date", "periodens sista dag"),
    "period": ("string", "perioden i ord"),
    "varde": ("number", "värdet, i indikatorns enhet; tomt där läget säger varför"),
    "undre": ("number", "undre gräns för 95-procentigt osäkerhetsintervall"),
    "ovre": ("number", "övre gräns för 95-procentigt osäkerhetsintervall"),
    "granser": ("string", "varifrån gränserna kommer, eller varför de saknas"),
    "taljare": ("number", "antal som räknas"),
    "namnare": ("number", "antal som de räknas av"),
    "lage": ("string", "om uppgiften finns, och annars varför inte"),
    "anmarkning": ("string", "källans anmärkning"),
    "utgava": ("integer", "1 för första gången uppgiften lästes in, 2 när källan har reviderat den en gång"),
    "kalla": ("string", "varifrån uppgiften kommer"),
}
"""Each column: its type, and what it holds."""


@dataclass(frozen=True)
class Table:
    """What is written. place: the county's short name. areas: names by code. sources: by the id of a taking in."""

    definition: Definition
    place: str
    areas: Mapping[str, str]
    series: Sequence[Series]
    sources: Mapping[int, str]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield a row for each figure, in the order of COLUMNS; None where there is no number."""
        for each in self.series:
            _, area, sex, age = each.key
            for value in each.values:
                yield (
                    self.definition.key, area, self.areas[area], sex, age, value.period_from.isoformat(),
                    value.period_to.isoformat(), value.label, value.value, value.lower, value.upper,
                    "" if value.value is None else LIMITS[value.limits], value.numerator, value.denominator,
                    state_words(value), value.note, value.vintage, self.sources.get(value.fetch, ""),
                )  # fmt: skip


def state_words(value: Value) -> str:
    """Return whether there is a figure, and otherwise why not."""
    return THERE if value.value is not None else WORDS[value.state]


def csv_for_people(table: Table) -> str:
    """Return the figures as Swedish spreadsheets read them."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(each) for each in row] for row in table.rows())
    return "\ufeff" + file.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return _plain(value).replace(".", ",") if isinstance(value, float) else harmless(str(value))


def _plain(value: float) -> str:
    """Return a number without exponent and without a decimal that says nothing."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


# JSON-stat


_MEASURES = {"varde": "value", "undre": "lower", "ovre": "upper", "taljare": "numerator", "namnare": "denominator"}


def json_stat(table: Table) -> dict[str, Any]:
    """Return the figures as a JSON-stat 2 dataset: area, sex, age, period and measure. A cell without a value says why."""
    definition = table.definition
    cells = {(*each.key[1:], _period(value)): value for each in table.series for value in each.values}
    labels = {_period(value): value.label for each in table.series for value in each.values}
    codes = {
        "omrade": [code for code in table.areas if any(key[0] == code for key in cells)],
        "kon": [sex for sex in wording.SEXES if any(key[1] == sex for key in cells)],
        "alder": sorted({key[2] or ALL for key in cells}),
        "period": sorted(labels),
        "matt": list(_MEASURES),
    }
    marked = [_cell_of(cells, code) for code in product(*codes.values())]
    cube = Cube(
        ids=list(codes),
        sizes=[len(each) for each in codes.values()],
        codes=codes,
        values=[number for number, _ in marked],
        status=[why for _, why in marked],
        labels={
            "omrade": {code: table.areas[code] for code in codes["omrade"]},
            "kon": {sex: wording.SEXES[sex] for sex in codes["kon"]},
            "alder": {age: (definition.ages or "alla åldrar") if age == ALL else age for age in codes["alder"]},
            "period": labels,
            "matt": {name: COLUMNS[name][1] for name in codes["matt"]},
        },
        names={"omrade": "Område", "kon": "Kön", "alder": "Ålder", "period": "Period", "matt": "Mått"},
        roles={"time": ["period"], "geo": ["omrade"], "metric": ["matt"]},
        units={"matt": {name: {"label": definition.unit} for name in ("varde", "undre", "ovre")}},
        about={"label": definition.title, "source": "; ".join(_sources(table)), "note": notes(table)},
    )
    return jsonstat.write(cube)


def _cell_of(cells: Mapping[tuple[str, ...], Value], code: tuple[str, ...]) -> tuple[float | None, str | None]:
    """Return a cell's number, and why there is none."""
    area, sex, age, period, measure = code
    value = cells.get((area, sex, "" if age == ALL else age, period))
    number = getattr(value, _MEASURES[measure]) if value else None
    return number, None if number is not None else _why(value, measure)


def _period(value: Value) -> str:
    return f"{value.period_from.isoformat()}/{value.period_to.isoformat()}"


def _why(value: Value | None, measure: str) -> str:
    if value is None:
        return NO_ROW
    if value.value is None:
        return state_words(value)
    return LIMITS[value.limits] if measure in ("undre", "ovre") else NOT_TOLD


# The data package


def package(table: Table) -> IO[bytes]:
    """Return a zip with the table as CSV (commas, decimal point), `datapackage.json` and `README.md`, at its beginning."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("README.md", readme(table))
        made.writestr("datapackage.json", json.dumps(descriptor(table), ensure_ascii=False, indent=2))
        with made.open("data.csv", "w") as raw:
            text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
            writer = csv.writer(text)
            writer.writerow(COLUMNS)
            for row in table.rows():
                writer.writerow([_machine(each) for each in row])
            text.flush()
            text.detach()
    file.seek(0)
    return file


def _machine(value: Any) -> str:
    return "" if value is None else _plain(value) if isinstance(value, float) else harmless(str(value))


def descriptor(table: Table) -> dict[str, Any]:
    """Return the package's description, as the Frictionless standard has it."""
    definition = table.definition
    fields = [{"name": name, "type": kind, "description": told} for name, (kind, told) in COLUMNS.items()]
    return {
        "profile": "tabular-data-package",
        "name": f"{definition.key}-{table.place}",
        "title": definition.title,
        "description": definition.plain,
        "sources": [{"title": each} for each in _sources(table)],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "data",
                "path": "data.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ","},
                "schema": {
                    "fields": fields,
                    "missingValues": [""],
                    "primaryKey": ["omradeskod", "kon", "alder", "fran", "till"],
                },
            }
        ],
    }


def readme(table: Table) -> str:
    """Return what the figures are, in words."""
    definition = table.definition
    facts = {
        "Täljare": definition.numerator,
        "Nämnare": definition.denominator,
        "Enhet": definition.unit,
        "Ålder": definition.ages,
        "Standardisering": definition.standard_population,
        "Riktning": wording.POLARITIES[definition.polarity],
        "Ansvarig": definition.owner,
        "Nästa granskning av definitionen": definition.review_by.isoformat(),
    }
    lines = [f"# {definition.title}", "", definition.plain, "", "## Definition", ""]
    lines += [f"- {name}: {told}" for name, told in facts.items() if told]
    lines += [
        "",
        "## Så kan talen läsas",
        "",
        f"- Visar: {definition.shows}",
        f"- Visar inte: {definition.does_not_show}",
    ]
    lines += [f"- {each}" for each in notes(table)]
    lines += ["", "## Läge för varje uppgift", "", f"- {THERE}", *(f"- {each}" for each in WORDS.values())]
    lines += ["", "## Källor", "", *(f"- {each}" for each in _sources(table))]
    lines += ["", "Ange källan när talen används. Källans egna villkor gäller för dem.", ""]
    lines += [
        "## Ändringar i definitionen",
        "",
        *(f"- {each.on.isoformat()}: {each.what}" for each in definition.changes),
    ]
    return "\n".join([*lines, ""])


def notes(table: Table) -> list[str]:
    """Return what must be known before the figures are used."""
    definition = table.definition
    told = [f"Antal under {definition.smallest} visas inte, och inte heller det som skulle röja dem."]
    if not definition.single_years:
        told.append("Enskilda år visas inte för områden mindre än län.")
    why = {why_not_comparable(definition, area, COUNTRY) for area in table.areas if area != COUNTRY}
    return told + sorted(each for each in why if each)


def _sources(table: Table) -> list[str]:
    used = {value.fetch for each in table.series for value in each.values}
    return sorted({table.sources[each] for each in used if each in table.sources})
