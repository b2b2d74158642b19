"""Destroying records by rules that a county has decided on. Without a rule everything is kept.

The kinds of records are code: each app registers its own (`register`, from its AppConfig), so nothing points up.
"""

import calendar
import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from handslag.trust.changes import Actor
from handslag.trust.models import AuditEvent, RetentionRule

LOG_IS_KEPT = (
    "Loggen (vem som gjort vad) gallras inte. Databasen vägrar att ändra eller ta bort en rad i den, "
    "för att den ska gå att lita på. Den håller inga texter, bara konto, roll, tid och vilken sida det gällde."
)


@dataclass(frozen=True)
class RecordType:
    """A kind of records that can be destroyed.

    title, what: in Swedish; `what` says what is destroyed and from when the months are counted. due: the records
    of a county (None: of the installation) that are older than a moment. destroy: does it to such records and
    returns how many. by_county, by_installation: who can set a rule for it. at_close: a rule of 0 months is
    possible and is carried out by the area itself, at the moment when the records have served (see
    `is_destroyed_at_close`).
    """

    key: str
    title: str
    what: str
    due: Callable[[int | None, datetime.datetime], QuerySet]
    destroy: Callable[[QuerySet], int]
    by_county: bool = True
    by_installation: bool = False
    at_close: bool = False


_TYPES: dict[str, RecordType] = {}


def register(record_type: RecordType) -> None:
    """Let rules be set for a kind of records."""
    _TYPES[record_type.key] = record_type


def record_types(*, by_county: bool) -> list[RecordType]:
    """Return the kinds for which a county, or the installation, can set a rule."""
    return [each for each in _TYPES.values() if (each.by_county if by_county else each.by_installation)]


def type_of(rule: RetentionRule) -> RecordType:
    """Return what a rule is about. Raises KeyError where no app answers for it any more."""
    return _TYPES[rule.record_type]


def is_destroyed_at_close(record_type: str, county_id: int) -> bool:
    """Whether a county has decided that such records go as soon as they have served."""
    rules = RetentionRule.objects.in_force().filter(record_type=record_type, county_id=county_id, months=0)
    return rules.filter(decided_on__lte=timezone.localdate()).exists()


@dataclass(frozen=True)
class Due:
    """What a rule asks for: records from before a moment, and how many they are."""

    rule: RetentionRule
    record_type: RecordType
    before: datetime.datetime
    count: int


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months earlier; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def before(rule: RetentionRule, *, today: datetime.date) -> datetime.datetime:
    """Return the moment before which a rule destroys: a whole day's beginning, in Swedish time."""
    day = months_before(today, rule.months)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def preview(*, today: datetime.date) -> list[Due]:
    """Return what every rule in force would destroy. Writes nothing."""
    return [_due(rule, today) for rule in _in_force(today)]


def preview_of(county_id: int, *, today: datetime.date) -> list[Due]:
    """Return what a county's own rules would destroy, those included whose decision is of a later day."""
    rules = RetentionRule.objects.in_force().filter(county_id=county_id, record_type__in=_TYPES)
    return [_due(rule, today) for rule in rules]


@transaction.atomic
def carry_out(*, by: Actor, today: datetime.date) -> list[Due]:
    """Destroy what the rules in force ask for: all of it or nothing. Each rule's part is told of in the audit trail."""
    done = []
    for rule in _in_force(today).select_for_update():
        found = _due(rule, today)
        if found.count:
            count = found.record_type.destroy(found.record_type.due(rule.county_id, found.before))
            found = Due(rule, found.record_type, found.before, count)
            _tell(found, by)
            transaction.on_commit(leave_the_file)
        done.append(found)
    return done


def _in_force(today: datetime.date) -> QuerySet[RetentionRule]:
    return RetentionRule.objects.in_force().filter(decided_on__lte=today, record_type__in=_TYPES)


def _due(rule: RetentionRule, today: datetime.date) -> Due:
    moment = before(rule, today=today)
    return Due(rule, type_of(rule), moment, type_of(rule).due(rule.county_id, moment).count())


def _tell(done: Due, by: Actor) -> None:
    what = f"Gallrade {done.count}: {done.record_type.title}, före {timezone.localtime(done.before).date()}"
    _record(what, done.rule, by)


def _record(what: str, rule: RetentionRule, by: Actor) -> None:
    AuditEvent.objects.create(
        kind="retention",
        role=by.role[:300],
        user_id=by.user_id,
        county_id=rule.county_id,
        what=what[:300],
        target=f"Beslut: {rule.decision}"[:500],
    )


@transaction.atomic
def set_rule(rule: RetentionRule, *, by: Actor) -> RetentionRule:
    """Put a rule in force and tell of it. Raises IntegrityError where one is in force for the same records.

    ValueError where it asks for 0 months of records that have no moment when they have served.
    """
    if rule.months == 0 and not type_of(rule).at_close:
        raise ValueError("such records are destroyed after a month at the earliest")
    rule.made_by, rule.made_by_role = by.user_id, by.role[:300]
    rule.save(force_insert=True)
    _record(f"Satte gallringsregel: {type_of(rule).title}, {rule.months} månader", rule, by)
    return rule


@transaction.atomic
def end_rule(rule: RetentionRule, *, by: Actor) -> bool:
    """End a rule and tell of it; nothing more is destroyed by it. Returns False where it had ended already."""
    ended = {"ended_at": timezone.now(), "ended_by_role": by.role[:300]}
    if not RetentionRule.objects.in_force().filter(pk=rule.pk).update(**ended):
        return False
    title = _TYPES[rule.record_type].title if rule.record_type in _TYPES else rule.record_type
    _record(f"Avslutade gallringsregel: {title}", rule, by)
    return True


def leave_the_file() -> None:
    """Let what was destroyed leave SQLite's helper file too. PostgreSQL does so by itself (autovacuum)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
