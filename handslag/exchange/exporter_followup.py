"""The rounds of a plan's follow-up in an export: what was accepted of the answers, and no address."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from handslag.exchange.exporter_entries import Json, day, decimal_text, key_of, ordered, period, text
from handslag.plans.models import Figure, FollowUp, FollowUpRound, Plan, RoundInitiative

TEXTS = (
    "status", "reason", "continuation", "continues", "happened", "outcome", "attribution", "obstacle", "money_note",
    "influence", "accepted_remark",
)  # fmt: skip
AS_THEY_ARE = ("number", "nothing_changed", "no_new_figures", "granted", "used", "left")


def follow_ups(plan: Plan) -> list[Json]:
    """Return the rounds that were sent, by id. Four queries, however many rounds and answers."""
    rounds = list(FollowUpRound.objects.filter(plan=plan).exclude(state="draft"))
    asked, answers = defaultdict(list), defaultdict(list)
    for row in RoundInitiative.objects.filter(round__in=rounds).select_related("initiative"):
        asked[row.round_id].append(row.initiative.key)
    accepted = FollowUp.objects.filter(round__in=rounds, state="accepted")
    said = list(accepted.select_related("initiative", "item__area", "item__lansdel", "item__request__organisation"))
    figures = _figure_keys(said)
    for answer in said:
        answers[answer.round_id].append(_answer(answer, figures))
    return ordered(_round(row, asked[row.pk], answers[row.pk]) for row in rounds)


def _figure_keys(answers: Iterable[FollowUp]) -> dict[tuple[int, int], str]:
    """Return the keys of the figures that answers are about, by initiative and figure."""
    wanted = {said["figure"] for answer in answers for said in answer.figures if said.get("figure")}
    found = Figure.everything.filter(pk__in=wanted, initiative__isnull=False) if wanted else []
    return {(row.initiative_id, row.pk): row.key for row in found}


def _round(row: FollowUpRound, asked: list[str], answers: list[Json]) -> Json:
    return {
        "id": str(row.uuid),
        "title": row.title.strip(),
        "period": period(row),
        "opened_on": day(row.opened_on),
        "due_on": day(row.due_on),
        "closed_on": day(row.closed_on),
        "questions": list(row.questions),
        "initiatives": sorted(asked),
        "answers": ordered(answers),
    }


def _answer(row: FollowUp, figures: dict[tuple[int, int], str]) -> Json:
    item = row.item
    return {
        "initiative": row.initiative.key,
        "place": item.area.code if item.area else key_of(item.lansdel),
        "by_function": row.by_function.strip(),
        "organisation": key_of(item.request.organisation),
        "figures": ordered(_figure(said, figures.get((row.initiative_id, said.get("figure")))) for said in row.figures),
        "sent_on": _day_of(row.sent_at),
        "accepted_on": _day_of(row.accepted_at),
        "accepted_by": row.accepted_by.strip(),
        **{name: getattr(row, name) for name in AS_THEY_ARE},
        **{name: text(getattr(row, name)) for name in TEXTS},
    }


def _figure(said: dict[str, Any], key: str | None) -> Json:
    return {
        "figure": key,
        "kind": said["kind"],
        "label": said["label"].strip(),
        "unit": text(said.get("unit") or ""),
        "approximate": bool(said.get("approximate")),
        "n_answering": said.get("n_answering"),
        "text": text(said.get("text") or ""),
        **{name: _number(said.get(name)) for name in ("value", "numerator", "denominator")},
    }


def _number(stated: str | None) -> str | None:
    """Return a number with the decimals that it was given with: "17,0" is not the same as "17"."""
    if not stated:
        return None
    value = Decimal(stated)
    return decimal_text(value, decimals=max(0, -int(value.as_tuple().exponent)))


def _day_of(moment: datetime.datetime | None) -> str | None:
    """Return the day, and no more: at what hour somebody worked is nobody's business."""
    return day(timezone.localtime(moment).date()) if moment else None
