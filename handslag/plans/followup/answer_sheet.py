"""What a respondent sees beside the fields: what is asked, what is known, and what was said last. Read in a fixed number of queries."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from handslag.plans.models import (
    Figure,
    FollowUp,
    FollowUpRequest,
    FundingStatement,
    GoalContribution,
    Initiative,
    Obstacle,
    RequestItem,
    Result,
    RoundInitiative,
    StatusEntry,
)
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.plans.words import STATUSES
from handslag.swedish.dates import day as swedish_day
from handslag.swedish.kronor import kronor
from handslag.swedish.numbers import number
from handslag.trust.visibility import Visibility

LAST_TEXTS = 2
"""How many former texts stand above a field: enough to remember by, on a phone."""


@dataclass(frozen=True)
class DueFigure:
    """A figure that is due. last: its former value in words, "" where none is stated for this place; base: "av" how many."""

    id: int
    kind: str
    label: str
    unit: str
    words: str
    last: str
    period: str
    asks_base: bool
    last_base: str


@dataclass(frozen=True)
class Last:
    """What was said last, and where: "Senast, hösten 2023"."""

    texts: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that the form of one item shows."""

    item: RequestItem
    questions: frozenset[str]
    status: StatusEntry | None
    figures: tuple[DueFigure, ...]
    last: dict[str, Last]
    is_pilot: bool
    returned: str = ""
    latest: FollowUp | None = None

    @property
    def draft(self) -> FollowUp | None:
        """What is begun and not sent."""
        return self.latest if self.latest and self.latest.state == "draft" else None

    @property
    def sent(self) -> FollowUp | None:
        """What was sent last, where nothing newer is begun and nobody has asked back."""
        return self.latest if self.latest and self.latest.state in ("sent", "accepted") else None

    @property
    def status_now(self) -> str:
        """The status that stands in the register; "" where none is known."""
        return self.status.status if self.status and self.status.status != "unknown" else ""

    @property
    def status_word(self) -> str:
        return STATUSES[self.status_now or "unknown"]


def read_sheet(item: RequestItem) -> Sheet:
    """Return what the form of an item shows. `item` has its request, round, plan and initiative."""
    initiative, asked = item.initiative, item.request.round
    answers = list(item.answers.order_by("number"))
    status = StatusEntry.objects.filter(initiative=initiative).last()
    ids = RoundInitiative.objects.filter(round=asked, initiative=initiative).values_list("figures", flat=True).first()
    questions = frozenset(asked.questions)
    return Sheet(
        item=item,
        questions=questions,
        status=status,
        figures=_figures(item, ids or []) if "figures" in questions else (),
        last=_last(initiative, status, questions),
        is_pilot=initiative.kind in ("pilot_project", "pilot_study"),
        returned=_returned(answers),
        latest=answers[-1] if answers else None,
    )


def _returned(answers: list[FollowUp]) -> str:
    """Return what the reader asked back about; "" where that is answered."""
    waiting = [each for each in answers if each.state != "draft"]
    return waiting[-1].returned_note if waiting and waiting[-1].state == "returned" else ""


def _figures(item: RequestItem, ids: list[int]) -> tuple[DueFigure, ...]:
    """Return the figures that are due for an item: each once, with the value of its own place where one is stated."""
    rows = list(Figure.objects.filter(pk__in=ids).select_related("lansdel", "area"))
    if item.place is None:
        return tuple(_due(row, stated=True, place=row.lansdel.short if row.lansdel else row.place_text) for row in rows)
    by_kind: dict[tuple, list[Figure]] = {}
    for row in rows:
        by_kind.setdefault((row.kind, row.label, row.unit), []).append(row)
    found = []
    for same in by_kind.values():
        here = [row for row in same if (row.lansdel_id, row.area_id) == (item.lansdel_id, item.area_id)]
        found.append(_due((here or same)[0], stated=bool(here), place=""))
    return tuple(found)


def _due(row: Figure, *, stated: bool, place: str) -> DueFigure:
    words = f"{row.unit} {row.label}" if row.unit and row.unit != row.label else row.label
    return DueFigure(
        id=row.pk,
        kind=row.kind,
        label=row.label,
        unit=row.unit,
        words=words[:1].upper() + words[1:] + (f", {place}" if place else ""),
        last=_value(row) if stated else "",
        period=row.period_text if stated else "",
        asks_base=row.denominator is not None or row.unit in ("%", "procent"),
        last_base=number(_short(row.denominator)) if stated and row.denominator is not None else "",
    )


def _value(row: Figure) -> str:
    if row.value is None:
        return row.text
    first = "ca " if row.approximate else "minst " if row.at_least else ""
    return first + number(row.value, decimals=row.value_decimals)


