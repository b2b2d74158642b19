"""Before an initiative ends: who takes over, municipality by municipality; what is stated, and what nobody has said."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handslag.places.models import Area, Lansdel
from handslag.plans import rules
from handslag.plans.models import FundingStatement, Handover, Initiative
from handslag.plans.queries.relations import Link
from handslag.plans.words import HANDOVER_STATES, HANDOVER_STATES_OF_MANY, PILOT_DECISIONS
from handslag.swedish.dates import day as day_words
from handslag.swedish.numbers import number
from handslag.swedish.periods import end_words
from handslag.swedish.sorting import sort_key

LEADS_ON = frozenset({"continues_as", "scales_up", "handed_over_to", "becomes_input_to"})
TO_STATE: dict[str, frozenset[str]] = {
    "planned": frozenset({"owner", "agreed_on", "money", "contact_role", "recheck_on"}),
    "handed_over": frozenset({"owner", "agreed_on", "money", "contact_role", "recheck_on"}),
    "refused": frozenset(),
    "silent": frozenset({"recheck_on"}),
}
"""What should be said of a hand-over in each state. Nothing more is asked of who has declined."""


@dataclass(frozen=True)
class Cell:
    """Something of a hand-over: in words, or "" where it is not stated. address: where it is filled in, if it should be."""

    heading: str
    text: str
    address: str = ""


@dataclass(frozen=True)
class Row:
    """A municipality: how far the hand-over has come there (state "" where nobody has said), and its cells.

    is_asked: whether the initiative is known to be there, so that somebody should say.
    """

    name: str
    state: str
    cells: tuple[Cell, ...]
    address: str
    is_asked: bool = True

    @property
    def state_words(self) -> str:
        return HANDOVER_STATES.get(self.state, "")

    @property
    def missing(self) -> int:
        """How many things should be said and are not."""
        if not self.state:
            return int(self.is_asked)
        return sum(bool(cell.address) and not cell.text for cell in self.cells)


@dataclass(frozen=True)
class Point:
    """Something about the initiative as a whole.

    text: what is stated, "" where nothing is, and then lacking says so; address: where it is said.
    """

    heading: str
    text: str
    address: str
    lacking: str


@dataclass(frozen=True)
class Checklist:
    """What should be settled before the end, and what is."""

    end: str
    has_passed: bool
    rows: tuple[Row, ...]
    points: tuple[Point, ...]

    @property
    def states(self) -> str:
        """The municipalities by state: "1 överlämnad, 2 planerade, 9 utan uppgift"."""
        counted = Counter(row.state for row in self.rows)
        told = [state_words(state, counted[state]) for state in HANDOVER_STATES if counted[state]]
        return ", ".join([*told, *([_("%(n)s utan uppgift") % {"n": counted[""]}] if counted[""] else [])])

    @property
    def missing(self) -> int:
        """How many things nobody has said."""
        return sum(row.missing for row in self.rows) + sum(not point.text for point in self.points)


def state_words(state: str, n: int) -> str:
    """Return how many hand-overs are in a state: "2 överlämnade"."""
    return f"{n} {HANDOVER_STATES_OF_MANY[state] if n > 1 else HANDOVER_STATES[state]}"


def mark(states: Iterable[str], *, is_time: bool) -> str:
    """Return in a few words how far the hand-over has come; "" before its time where nothing is stated.

    states: of the initiative's hand-overs. is_time: whether somebody should have said by now.
    """
    counted = Counter(states)
    if counted:
        told = ", ".join(state_words(state, counted[state]) for state in HANDOVER_STATES if counted[state])
        return _("Överlämning: %(states)s.") % {"states": told}
    return _("Vem som tar över är inte angivet.") if is_time else ""


def checklist(
    initiative: Initiative, *, links: list[Link], municipalities: dict[int, str], day: datetime.date
) -> Checklist:
    """Return what should be settled before the initiative ends. No query: its parts have been read (see `read_parts`).

    links: its relations. municipalities: names by id of those in `concerned`.
    """
    period = initiative.period
    return Checklist(
        end_words(period) if period else "",
        bool(period and period.has_ended(day)),
        tuple(_rows(initiative, municipalities)),
        tuple(_points(initiative, links)),
    )


def concerned(initiative: Initiative) -> QuerySet[Area]:
    """Return the municipalities that the initiative is stated to be in; all of the county's where only their number is."""
    found = Area.objects.filter(parent_id=initiative.plan.county_id, kind=Area.MUNICIPALITY)
    if initiative.places_precision == "county" or is_counted(initiative):
        return found
    areas = [place.area_id for place in initiative.places.all() if place.area_id]
    parts = [place.lansdel_id for place in initiative.places.all() if place.lansdel_id]
    within = Lansdel.municipalities.through.objects.filter(lansdel_id__in=parts).values("area_id")
    return found.filter(Q(id__in=areas) | Q(id__in=within))


