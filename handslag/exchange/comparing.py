"""What a comparison page asks for and shows: two moments of a plan, and what differs between them."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from handslag.exchange.differences import Difference, differences, summary
from handslag.exchange.exporter import export_plan
from handslag.exchange.history import end_of, net_changes
from handslag.exchange.knowing import Known, as_known
from handslag.exchange.models import PlanVersion
from handslag.exchange.versions import Altered, document_of
from handslag.exchange.wording import SECTIONS
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.plans.models.goals import goal_url
from handslag.plans.models.initiatives import county_address
from handslag.swedish import dates

NOW, LAST, A_DAY = "nu", "senast", "dag"
FIRST_YEAR, LAST_YEAR = 1900, 2200

__all__ = ["SECTIONS", "address", "choices", "choose", "grouped", "lines", "summary"]


@dataclass(frozen=True)
class Moment:
    """A moment of a plan. version: None where it is a day or now. at: when; title: in words."""

    title: str
    at: datetime.datetime
    version: PlanVersion | None = None
    is_now: bool = False


@dataclass
class Chosen:
    """What was asked for, as it stands in the address; and what of it could not be read, by field."""

    asked: dict[str, str]
    before: Moment | None = None
    after: Moment | None = None
    section: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def days(self) -> dict[str, str]:
        """The days that were asked for, by field: they stand in the form again."""
        return {name: word for name, word in self.asked.items() if len(word) == 10 and word[4] == "-"}

    @property
    def words(self) -> dict[str, str]:
        """What was chosen in each field's list."""
        return {name: A_DAY if name in self.days else word for name, word in self.asked.items()}

    @property
    def is_whole(self) -> bool:
        return self.before is not None and self.after is not None


@dataclass(frozen=True)
class Group:
    """The differences of one kind of thing, thing by thing."""

    section: str
    heading: str
    things: list["Told"]


@dataclass(frozen=True)
class Told:
    """One thing with what differs in it. what: tillkom, togs bort or "" where lines say more. url "" where it is gone."""

    kind: str
    title: str
    url: str
    what: str
    reason: str
    lines: list[Difference]


def address(plan: Plan, asked: QueryDict) -> str:
    """Return the short address of what a form asked for: a day counts where nothing is chosen beside it."""
    parameters = {}
    for name in ("fran", "till"):
        word = asked.get(name, "")
        parameters[name] = asked.get(f"{name}_dag", "") if word in ("", A_DAY) else word
    parameters["slag"] = asked.get("slag", "")
    query = urlencode({name: word for name, word in parameters.items() if word})
    return f"{reverse('compare', args=[plan.county.slug, plan.key])}?{query}"


def choices(known: Iterable[PlanVersion], last_visit: datetime.datetime | None) -> dict[str, str]:
    """Return what can be chosen, by its word in the address."""
    found = {str(each.number): f"Version {each.number}: {each.title}" for each in known}
    if last_visit:
        found = {LAST: f"Ditt förra besök, {dates.day(timezone.localtime(last_visit).date())}"} | found
    return {NOW: "Planen nu"} | found | {A_DAY: "En dag, skriven bredvid"}


def choose(asked: Mapping[str, str], known: Iterable[PlanVersion], last_visit: datetime.datetime | None) -> Chosen:
    """Read what is asked for. Without `till` it is now; without `fran` nothing is compared."""
    words = {name: (asked.get(name) or "").strip()[:40] for name in ("fran", "till", "slag")}
    words["till"] = words["till"] or (NOW if words["fran"] else "")
    chosen = Chosen(words, section=words["slag"] if words["slag"] in SECTIONS else "")
    by_number = {str(each.number): each for each in known}
    for name in ("fran", "till"):
        moment = _moment(words[name], by_number, last_visit) if words[name] else None
        if words[name] and moment is None:
            chosen.errors[name] = "Välj en version, eller skriv en dag som ÅÅÅÅ-MM-DD."
        if name == "fran":
            chosen.before = moment
        else:
            chosen.after = moment
    if chosen.before and chosen.after and chosen.before.at > chosen.after.at:
        chosen.before, chosen.after = chosen.after, chosen.before
    return chosen


def _moment(word: str, known: Mapping[str, PlanVersion], last_visit: datetime.datetime | None) -> Moment | None:
    if word == NOW:
        return Moment("nu", timezone.now(), is_now=True)
    if word == LAST and last_visit:
        return Moment(f"ditt förra besök, {dates.day(timezone.localtime(last_visit).date())}", last_visit)
    if word in known:
        return Moment(f"version {word} ({known[word].title})", known[word].made_at, known[word])
    try:
        day = datetime.date.fromisoformat(word) if len(word) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return Moment(dates.day(day), end_of(day))


def lines(plan: Plan, chosen: Chosen, known: Known) -> list[Difference]:
    """Return what differs, of what the reader may know.

    Two documents are compared where both moments have one; else the history of changes tells the net effect.
    """
    before, after = chosen.before, chosen.after
    if before.version and (after.version or after.is_now):
        try:
            documents = [_document(plan, each) for each in (before, after)]
            return differences(*(as_known(each, known) for each in documents))
        except Altered as altered:
            chosen.errors["fran"] = f"{altered} Den går inte att jämföra med."
            return []
    return net_changes(plan, since=before.at, until=after.at, known=known)


def _document(plan: Plan, moment: Moment) -> dict[str, Any]:
    return document_of(moment.version) if moment.version else export_plan(plan)


def grouped(plan: Plan, found: Iterable[Difference], known: Known, *, only: str = "") -> list[Group]:
    """Return the lines by kind of thing and thing, in the order of `SECTIONS`. only: one list's alone."""
    urls = _urls(plan, known)
    things: dict[tuple[str, str], list[Difference]] = {}
    for each in found:
        if not only or each.section == only:
            things.setdefault((each.section, each.key), []).append(each)
    groups: dict[str, list[Told]] = {}
    for (section, key), told in things.items():
        whole = next((each for each in told if not each.field), None)
        url = urls.get((section, key), "")
        groups.setdefault(section, []).append(
            Told(
                told[0].kind,
                told[0].title,
                url,
                whole.what if whole else "",
                whole.reason if whole else "",
                [each for each in told if each.field],
            )
        )
    return [Group(section, heading, groups[section]) for section, heading in SECTIONS.items() if section in groups]


def _urls(plan: Plan, known: Known) -> dict[tuple[str, str], str]:
    """Return the addresses of what stands today. Two queries."""
    address_of = county_address(plan.county.slug)
    standing = Initiative.objects.filter(plan=plan, key__in=list(known.by_key)).only("key", "uuid", "title")
    goals = GoalNode.objects.filter(plan=plan).only("key", "uuid", "title")
    found = {("initiatives", row.key): address_of(row.uuid, row.title) for row in standing}
    found |= {("goals", row.key): goal_url(plan, row.uuid, row.title) for row in goals}
    return found | {("plan", plan.key): plan.get_absolute_url()}
