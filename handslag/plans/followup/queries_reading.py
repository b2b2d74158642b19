"""Answers as the plan's lead reads them: beside what the register said, with what contradicts what."""

import datetime
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from handslag.plans import rules as facts
from handslag.plans.followup import rules
from handslag.plans.followup.queries import read_stated, stated_on
from handslag.plans.followup.reading import is_shared
from handslag.plans.followup.rules import Known, Said, SaidFigure
from handslag.plans.models import (
    FollowUp,
    FollowUpRound,
    FundingStatement,
    Initiative,
    Obstacle,
    PilotDecision,
    Result,
    StatusEntry,
)
from handslag.plans.models.facts import Figure
from handslag.swedish.numbers import number
from handslag.trust import prepared
from handslag.trust.permissions import Grants, Holder, grants_of
from handslag.trust.prepared import Written

READ_AT_ONCE = 15
"""Answers that are looked through for flags at a time: a page stays quick however many wait."""


@dataclass(frozen=True)
class Unread:
    """An answer that waits to be read, with its flags. is_plain: nothing about it asks for a person's words."""

    answer: FollowUp
    flags: tuple[facts.Flag, ...]

    @property
    def is_plain(self) -> bool:
        return not self.flags and not self.answer.obstacle


def said(answer: FollowUp) -> Said:
    """Return what an answer says, for the rules."""
    return Said(
        status=answer.status,
        reason=answer.reason,
        nothing_changed=answer.nothing_changed,
        texts=tuple(text for text in (answer.happened, answer.obstacle) if text),
        outcome=answer.outcome,
        attribution=answer.attribution,
        figures=tuple(
            SaidFigure(
                label=each.get("label", ""),
                value=each.get("value") or "",
                unit=each.get("unit") or "",
                base=str(each.get("denominator") or each.get("n_answering") or ""),
            )
            for each in answer.figures
        ),
        granted=answer.granted,
        used=answer.used,
        left=answer.left,
    )


def _waiting(round_id: int, today: datetime.date) -> QuerySet[FollowUp]:
    money = FundingStatement.objects.filter(initiative=OuterRef("initiative"))
    found = FollowUp.objects.filter(round=round_id, state="sent", initiative__withdrawn_on__isnull=True)
    later = FollowUp.objects.filter(item=OuterRef("item"), number__gt=OuterRef("number")).exclude(state="draft")
    return (
        found.exclude(Exists(later))
        .annotate(
            stated=stated_on(today, of="initiative"),
            decided=Exists(PilotDecision.objects.filter(initiative=OuterRef("initiative"))),
            money_to=Subquery(money.order_by(F("period_to").desc(nulls_first=True)).values("period_to")[:1]),
        )
        .select_related("initiative", "item__area", "item__lansdel")
        .order_by("sent_at", "pk")
    )


def waiting(asked: FollowUpRound) -> QuerySet[FollowUp]:
    """Return the answers of a round that wait to be read, oldest first, with what the rules read them against.

    Of an answer and its correction only the correction.
    """
    return _waiting(asked.pk, timezone.localdate())


def _oldest(round_id: int, today: datetime.date, held: Grants) -> QuerySet[FollowUp]:
    seen = Initiative.objects.visible_to(Holder(held)).filter(rounds__round=round_id)
    oldest = _waiting(round_id, today).filter(initiative__in=seen.values("pk")).values("pk")[:READ_AT_ONCE]
    return _waiting(round_id, today).filter(pk__in=oldest)  # chosen first: what is read beside is read for few


OLDEST = Written(_oldest, (prepared.number(), prepared.day()))


def known(answer: FollowUp) -> Known:
    """Return what the register says, of an answer that `waiting` gave."""
    status, _, reason = read_stated(answer.stated)
    return Known(
        status=status,
        reason=reason,
        period=answer.initiative.period,
        kind=answer.initiative.kind,
        decided=answer.decided,
        money_to=answer.money_to,
    )


def unread(asked: FollowUpRound, *, user: Any) -> list[Unread]:
    """Return the oldest answers that wait to be read, of initiatives that `user` may see, with their flags. One query."""
    day = timezone.localdate()
    answers = OLDEST.instances(asked.pk, day, shape=(grants_of(user),))
    return [Unread(each, rules.flags(said(each), known(each), day=day)) for each in answers]


def seen_in(asked: FollowUpRound, *, user: Any) -> QuerySet[Initiative]:
    """Return the initiatives of a round that `user` may see."""
    return Initiative.objects.visible_to(user).filter(plan=asked.plan_id, rounds__round=asked)


@dataclass(frozen=True)
class Beside:
    """One thing: what the register says, and what the answer says. Empty texts: nothing is said."""

    title: str
    before: str
    now: str
    note: str = ""


@dataclass
class Reading:
    """An answer ready to be read. lines: what is said, beside what stood before."""

    answer: FollowUp
    flags: tuple[facts.Flag, ...]
    lines: list[Beside]
    former: list[FollowUp]
    is_shared: bool
    is_latest: bool