def _rows(initiative: Initiative, municipalities: dict[int, str]) -> Iterable[Row]:
    stated = {each.area_id: each for each in initiative.handovers.all()}
    names = municipalities | {each.area_id: each.area.name for each in stated.values()}
    is_asked = not is_counted(initiative)
    for area_id, name in sorted(names.items(), key=lambda pair: sort_key(pair[1])):
        handover = stated.get(area_id)
        if handover is None:
            yield Row(name, "", (), _add(initiative, "overlamning", area=area_id), is_asked)
        else:
            address = _at("edit_row", initiative, "overlamning", handover.pk)
            yield Row(name, handover.state, _cells(initiative, handover, address), address)


def is_counted(initiative: Initiative) -> bool:
    """Whether it is known in how many municipalities the initiative is, and not in which."""
    return initiative.places_precision == "count" and initiative.places_unit.startswith("kommun")


def _cells(initiative: Initiative, handover: Handover, address: str) -> tuple[Cell, ...]:
    stated = {
        "owner": handover.owner.name if handover.owner else "",
        "agreed_on": day_words(handover.agreed_on) if handover.agreed_on else "",
        "money": "; ".join(_money(initiative, handover)),
        "contact_role": handover.contact_role,
        "recheck_on": day_words(handover.recheck_on) if handover.recheck_on else "",
    }
    headings = {
        "owner": _("Tar över"),
        "agreed_on": _("Överenskommet"),
        "money": _("Medel"),
        "contact_role": _("Att tala med"),
        "recheck_on": _("Stäms av"),
    }
    where = {name: f"{address}#id_{name}" for name in stated} | {"money": _money_address(initiative, handover, address)}
    needed = TO_STATE[handover.state]
    return tuple(Cell(headings[name], text, where[name] if name in needed else "") for name, text in stated.items())


def _money(initiative: Initiative, handover: Handover) -> Iterable[str]:
    """Yield what whoever takes over is stated to pay after the end."""
    for fund in initiative.funding.all():
        if handover.owner_id and fund.organisation_id == handover.owner_id and _reaches_past(fund, initiative):
            yield _("belopp inte angivet") if fund.kronor is None else f"{number(fund.kronor)} kr"


def _reaches_past(fund: FundingStatement, initiative: Initiative) -> bool:
    """Whether money may be there after the initiative's end; it may where no end of the money is stated."""
    paid, end = fund.period, initiative.period
    return paid is None or paid.last is None or paid.is_open or end is None or end.last is None or paid.last > end.last


def _money_address(initiative: Initiative, handover: Handover, address: str) -> str:
    if handover.owner is None:  # first who, then how much
        return f"{address}#id_owner"
    return _add(initiative, "medel", organisation=handover.owner_id, source_text=handover.owner.name)


def _points(initiative: Initiative, links: list[Link]) -> Iterable[Point]:
    nothing, places = _("Inte angivet."), _("Vilka kommuner det gäller")
    if is_counted(initiative):
        lacking = _("Bara antalet är angivet. Här står alla kommuner i länet.")
        yield Point(places, "", _at("edit", initiative, "platser"), lacking)
    elif initiative.places_precision == "unknown":
        yield Point(places, "", _at("edit", initiative, "platser"), nothing)
        if not initiative.handovers.all():
            yield Point(_("Vem som tar över"), "", _add(initiative, "overlamning"), nothing)
    on = [link.target.title for link in links if link.source.id == initiative.id and link.kind in LEADS_ON]
    lacking = _("Inte angivet. Upphör den, anges det när den avslutas.")
    yield Point(_("Vad den leder vidare till"), "; ".join(on), _add(initiative, "hanger-ihop"), lacking)
    if initiative.kind in rules.PILOTS:
        decided = [f"{each.subject}: {PILOT_DECISIONS[each.decision].lower()}" for each in initiative.decisions.all()]
        yield Point(_("Beslut efter försöket"), "; ".join(decided), _add(initiative, "beslut"), nothing)


def _at(name: str, initiative: Initiative, part: str, *more: int) -> str:
    return reverse(name, args=[initiative.plan.county.slug, part, initiative.uuid, *more])


def _add(initiative: Initiative, part: str, **start: object) -> str:
    address = _at("add", initiative, part)
    return f"{address}?{urlencode(start)}" if start else address


def summary(found: Checklist) -> str:
    """Return in a sentence how much has been said."""
    if not found.missing:
        return _("Allt som listan frågar efter är angivet.")
    return ngettext("En sak är inte angiven.", "%(n)s saker är inte angivna.", found.missing) % {"n": found.missing}
