"""One point in time as Swedish texts write it: a day, month, season, term or year.

Seasons are read as våren 1 March - 31 May, sommaren 1 June - 31 August, hösten 1 September - 30 November
and vintern 1 December - last of February the year after, so that each year's four follow one another.
Vårterminen is 1 January - 15 June, höstterminen 15 August - 31 December, läsåret both in turn, årsskiftet
15 December - 15 January and halvårsskiftet 15 June - 15 July. Other parts of a year (kvartal, tertial,
halvår) count as seasons too.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from handslag.swedish.dates import MONTHS, month_end


class Moment(NamedTuple):
    """The first and last possible day of a point in time, and how exactly it is known.

    precision: day, month, season or year; open, duration or unknown where the days are None.
    """

    first: date | None
    last: date | None
    precision: str


OPEN = Moment(None, None, "open")
UNKNOWN = Moment(None, None, "unknown")
DURATION = Moment(None, None, "duration")

_MONTH = {form: n for n, name in enumerate(MONTHS, 1) for form in (name, name[:3])} | {"sept": 9}
_SEASON_START = {"vår": 3, "sommar": 6, "höst": 9, "vint": 12}
_MONTHS_IN = {"t": 4, "k": 3, "q": 3, "h": 6}  # tertial, kvartal, q as in "q3", halvår
_ORDINAL = {"första": 1, "andra": 2, "tredje": 3, "fjärde": 4}

_YEAR = r"((?:19|20)[0-9]{2})"
_TWO_YEARS = _YEAR + r" ?[/–-] ?([0-9]{4}|[0-9]{2})"
_FILLER = re.compile(
    r"\A(?:(?:under|i|den|vid|år|åren|hela|tiden|perioden|tidsperioden)\s+"
    # "slutet av 2022" is read as 2022: wider than meant, but true.
    r"|(?:i\s+)?(?:början|mitten|slutet)\s+(?:av|på)\s+)*"
)


def moment(text: str) -> Moment | None:
    """Return the point in time that a text names ("hösten 2020", "12 juni 2023"), or None if it is not read.

    text: in small letters and with single spaces.
    """
    bare = _FILLER.sub("", text, count=1)
    for pattern, read in _READERS:
        if match := pattern.fullmatch(bare):
            try:
                return read(*match.groups())
            except ValueError:  # 31 February, a fifth quarter, years that do not follow each other
                return None
    return None


def _day(year: str, month: str, day: str) -> Moment:
    exact = date(int(year), int(month), int(day))
    return Moment(exact, exact, "day")


def _month(year: str, month: str) -> Moment:
    first = date(int(year), int(month), 1)
    return Moment(first, month_end(first), "month")


def _named_month(name: str, year: str) -> Moment:
    return _month(year, str(_month_number(name)))


def _year(year: str) -> Moment:
    return Moment(date(int(year), 1, 1), date(int(year), 12, 31), "year")


def _season(name: str, year: str) -> Moment:
    start = _SEASON_START[name]
    first = date(int(year), start, 1)
    end = date(int(year) + 1, 2, 1) if start == 12 else date(int(year), start + 2, 1)
    return Moment(first, month_end(end), "season")


def _winter(year: str, following: str) -> Moment:
    _check_follows(year, following)
    return _season("vint", year)


def _term(name: str, year: str) -> Moment:
    n = int(year) if len(year) == 4 else 2000 + int(year)
    if name.startswith("v"):
        return Moment(date(n, 1, 1), date(n, 6, 15), "season")
    return Moment(date(n, 8, 15), date(n, 12, 31), "season")


def _part(name: str, place: str, year: str) -> Moment:
    size = _MONTHS_IN[name[0]]
    last_month = int(place) * size
    first = date(int(year), last_month - size + 1, 1)
    return Moment(first, month_end(first.replace(month=last_month)), "season")


def _turn_of_year(year: str, following: str) -> Moment:
    _check_follows(year, following)
    return Moment(date(int(year), 12, 15), date(int(year) + 1, 1, 15), "season")


def _school_year(year: str, following: str) -> Moment:
    _check_follows(year, following)
    return Moment(date(int(year), 8, 15), date(int(year) + 1, 6, 15), "season")


def _either_year(year: str, following: str) -> Moment:
    """Return "2019/2020", which means one year or the other."""
    _check_follows(year, following)
    return Moment(date(int(year), 1, 1), date(int(year) + 1, 12, 31), "year")


def _month_number(name: str) -> int:
    if name not in _MONTH:
        raise ValueError(f"not a month: {name}")
    return _MONTH[name]


def _check_follows(year: str, following: str) -> None:
    """Raise ValueError unless the second year, in two digits or four, is the one after the first."""
    if not str(int(year) + 1).endswith(following):
        raise ValueError(f"{following} does not follow {year}")


_READERS: list[tuple[re.Pattern[str], Callable[..., Moment]]] = [
    (re.compile(pattern), read)
    for pattern, read in (
        (_YEAR + r"-([0-9]{2})-([0-9]{2})", _day),
        (_YEAR + r"-(0[1-9]|1[0-2])", _month),
        (
            r"([0-9]{1,2})(?::?[ae])? ([a-z]+)\.? " + _YEAR,
            lambda day, name, year: _day(year, str(_month_number(name)), day),
        ),
        (r"([0-9]{1,2})/([0-9]{1,2})[ -]" + _YEAR, lambda day, month, year: _day(year, month, day)),
        (r"(vår|sommar|höst)(?:e?n)? " + _YEAR, _season),
        (r"(vint)(?:er|ern) " + _YEAR, _season),
        (r"vint(?:er|ern) " + _TWO_YEARS, _winter),
        (r"(vårterminen|vårtermin|höstterminen|hösttermin|vt|ht)[ -]?" + _YEAR, _term),
        (r"(vt|ht)[ -]?([0-9]{2})", _term),
        (r"(?:kring |över )?årsskiftet " + _TWO_YEARS, _turn_of_year),
        (r"läsåret " + _TWO_YEARS, _school_year),
        (
            r"halvårsskiftet " + _YEAR,
            lambda year: Moment(date(int(year), 6, 15), date(int(year), 7, 15), "season"),
        ),
        (r"(tertial|kvartal|t|q) ?([1-4]) " + _YEAR, _part),
        (
            r"(första|andra|tredje|fjärde) (tertialet|kvartalet|halvåret) " + _YEAR,
            lambda place, name, year: _part(name, str(_ORDINAL[place]), year),
        ),
        (r"([a-z]+)\.? " + _YEAR, _named_month),
        (_YEAR + r" ?/ ?([0-9]{4}|[0-9]{2})", _either_year),
        (_YEAR, _year),
    )
]
