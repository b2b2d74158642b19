"""Days as iCalendar. The library is loaded when a feed is asked for: few ask, and seldom."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from handslag.funding.calendar.days import Day
from handslag.plans.rules import add_months

AHEAD = (12, 6, 3)
"""Months ahead that the calendar reminds."""
MORNING = datetime.time(7, tzinfo=datetime.UTC)
"""When it reminds: eight or nine in Sweden."""


def feed(days: Iterable[Day], *, name: str, today: datetime.date, site: str) -> bytes:
    """Return the calendar as a program reads it. site: "https://host" before each address.

    Days are whole and know no time zone. Each keeps its UID when its day is moved, so that the program moves it too.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Handslag//Handslag//SV")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", datetime.timedelta(days=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "P1D")
    for each in days:
        made.add_component(_event(each, today=today, site=site))
    return bytes(made.to_ical())


def _event(day: Day, *, today: datetime.date, site: str):  # type: ignore[no-untyped-def]  # the library is not loaded yet
    from icalendar import Event

    event = Event()
    event.add("uid", f"{day.key}@handslag")
    event.add("dtstamp", datetime.datetime.combine(today, datetime.time(), tzinfo=datetime.UTC))
    event.add("dtstart", day.on)
    event.add(
        "dtend", day.on + datetime.timedelta(days=1)
    )  # the day after: the end is not part of it (RFC 5545, 3.6.1)
    event.add("summary", day.title)
    event.add("description", f"{day.text}\n{site}{day.url}")
    event.add("url", f"{site}{day.url}")
    event.add("transp", "TRANSPARENT")  # it keeps nobody busy
    for months in AHEAD:
        remind = add_months(day.on, -months)
        if remind >= today:
            event.add_component(_alarm(day, remind, months))
    return event


def _alarm(day: Day, on: datetime.date, months: int):  # type: ignore[no-untyped-def]
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", datetime.datetime.combine(on, MORNING))
    alarm.add("description", _("%(months)s månader kvar. %(title)s") % {"months": months, "title": day.title})
    return alarm
