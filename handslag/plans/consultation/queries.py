"""What the pages of a consultation read: the plan as paragraphs, comments by paragraph, and the counts."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef

from handslag.accounts.models import OutgoingMail
from handslag.places.models import Organisation
from handslag.plans.consultation.actions import PURPOSE
from handslag.plans.models import Comment, Consultation, ConsultationRequest, Plan
from handslag.plans.queries.goals import Goal, goal_tree
from handslag.plans.words import COMMENT_ANSWERS

NO_SECTOR = "utan angiven sektor"


@dataclass(frozen=True)
class Paragraph:
    """A part of a plan that can be commented on.

    target: kind and id of the row, and its field. heading: where it stands, in words. depth: 0 for what is the plan's
    own, else how deep the goal lies, from 1. goal: the goal it is of.
    """

    key: str
    target: tuple[str, int, str]
    heading: str
    words: str
    depth: int = 0
    goal: Goal | None = None

    @property
    def field(self) -> str:
        return self.target[2]

    @property
    def is_whole(self) -> bool:
        """Whether it is the plan as a whole."""
        return not self.field

    @property
    def seen(self) -> str:
        """A short mark of the words, by which a form tells which wording somebody read."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:16]


def paragraphs(plan: Plan) -> list[Paragraph]:
    """Return what of a plan can be commented on, in its order, the plan as a whole first. One query.

    Only the plan's own words: a plainer wording, which is ours, and initiatives, which are others', are not among them.
    """
    found = [Paragraph("hela", ("plan", plan.pk, ""), "Hela planen", plan.title)]
    if plan.vision:
        found.append(Paragraph("vision", ("plan", plan.pk, "vision"), "Vision", plan.vision))
    if plan.purpose:
        found.append(Paragraph("syfte", ("plan", plan.pk, "purpose"), "Syfte", plan.purpose))
    for root in goal_tree(plan).roots:
        found += _of_goal(root, 1)
    return found


def _of_goal(goal: Goal, depth: int) -> list[Paragraph]:
    name = " ".join(filter(None, [goal.level_name, goal.code]))
    heading = f"{name}: {goal.title}"
    found = [Paragraph(f"mal-{goal.uuid}", ("goal", goal.id, "title"), heading, goal.title, depth, goal)]
    if goal.text:
        found.append(
            Paragraph(f"text-{goal.uuid}", ("goal", goal.id, "text"), f"{heading}, texten", goal.text, depth, goal)
        )
    for child in goal.children:
        found += _of_goal(child, depth + 1)
    return found


@dataclass(frozen=True)
class Group:
    """Comments on one paragraph as it was worded then. now: its wording today; None where it has been taken out."""

    key: str
    heading: str
    words: str
    now: str | None
    is_whole: bool
    comments: tuple[Comment, ...]

    @property
    def is_named(self) -> bool:
        """Whether the heading itself says what was commented on: the plan as a whole, or a goal's title."""
        return self.is_whole or self.comments[0].field == "title"

    @property
    def is_reworded(self) -> bool:
        return self.now is not None and self.now != self.words


def grouped(text: Iterable[Paragraph], comments: Iterable[Comment]) -> list[Group]:
    """Return comments by what they are about, in the plan's order; what is no longer in the plan comes last."""
    by_target = {each.target: each for each in text}
    order = {target: n for n, target in enumerate(by_target)}
    found: dict[tuple, list[Comment]] = defaultdict(list)
    for comment in comments:
        found[comment.target, comment.words].append(comment)
    groups = []
    for target, words in sorted(found, key=lambda key: order.get(key[0], len(order))):
        now, those = by_target.get(target), tuple(found[target, words])
        key = now.key if now else f"borta-{target[1]}-{target[2]}"
        groups.append(Group(key, those[0].heading, words, now and now.words, target[2] == "", those))
    return groups


def sent_comments(consultation: Consultation) -> list[Comment]:
    """Return what has been said, with who said it; first sent first. One query."""
    found = Comment.objects.filter(request__consultation=consultation, state="sent")
    return list(found.select_related("request__organisation"))


def requests_of(consultation: Consultation) -> list[ConsultationRequest]:
    """Return all who are to be asked or were, each with `has_drafts`. One query."""
    drafts = Comment.objects.filter(request=OuterRef("pk"), state="draft")
    return list(consultation.requests.select_related("organisation").annotate(has_drafts=Exists(drafts)))


@dataclass(frozen=True)
class SectorRow:
    """What one sector was asked and said; answers: how many of its comments had which answer ("": none yet)."""

    title: str
    invited: int
    answered: int
    comments: int
    answers: Counter

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many comments had which answer, in the order of the answers; those without last."""
        words = {**COMMENT_ANSWERS, "": "inte besvarade"}
        return [(word.capitalize(), self.answers[key]) for key, word in words.items()]


@dataclass(frozen=True)
class Tally:
    """How far a consultation has come."""

    requests: list[ConsultationRequest]
    comments: list[Comment]

    @cached_property
    def asked(self) -> list[ConsultationRequest]:
        return [each for each in self.requests if each.is_counted]

    @property
    def answered(self) -> int:
        """How many of those who were asked have answered, those without comments included."""
        return sum(each.answered_on is not None for each in self.asked)

    @property
    def without_comments(self) -> list[ConsultationRequest]:
        """Those who have answered that they have no comments."""
        said = {comment.request_id for comment in self.comments}
        return [each for each in self.asked if each.answered_on and each.pk not in said]

    @property
    def silent(self) -> list[ConsultationRequest]:
        return [each for each in self.asked if not each.answered_on]

    @property
    def handled(self) -> int:
        """How many comments have an answer."""
        return sum(comment.answer != "" for comment in self.comments)

    @property
    def unhandled(self) -> int:
        return len(self.comments) - self.handled

    @property
    def changes(self) -> list[Comment]:
        """The comments because of which something was changed."""
        return [comment for comment in self.comments if comment.changed_what]

    @cached_property
    def total(self) -> SectorRow:
        return self._row("Alla", self.asked)

    @cached_property
    def sectors(self) -> list[SectorRow]:
        """One row for each sector that was asked, in the order of the list of sectors."""
        titles = {**Organisation.SECTORS, "": NO_SECTOR}
        held = {each.sector for each in self.asked}
        return [
            self._row(title.capitalize(), [each for each in self.asked if each.sector == sector])
            for sector, title in titles.items()
            if sector in held
        ]

    def _row(self, title: str, asked: list[ConsultationRequest]) -> SectorRow:
        keys = {each.pk for each in asked}
        comments = [comment for comment in self.comments if comment.request_id in keys]
        answered = sum(each.answered_on is not None for each in asked)
        return SectorRow(title, len(asked), answered, len(comments), Counter(each.answer for each in comments))


def tally(consultation: Consultation) -> Tally:
    """Return the counts of a consultation. Two queries."""
    return Tally(requests_of(consultation), sent_comments(consultation))


def troubles(consultation: Consultation) -> dict[int, OutgoingMail]:
    """Return the latest letter to each who was asked, by the request's id. One query."""
    asked = consultation.requests.values("pk")
    return {each.target_id: each for each in OutgoingMail.objects.filter(purpose=PURPOSE, target_id__in=asked)}
