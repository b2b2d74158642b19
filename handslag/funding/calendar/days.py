"""The days that stand in the calendar: ends of posts and initiatives, money to be used, days that agreements set."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handslag.funding.ledger.queries import Line
from handslag.funding.models import GrantDate
from handslag.plans.queries.overview import Ending
from handslag.swedish.dates import day as in_words
from handslag.swedish.kronor import kronor


@dataclass(frozen=True)
class Day:
    """A day in the calendar. key: the same for as long as the thing exists, whatever day it gets. url: a path."""

    key: str
    on: datetime.date
    title: str
    text: str
    url: str


def days_of(ends: Iterable[Ending], lines: Iterable[Line], dates: Iterable[GrantDate], *, page: str) -> list[Day]:
    """Return the days in order. page: where what agreements set is told, as a path."""
    found = [_of_end(each) for each in ends if each.first_day]
    found += [_of_money(each) for each in lines if each.use_by and each.standing.left_or_unknown]
    found += [_of_agreement(each, page) for each in dates]
    return sorted(found, key=lambda each: (each.on, each.title, each.key))


def _of_end(end: Ending) -> Day:
    """Return the first day that an end may be: a month that is stated is no more than that."""
    what = _("Tjänsten i %(title)s upphör om ingen tar över den.") % {"title": end.row.title} if end.post_id else ""
    said = _("Angivet slut: %(when)s. Dagen i kalendern är den första som det kan vara.") % {"when": end.end_words}
    key = f"tjanst-{end.row.uuid}-{end.post_id}" if end.post_id else f"insats-{end.row.uuid}"
    title = _("Slutar: %(title)s") % {"title": end.title}
    return Day(key, end.first_day, title, " ".join(each for each in (said, what, end.handover) if each), end.url)


def _of_money(line: Line) -> Day:
    left, award = line.standing.left, line.award
    how_much = _("beloppet är inte angivet") if left is None else _("%(kronor)s är kvar") % {"kronor": kronor(left)}
    said = _("Ska vara använt senast %(day)s; %(how_much)s.") % {"day": in_words(line.use_by), "how_much": how_much}
    title = _("Pengar att använda: %(title)s, %(year)s") % {"title": award, "year": award.year}
    key, address = f"tilldelning-{award.uuid}", award.get_absolute_url()
    return Day(key, line.use_by, title, f"{said} {line.repay_rule}".strip(), address)


def _of_agreement(date: GrantDate, page: str) -> Day:
    title = _("Statsbidrag: %(what)s") % {"what": date.words or date.get_kind_display()}
    source = _("Källa: %(source)s") % {"source": date.source} if date.source else ""
    text = f"{date.agreement.title}. {source}".strip()
    return Day(f"dag-{date.agreement.uuid}-{date.pk}", date.on, title, text, page)
