"""Reasoning on an initiative's stated facts, on plain values. Every overview uses these rules."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from handslag.swedish.dates import month as month_words
from handslag.swedish.periods import Period, end_words

OVER = frozenset({"finished", "stopped"})
"""Statuses after which nothing more is expected."""

LIVE = frozenset({"not_started", "ongoing", "struggling", "ending", "paused"})


NEED_A_REASON = frozenset({"struggling", "paused", "stopped"})
"""Statuses that are not stated without saying why."""

PILOTS = frozenset({"pilot_project", "pilot_study"})
"""Kinds of initiatives that try something: they end with a decision."""


@dataclass(frozen=True, slots=True)
class StatedStatus:
    """One status entry. as_of None: the source gives no day."""

    status: str
    words: str = ""
    as_of: datetime.date | None = None
    as_of_text: str = ""
    reason: str = ""


UNKNOWN = StatedStatus("unknown")


@dataclass(frozen=True, slots=True)
class Flag:
    """Why an initiative needs a new statement. kind: past_end, contradiction or stale."""

    kind: str
    text: str
    since: datetime.date | None = None


def current_status(entries: Iterable[StatedStatus], *, day: datetime.date) -> StatedStatus:
    """Return the latest entry stated by `day`; `UNKNOWN` when there is none.

    entries: oldest first. An entry without a day counts as stated all along.
    """
    current = UNKNOWN
    for entry in entries:
        if entry.as_of is None or entry.as_of <= day:
            current = entry
    return current


def lacking(status: str, *, reason: str, continues: str, decision: str, is_undecided_pilot: bool) -> tuple[str, ...]:
    """Return what a new status must be told with and is not: of "reason", "continues" and "decision"."""
    found = []
    if status in NEED_A_REASON and not reason:
        found.append("reason")
    if status == "finished" and not continues:
        found.append("continues")
    if status == "finished" and is_undecided_pilot and not decision:
        found.append("decision")
    return tuple(found)


def asks_why_level(before: str, after: str) -> bool:
    """Return whether a change of level must be told with a reason: one that was stated becomes another."""
    return bool(before) and before != after


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the day that many months on (or back), the last of the month where it is shorter."""
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def flags(
    *,
    status: StatedStatus,
    period: Period | None,
    contradictions: Iterable[tuple[str, datetime.date | None]],
    day: datetime.date,
    stale_after_months: int,
) -> tuple[Flag, ...]:
    """Return why the initiative needs a new statement as seen on `day`, most telling first.

    contradictions: pairs of text and the day since which they hold (None: always).
    """
    found = [Flag("contradiction", text, since) for text, since in contradictions if since is None or since <= day]
    if status.status in LIVE and period is not None and period.has_ended(day):
        found.append(Flag("past_end", f"Angivet slut har passerat: {end_words(period)}.", period.last))
    if status.status in LIVE and status.as_of and add_months(status.as_of, stale_after_months) < day:
        stated = status.as_of_text or month_words(status.as_of)
        found.append(Flag("stale", f"Senaste uppgiften är från {stated}.", status.as_of))
    return tuple(found)


def ends_within(period: Period | None, *, day: datetime.date, months: int) -> bool | None:
    """Return whether the period may end within `months` from `day`; None when its end is not known.

    The first possible day of the end decides: what may end in time is worth a look in time.
    """
    if period is None or period.is_open or period.end_span is None:
        return None
    first, last = period.end_span
    return last >= day and first <= add_months(day, months)


HAND_OVER_MONTHS = 6


def is_time_to_hand_over(status: str, period: Period | None, *, day: datetime.date) -> bool | None:
    """Return whether somebody should have said by `day` who takes over: from six months before the end until it is over.

    None when its end is not known.
    """
    if status in OVER:
        return False
    soon = ends_within(period, day=day, months=HAND_OVER_MONTHS)
    return soon if soon is None or period is None else soon or bool(period.has_ended(day))


FEWEST_BEHIND_A_QUOTE = 5
"""So many must have answered in a sector and place, or whoever said it can be told by those who know the place."""


def is_group_small(respondents: int | None) -> bool:
    """Return whether a quote may point at its author: few answered in the group, or nobody knows how many."""
    return respondents is None or respondents < FEWEST_BEHIND_A_QUOTE


def is_quote_overridden(*, respondents: int | None, reason: str) -> bool:
    """Return whether a stated reason stands in for enough respondents."""
    return is_group_small(respondents) and bool(reason.strip())


def quote_may_be_shown(*, permission: str, respondents: int | None, reason: str) -> bool:
    """Return whether a quote may be shown to others than those who edit the survey.

    permission: "given", "not_given" or "not_asked". respondents: how many answered in its sector and place, None: not
    known. reason: why it may be shown in spite of few; it never stands in for permission.
    """
    if permission != "given":
        return False
    return not is_group_small(respondents) or is_quote_overridden(respondents=respondents, reason=reason)