def reading(answer: FollowUp) -> Reading:
    """Return an answer (with its initiative, item and round) as it is read. Eight queries."""
    of_item = list(FollowUp.objects.filter(item=answer.item_id).exclude(state="draft").order_by("number"))
    prepared = waiting(answer.round).filter(pk=answer.pk).first()
    found = rules.flags(said(answer), known(prepared), day=timezone.localdate()) if prepared else ()
    return Reading(
        answer=answer,
        flags=found,
        lines=_beside(answer),
        former=[each for each in of_item if each.number < answer.number],
        is_shared=is_shared(answer),
        is_latest=not any(each.number > answer.number for each in of_item),
    )


def _beside(answer: FollowUp) -> list[Beside]:
    """Return what is said, in the order of the form. Of what is accepted the register's former words are history."""
    is_read = answer.state == "accepted"
    initiative = answer.initiative
    before: dict[str, str] = {} if is_read else _register(initiative, answer)
    lines = [
        Beside("Status", before.get("status", ""), _status_said(answer), answer.reason),
        *_figures(answer, {} if is_read else _former_figures(answer)),
        Beside("Vad som har hänt", before.get("done", ""), answer.happened),
        Beside(
            "Vad det har lett till",
            before.get("outcome", ""),
            answer.outcome,
            answer.get_attribution_display() if answer.outcome and answer.attribution else "",
        ),
        Beside("Hinder och lärdomar", before.get("obstacle", ""), answer.obstacle),
        Beside("Medel", before.get("money", ""), money_words(answer), answer.money_note),
        Beside(
            "Brukare har varit", before.get("influence", ""), answer.get_influence_display() if answer.influence else ""
        ),
    ]
    return [line for line in lines if line.now or line.title == "Status"]


def _status_said(answer: FollowUp) -> str:
    if answer.status:
        return answer.get_status_display()
    return "Inget har ändrats" if answer.nothing_changed else ""


def _register(initiative: Initiative, answer: FollowUp) -> dict[str, str]:
    stated = StatusEntry.objects.filter(initiative=initiative).order_by(F("as_of").asc(nulls_first=True), "id").last()
    status = ""
    if stated:
        status = ". ".join(each for each in (stated.get_status_display(), stated.as_of_text, stated.reason) if each)
    results: dict[str, str] = {}
    for kind, text in Result.objects.filter(initiative=initiative).order_by("id").values_list("kind", "text"):
        results[kind] = text  # the last of each
    obstacles = Obstacle.objects.filter(initiative=initiative).order_by("-id").values_list("text", flat=True)
    money = [
        f"{source}: {'belopp inte angivet' if kronor is None else number(kronor) + ' kr'}"
        for source, kronor in FundingStatement.objects.filter(initiative=initiative).values_list(
            "source_text", "kronor"
        )
    ]
    return {
        "status": status,
        "done": results.get("done", "") if answer.happened else "",
        "outcome": results.get("outcome", "") if answer.outcome else "",
        "obstacle": (obstacles.first() or "") if answer.obstacle else "",
        "money": "; ".join(money),
        "influence": initiative.get_user_influence_display() if initiative.user_influence else "",
    }


def _former_figures(answer: FollowUp) -> dict[int, Figure]:
    keys = [each["figure"] for each in answer.figures if each.get("figure")]
    return {figure.pk: figure for figure in Figure.everything.filter(pk__in=keys, initiative=answer.initiative_id)}


def _figures(answer: FollowUp, former: dict[int, Figure]) -> list[Beside]:
    lines = []
    for each in answer.figures:
        was = former.get(each.get("figure") or 0)
        before = ""
        if was and was.value is not None:
            before = f"{number(was.value, decimals=was.value_decimals)} {was.unit}".strip()
            before += f", {was.period.text}" if was.period else ""
        lines.append(Beside(each.get("label", ""), before, figure_words(each), _base_words(each)))
    if answer.no_new_figures:
        lines.append(Beside("Tal", "", "Inga nya tal"))
    return lines


def figure_words(said_figure: dict[str, Any]) -> str:
    """Return a figure of an answer as it is read: "ca 50 deltagare"; "" where no number was given."""
    value = as_number(said_figure.get("value"))
    if value is None:
        return ""
    about = "ca " if said_figure.get("approximate") else ""
    return f"{about}{number(value)} {said_figure.get('unit') or ''}".strip()


def _base_words(said_figure: dict[str, Any]) -> str:
    share, base = as_number(said_figure.get("numerator")), as_number(said_figure.get("denominator"))
    if share is not None and base is not None:
        return f"{number(share)} av {number(base)}"
    answering = said_figure.get("n_answering")
    return f"{number(answering)} svarande" if answering else ""


def as_number(text: Any) -> Decimal | None:
    """Return a figure's value as a number; None where there is none."""
    try:
        value = Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def money_words(answer: FollowUp) -> str:
    """Return an answer's money as it is read; "" where none of it is stated. What is not stated is never nothing."""
    parts = (("beviljat", answer.granted), ("använt", answer.used), ("kvar", answer.left))
    if all(kronor is None for _, kronor in parts):
        return ""
    told = [f"{name} {'inte angivet' if kronor is None else number(kronor) + ' kr'}" for name, kronor in parts]
    return ", ".join(told).capitalize()


def day_of(answer: FollowUp) -> datetime.date:
    """Return the day on which an answer was sent."""
    return timezone.localtime(answer.sent_at).date()
