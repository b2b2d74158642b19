"""What a cited figure says on a page: its year or that none is stated, its age, and that it is not the county's."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from handslag.indicators.models import CitedFigure
from handslag.indicators.reading import Definition, definitions
from handslag.places.models import Area
from handslag.swedish.numbers import number, word
from handslag.swedish.suicide import counts_suicide

OLD_AFTER_YEARS = 5
"""A figure of more years than this says how old it is."""
NO_YEAR = "årtal anges inte"
PERCENT = "procent"
SAYS = ("base", "population", "label", "unit", "value_text", "source", "note")
"""Fields whose words may tell what a figure is of."""
ONLY_WIDE = (
    "Tal om suicid eller självskada anförs bara för riket eller ett län i listan. Mindre områden visas som indikator, där "
    "små tal skyddas."
)


@dataclass(frozen=True)
class Row:
    """A figure in words. year: its year, or NO_YEAR. age: of its source where it has no year of its own. where: whose it is.

    same: the indicator that tells of the county itself; never put together with the figure.
    """

    figure: CitedFigure
    value: str
    year: str
    age: str
    where: str
    same: Definition | None
    may_edit: bool = False

    @property
    def in_words(self) -> str:
        """How the source puts a number that stands in digits here; "" where it does no otherwise."""
        return self.figure.value_text if self.figure.value is not None else ""

    @property
    def about_suicide(self) -> bool:
        return about_suicide(self.figure)


def about_suicide(figure: CitedFigure) -> bool:
    """Tell whether a figure is of suicide or self-harm."""
    return counts_suicide(*(getattr(figure, name) for name in SAYS))


def row_of(figure: CitedFigure, county: Area, *, today: datetime.date, may_edit: bool = False) -> Row:
    """Return a figure as `county` shows it. The figure's area is to be fetched with it."""
    return Row(
        figure,
        value_words(figure),
        year_words(figure, today=today),
        age_of_source(figure, today=today),
        where_words(figure, county),
        definitions().get(figure.indicator),
        may_edit,
    )


def has_year(figure: CitedFigure) -> bool:
    """Whether the source states when the figure is of; words that hold no year ("på senare år") do not."""
    return figure.period_from is not None or figure.period_to is not None


def value_words(figure: CitedFigure) -> str:
    """Return the figure with its unit: "5,5 %"; as it is written where it is words: "en tredjedel"."""
    if figure.value is None:
        return figure.value_text
    exact = Decimal(format(figure.value.normalize(), "f"))
    unit = "%" if figure.unit == PERCENT else figure.unit
    return f"{'cirka ' if figure.approximate else ''}{number(exact)}\u00a0{unit}".strip()


def year_words(figure: CitedFigure, *, today: datetime.date) -> str:
    """Return when the figure is of: "2024", "från 2017, nio år gammalt", "sedan 2014", or that no year is stated."""
    if not has_year(figure):
        return NO_YEAR
    last = figure.period_to
    if last is None or today.year - last.year <= OLD_AFTER_YEARS:
        return figure.period_text
    said = figure.period_text
    return f"{said if said.startswith('från') else f'från {said}'}, {word(today.year - last.year)} år gammalt"


def age_of_source(figure: CitedFigure, *, today: datetime.date) -> str:
    """Return from which year the source is, where the figure has no last year of its own: it can be no newer."""
    said = "" if has_year(figure) or not figure.period_text else f"källan säger ”{figure.period_text}”"
    if figure.published is None or figure.period_to is not None:
        return said
    age = today.year - figure.published
    old = f", {word(age)} år gammal" if age > OLD_AFTER_YEARS else ""
    return ", ".join(filter(None, [said, f"källan är från {figure.published}{old}"]))


def where_words(figure: CitedFigure, county: Area) -> str:
    """Return of whom the figure tells. Only what is stated of the county is called the county's."""
    area = figure.area
    if area is None:
        return (
            f"gäller {figure.place_text}, inte länet"
            if figure.place_text
            else "källan anger inget område: det är inte länets tal"
        )
    if area.pk == county.pk:
        return "gäller länet"
    if area.parent_id == county.pk:
        return f"gäller {area.name}"
    return f"gäller {'riket' if area.kind == Area.COUNTRY else area.name}, inte länet"
