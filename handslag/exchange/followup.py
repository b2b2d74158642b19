"""Writes the rounds of follow-up of an exchange document, with what was accepted in them.

No addresses come with them and no links: nobody is asked anything by an import. An accepted answer is written whole, as
the database refuses to change it afterwards.
"""

import datetime
from typing import Any

from django.utils import timezone

from handslag.exchange import schema
from handslag.exchange.run import KeyTaken, Load, period_fields
from handslag.plans.models import (
    Figure,
    FollowUp,
    FollowUpRequest,
    FollowUpRound,
    Initiative,
    RequestItem,
    RoundInitiative,
)

COPIED = (
    "number", "by_function", "nothing_changed", "no_new_figures", "granted", "used", "left", "accepted_by",
)  # fmt: skip
TEXTS = (
    "status", "reason", "continuation", "continues", "happened", "outcome", "attribution", "obstacle", "money_note",
    "influence", "accepted_remark",
)  # fmt: skip


def load_follow_ups(run: Load) -> None:
    """Add the rounds that are not here. One that is here is left as it is, with its answers."""
    wanted = run.document.follow_ups
    here = dict(FollowUpRound.objects.filter(uuid__in=[item.id for item in wanted]).values_list("uuid", "plan_id"))
    if any(plan != run.plan.pk for plan in here.values()):
        raise KeyTaken("En uppföljning i filen hör redan till en annan plan här.")
    new = [item for item in wanted if item.id not in here]
    if not new:
        return
    initiatives = {row.key: row for row in Initiative.everything.filter(plan=run.plan)}
    for item in new:
        _Round(run, item, initiatives).load()
    run.added["follow_ups"] += len(new)


class _Round:
    """One round while it is written. The respondents are made of what the answers say of them."""

    def __init__(self, run: Load, item: schema.FollowUpRound, initiatives: dict[str, Initiative]) -> None:
        self.run = run
        self.item = item
        self.initiatives = initiatives
        self.requests: dict[tuple[Any, ...], FollowUpRequest] = {}
        self.items: dict[tuple[Any, ...], RequestItem] = {}

    def load(self) -> None:
        item = self.item
        self.row = FollowUpRound.objects.create(
            uuid=item.id,
            plan=self.run.plan,
            title=item.title,
            state="closed" if item.closed_on else "open",
            opened_on=item.opened_on,
            due_on=item.due_on,
            closed_on=item.closed_on,
            questions=list(item.questions),
            forgotten_on=item.closed_on,
            **period_fields(item.period),
        )
        RoundInitiative.objects.bulk_create(
            RoundInitiative(round=self.row, initiative=self.initiatives[key]) for key in item.initiatives
        )
        figures = self._figures()
        FollowUp.objects.bulk_create([self._answer(answer, figures) for answer in item.answers], batch_size=200)

    def _figures(self) -> dict[tuple[int, str], int]:
        """Return the figures of the initiatives that are answered about, by initiative and key; standing ones win."""
        answered = {self.initiatives[answer.initiative].pk for answer in self.item.answers}
        rows = Figure.everything.filter(initiative__in=answered).order_by("-withdrawn_on", "id")
        found = {(row.initiative_id, row.key): row.pk for row in rows if row.withdrawn_on}
        return found | {(row.initiative_id, row.key): row.pk for row in rows if not row.withdrawn_on}

    def _answer(self, answer: schema.FollowUpAnswer, figures: dict[tuple[int, str], int]) -> FollowUp:
        initiative = self.initiatives[answer.initiative]
        return FollowUp(
            item=self._item(answer, initiative),
            round=self.row,
            initiative=initiative,
            state="accepted",
            figures=[_figure(said, figures.get((initiative.pk, said.figure or ""))) for said in answer.figures],
            sent_at=_noon(answer.sent_on),
            accepted_at=_noon(answer.accepted_on),
            **{name: getattr(answer, name) for name in COPIED},
            **{name: getattr(answer, name) or "" for name in TEXTS},
        )

    def _item(self, answer: schema.FollowUpAnswer, initiative: Initiative) -> RequestItem:
        """Return what the respondent is asked: its answers hang there. Two of one name are told apart by their numbers."""
        who = (answer.by_function, answer.organisation)
        same = 0
        while (*who, same, initiative.pk, answer.place, answer.number) in self.items:
            same += 1
        about = (*who, same, initiative.pk, answer.place)
        row = self.items.get(about) or RequestItem.objects.create(
            request=self._request(who, same),
            initiative=initiative,
            area=self.run.areas.get(answer.place or ""),
            lansdel=self.run.lansdelar.get(answer.place or ""),
        )
        self.items[about] = self.items[*about, answer.number] = row
        return row

    def _request(self, who: tuple[str, str | None], same: int) -> FollowUpRequest:
        if (*who, same) not in self.requests:
            function, key = who
            organisation = self.run.organisations.get(key or "")
            self.requests[*who, same] = FollowUpRequest.objects.create(
                round=self.row,
                function=function,
                organisation=organisation,
                sector=organisation.sector if organisation else "",
                state="sent",
                sent_on=self.item.opened_on,
                begun_on=self.item.opened_on,
            )
        return self.requests[*who, same]


def _figure(said: schema.SaidFigure, figure: int | None) -> dict[str, Any]:
    """Return a figure as answers keep it: see `FollowUp`."""
    return {
        "figure": figure,
        "kind": said.kind,
        "label": said.label,
        "unit": said.unit or "",
        "value": _text(said.value),
        "approximate": said.approximate,
        "numerator": _text(said.numerator),
        "denominator": _text(said.denominator),
        "n_answering": said.n_answering,
        "text": said.text or "",
    }


def _text(value: Any) -> str:
    return "" if value is None else format(value, "f")


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
