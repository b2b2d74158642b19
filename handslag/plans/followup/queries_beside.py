"""What several respondents say of one initiative, beside each other and summed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from handslag.plans.followup.lines import ANSWERED
from handslag.plans.followup.queries_reading import as_number, figure_words, money_words
from handslag.plans.models import FollowUp, FollowUpRound, Initiative, RequestItem
from handslag.plans.words import ENDED_AND

MONEY = {"granted": "Medel, beviljat", "used": "Medel, använt", "left": "Medel, kvar"}


@dataclass(frozen=True)
class Place:
    """What one respondent says of an initiative. answer: the latest that is sent or accepted; None: no report.

    continuation: what is said of an ended initiative; money: in words. Both "" where nothing is said.
    """

    item: RequestItem
    answer: FollowUp | None
    figures: tuple[str, ...]
    continuation: str
    money: str

    @property
    def has_money(self) -> bool:
        return bool(self.money or (self.answer and self.answer.money_note))


@dataclass(frozen=True)
class Sum:
    """Figures, or kronor, of the same name and unit, added. Our sum: at least this where some have not answered.

    approximate: some of what is added is.
    """

    label: str
    unit: str
    total: Decimal
    answered: int
    asked: int
    approximate: bool = False

    @property
    def is_whole(self) -> bool:
        return self.answered == self.asked


def side_by_side(asked: FollowUpRound, initiative: Initiative, *, only_accepted: bool) -> tuple[list[Place], list[Sum]]:
    """Return what each respondent says of an initiative in a round, and the sums. Two queries.

    Counted as `reading.is_shared` does: who got no letter was asked nothing, and who declined is asked no more.
    """
    latest: dict[int, FollowUp] = {}
    has_answered: set[int] = set()
    for answer in FollowUp.objects.filter(round=asked, initiative=initiative).exclude(state="draft").order_by("number"):
        if answer.state in ANSWERED:
            has_answered.add(answer.item_id)
        if answer.state == "accepted" or not only_accepted:
            latest[answer.item_id] = answer
    waiting = "new" if asked.state == "draft" else "sent"
    items = RequestItem.objects.filter(request__round=asked, initiative=initiative)
    places = [
        _place(item, latest.get(item.pk))
        for item in items.select_related("request__organisation", "area", "lansdel").order_by("id")
        if item.request.state == waiting or item.pk in has_answered
    ]
    answers = [place.answer for place in places if place.answer and place.answer.state in ANSWERED]
    return places, [*_sums(answers, asked=len(places)), *_money_sums(answers, asked=len(places))]


def _place(item: RequestItem, answer: FollowUp | None) -> Place:
    return Place(
        item,
        answer,
        figures=tuple(_told_figures(answer)),
        continuation=_continuation(answer) if answer else "",
        money=money_words(answer) if answer else "",
    )


def _continuation(answer: FollowUp) -> str:
    if answer.continuation == "other":
        return f"Fortsätter som: {answer.continues or 'något annat, inte angivet vad'}"
    return ENDED_AND.get(answer.continuation, "").capitalize()


def _told_figures(answer: FollowUp | None) -> Iterable[str]:
    for each in answer.figures if answer else ():
        words = figure_words(each)
        yield f"{each.get('label', '')}: {words or 'ingen uppgift'}"


def _sums(answers: list[FollowUp], *, asked: int) -> list[Sum]:
    """Return the sums of what may be added: counts with the same name and unit. Shares are never added."""
    values: dict[tuple[str, str], list[tuple[Decimal, bool]]] = defaultdict(list)
    for answer in answers:
        for each in answer.figures:
            value, unit = as_number(each.get("value")), (each.get("unit") or "").strip()
            if value is not None and unit not in ("%", "procent") and each.get("kind") != "rating":
                values[each.get("label", ""), unit].append((value, bool(each.get("approximate"))))
    return [
        Sum(label, unit, sum((value for value, _ in found), Decimal(0)), len(found), asked, any(ca for _, ca in found))
        for (label, unit), found in values.items()
    ]


def _money_sums(answers: list[FollowUp], *, asked: int) -> list[Sum]:
    """Return the sums of what is stated of money; of what nobody states there is none. Kronor."""
    found = []
    for name, title in MONEY.items():
        stated = [Decimal(kronor) for answer in answers if (kronor := getattr(answer, name)) is not None]
        if stated:
            found.append(Sum(title, "kr", sum(stated, Decimal(0)), len(stated), asked))
    return found


def is_unsent(asked: FollowUpRound, initiative: Initiative) -> bool:
    """Whether somebody is to be asked about an initiative whose letter has not been sent."""
    return RequestItem.objects.filter(request__round=asked, request__state="new", initiative=initiative).exists()