def _short(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _last(initiative: Initiative, status: StatusEntry | None, questions: Iterable[str]) -> dict[str, Last]:
    """Return what was last said for each question that is asked; by an accepted answer, else in the register."""
    former = FollowUp.objects.filter(initiative=initiative, state="accepted").select_related("round").last()
    when = _when(initiative, status)
    found = {"status": Last((_status_words(status),) if status else (), _day(status) or when)}
    results = list(
        Result.objects.filter(initiative=initiative, kind__in=["done", "outcome", "product"]).order_by("-id")
    )
    done = tuple(each.text for each in results if each.kind != "outcome")[:LAST_TEXTS]
    found["happened"] = Last(done or tuple(filter(None, [status.words if status else ""])), when)
    found["outcome"] = Last(tuple(each.text for each in results if each.kind == "outcome")[:LAST_TEXTS], when)
    if "obstacle" in questions:
        open_ones = Obstacle.objects.filter(initiative=initiative).exclude(state="handled").order_by("-id")
        found["obstacle"] = Last(tuple(open_ones.values_list("text", flat=True)[:LAST_TEXTS]), when)
    if "money" in questions:
        found["money"] = Last(_money(initiative), when)
    if former:
        said = f"{former.round.title}, {former.by_function}"
        for name in ("happened", "outcome", "obstacle"):
            if text := getattr(former, name):
                found[name] = Last((text,), said)
        if former.granted is not None or former.used is not None or former.left is not None:
            found["money"] = Last((money_words(former),), said)
    return found


def _status_words(status: StatusEntry) -> str:
    reason = f": {status.reason}" if status.reason else ""
    return f"{status.get_status_display()}{reason}"


def _day(status: StatusEntry | None) -> str:
    return (status.as_of_text or (swedish_day(status.as_of) if status.as_of else "")) if status else ""


def _when(initiative: Initiative, status: StatusEntry | None) -> str:
    return initiative.plan.state_as_of_text or _day(status)


def _money(initiative: Initiative) -> tuple[str, ...]:
    rows = FundingStatement.objects.filter(initiative=initiative)[:LAST_TEXTS]
    return tuple(
        f"{row.source_text}: {kronor(row.kronor) if row.kronor is not None else 'belopp inte angivet'}" for row in rows
    )


def money_words(answer: FollowUp) -> str:
    """Return an answer's money in words, only what is stated: "beviljat 200 000 kr, använt 150 000 kr"."""
    parts = (("beviljat", answer.granted), ("använt", answer.used), ("kvar", answer.left))
    return ", ".join(f"{word} {kronor(amount)}" for word, amount in parts if amount is not None)


@dataclass(frozen=True)
class ListLine:
    """One thing that a respondent answers for, and how far that has come."""

    item: RequestItem
    state: str  # "", or of FollowUp: draft, sent, returned, accepted


@dataclass(frozen=True)
class AskedList:
    """All that a respondent answers for."""

    lines: tuple[ListLine, ...] = field(default=())

    @property
    def left(self) -> list[ListLine]:
        return [line for line in self.lines if line.state not in ("sent", "accepted")]

    def after(self, item: RequestItem) -> ListLine | None:
        """The next one without answer: after this in the list, else from its beginning."""
        place = next((n for n, line in enumerate(self.lines) if line.item.pk == item.pk), 0)
        turned = self.lines[place + 1 :] + self.lines[:place]
        return next((line for line in turned if line in self.left), None)


def open_items(request: FollowUpRequest) -> QuerySet[RequestItem]:
    """Return what a respondent is asked about and can answer: an initiative may have been taken away since, or made a draft."""
    rows = request.items.select_related("initiative__plan", "area", "lansdel")
    return rows.filter(initiative__withdrawn_on__isnull=True).exclude(initiative__visibility=Visibility.DRAFT)


def read_list(request: FollowUpRequest) -> AskedList:
    """Return what a respondent answers for, with the state of each answer. Two queries."""
    items = list(open_items(request).order_by("initiative__number", "id"))
    states = dict(FollowUp.objects.filter(item__in=items).order_by("number").values_list("item_id", "state"))
    return AskedList(tuple(ListLine(item, states.get(item.pk, "")) for item in items))


@dataclass(frozen=True)
class Others:
    """What others have said: about the same initiative in the same round, and how it goes for others in the same goal."""

    same: tuple[FollowUp, ...]
    goal: str
    rows: tuple[InitiativeRow, ...]


def read_others(item: RequestItem, *, day: datetime.date | None = None) -> Others:
    """Return what anybody may read of others: answers that have been accepted, and public initiatives."""
    asked = item.request.round
    same = FollowUp.objects.filter(round=asked, initiative=item.initiative, state="accepted").exclude(item=item)
    main = GoalContribution.objects.filter(initiative=item.initiative, primary=True).select_related("goal").first()
    if main is None:
        return Others(tuple(same), "", ())
    rows = initiative_rows(
        asked.plan, user=AnonymousUser(), day=day or timezone.localdate(), parts=frozenset({"goals"})
    )
    near = [row for row in rows if row.serves([main.goal_id], proposed=False) and row.id != item.initiative_id]
    return Others(tuple(same), str(main.goal), tuple(near[:8]))
