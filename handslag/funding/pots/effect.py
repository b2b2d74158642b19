"""What proposals lead to, side by side: per länsdel and inhabitant, per goal and per kind; and each line's points."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from handslag.documents.figures import Bar, BarRow, Drawing, bars
from handslag.funding.models import Pot, Proposal, ProposalLine
from handslag.funding.pots.queries import known_initiatives
from handslag.funding.pots.rules import Judged, Purse, judged, per_inhabitant, places, summed
from handslag.indicators.areas.reading import Inhabitants, inhabitants
from handslag.places.models import Lansdel
from handslag.plans.models import GoalContribution, Initiative, Plan
from handslag.swedish.kronor import kronor
from handslag.swedish.lists import join
from handslag.swedish.numbers import NO_BREAK_SPACE, capitalised, number

WHOLE = "whole"
"""The key of lines that name no place: they are the whole county's, and are not spread out over its parts."""
HIDDEN = "En insats som inte är offentlig"


@dataclass(frozen=True)
class Cell:
    """What a proposal gives. per_head: in kronor per inhabitant, "" where that is not counted. differs: from the first one."""

    kronor: int
    per_head: str = ""
    differs: str = ""


@dataclass(frozen=True)
class Row:
    """base: on how many inhabitants it is counted, in words; or why it is not."""

    label: str
    cells: tuple[Cell, ...]
    base: str = ""


@dataclass(frozen=True)
class Effect:
    """A table: a row for each place, goal or kind, and a cell for each proposal. note: what it is counted on."""

    key: str
    title: str
    head: str
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A line as the reader may know of it. to: what it goes to. place: by points, None where any in the proposal are missing."""

    line: ProposalLine
    title: str
    to: str
    initiative: Initiative | None
    judged: Judged
    place: int | None


@dataclass(frozen=True)
class Shown:
    """A proposal with its lines, its sum, and how that stands against what there is to share."""

    proposal: Proposal
    lines: tuple[Line, ...]
    total: int
    over: int | None
    left: int | None
    is_ranked: bool
    not_judged: tuple[str, ...]
    drawing: Drawing | None

    @property
    def is_over(self) -> bool:
        return self.over is not None and self.over > 0


@dataclass(frozen=True)
class Place:
    """A part of the county: its name, and its inhabitants, or why they are not known."""

    name: str
    count: int | None
    base: str


@dataclass(frozen=True)
class Ground:
    """The parts of a county in order, and which part each municipality lies in."""

    parts: Mapping[Hashable, Place]
    part_of: Mapping[int, int]
    note: str


def ground_of(plan: Plan, proposals: Sequence[Proposal]) -> Ground:
    """Return the plan's länsdelar with their inhabitants, and the places that proposals name beside them. Four queries."""
    found = Lansdel.objects.filter(division=plan.division_id).prefetch_related("municipalities")
    lansdelar = list(found) if plan.division_id else []
    part_of = {area.pk: part.pk for part in lansdelar for area in part.municipalities.all()}
    named = {line.area for proposal in proposals for line in proposal.lines.all() if line.area}
    alone = [area for area in named if area.pk not in part_of and area.pk != plan.county_id]
    others = {line.lansdel for proposal in proposals for line in proposal.lines.all() if line.lansdel}
    counted = inhabitants([plan.county, *alone, *(area for part in lansdelar for area in part.municipalities.all())])
    parts: dict[Hashable, Place] = {
        part.pk: _place(part.name, [counted.get(area.pk) for area in part.municipalities.all()]) for part in lansdelar
    }
    for part in sorted(others, key=lambda each: each.name):
        parts.setdefault(part.pk, Place(part.name, None, _("en annan indelning än planens, invånarna räknas inte")))
    for area in sorted(alone, key=lambda each: each.name):
        parts[f"area-{area.pk}"] = _place(area.name, [counted.get(area.pk)])
    parts[WHOLE] = _place(_("Hela länet"), [counted.get(plan.county_id)])
    return Ground(parts, part_of, _source(counted))


def _place(name: str, counts: Sequence[Inhabitants | None]) -> Place:
    known = [each for each in counts if each]
    years = {each.year for each in known}
    if not counts or len(known) < len(counts):
        return Place(name, None, _("folkmängden saknas"))
    if len(years) > 1:
        return Place(name, None, _("folkmängden är från olika år"))
    total = sum(each.count for each in known)
    return Place(name, total, _("%(n)s invånare") % {"n": number(total)})


def _source(counted: Mapping[int, Inhabitants]) -> str:
    if not counted:
        return _("Folkmängden saknas, och därför räknas inget per invånare.")
    years = join([str(year) for year in sorted({each.year for each in counted.values()})])
    sources = join(sorted({each.source for each in counted.values()}))
    return _("Folkmängd den 31 december %(years)s. Källa: %(sources)s.") % {"years": years, "sources": sources}


def place_of(line: ProposalLine, ground: Ground, county: int) -> Hashable:
    """Return the key of the part of the county that a line goes to."""
    if line.lansdel_id:
        return line.lansdel_id
    if line.area_id is None or line.area_id == county:
        return WHOLE
    return ground.part_of.get(line.area_id, f"area-{line.area_id}")


def kind_of(line: ProposalLine) -> str:
    """Return what kind of thing a line goes to, in words."""
    if line.initiative_id:
        return _("till en insats")
    if line.area_id:
        return _("till en kommun")
    if line.lansdel_id:
        return _("till en länsdel")
    return _("till ett mål") if line.goal_id else _("till annat, i ord")


def effects(pot: Pot, proposals: Sequence[Proposal], ground: Ground) -> list[Effect]:
    """Return what the proposals lead to, as tables. One query: the main goals of initiatives without a goal of their own."""
    main = _main_goals(proposals)
    county = pot.plan.county_id

    def goal_of(line: ProposalLine) -> str:
        return str(line.goal) if line.goal else main.get(line.initiative_id, _("inget mål angivet"))

    by_place = [_sums(each, lambda line: place_of(line, ground, county)) for each in proposals]
    used = [key for key in ground.parts if key != WHOLE or any(WHOLE in sums for sums in by_place)]
    rows = [_row(ground.parts[key].name, key, by_place, ground.parts[key]) for key in used]
    told = _("En rad som inte anger någon plats står under Hela länet och sprids inte ut.")
    return [
        Effect("lansdel", _("Per länsdel och invånare"), _("Länsdel"), tuple(rows), f"{ground.note} {told}"),
        _effect("mal", _("Per mål"), _("Mål"), proposals, goal_of, _("En insats räknas under radens mål, annars sitt huvudmål.")),
        _effect("slag", _("Per slag"), _("Slag"), proposals, kind_of),
    ]  # fmt: skip


def _effect(
    key: str, title: str, head: str, proposals: Sequence[Proposal], by: Callable[[ProposalLine], str], note: str = ""
) -> Effect:
    sums = [_sums(each, by) for each in proposals]
    labels = dict.fromkeys(label for each in sums for label in each)
    return Effect(key, title, head, tuple(_row(capitalised(str(label)), label, sums) for label in labels), note)


def _sums(proposal: Proposal, by: Callable[[ProposalLine], Hashable]) -> dict[Hashable, int]:
    return summed((by(line), line.kronor) for line in proposal.lines.all())


def _row(label: str, key: Hashable, sums: Sequence[Mapping[Hashable, int]], place: Place | None = None) -> Row:
    first = sums[0].get(key, 0) if sums else 0
    cells = []
    for n, each in enumerate(sums):
        value = each.get(key, 0)
        per_head = _per_head(value, place.count) if place and place.count else ""
        cells.append(Cell(value, per_head, _difference(value - first) if n else ""))
    return Row(label, tuple(cells), place.base if place else "")


def _per_head(value: int, count: int) -> str:
    return f"{number(per_inhabitant(value, count), decimals=2)}{NO_BREAK_SPACE}kr"


def _difference(value: int) -> str:
    if not value:
        return _("lika")
    return f"+{kronor(value)}" if value > 0 else f"−{kronor(-value)}"


def _main_goals(proposals: Sequence[Proposal]) -> dict[int | None, str]:
    keys = {line.initiative_id for each in proposals for line in each.lines.all() if not line.goal_id}
    found = GoalContribution.objects.filter(initiative__in=keys - {None}, primary=True).select_related("goal")
    return {each.initiative_id: str(each.goal) for each in found.order_by("-id")}


def shown(pot: Pot, purse: Purse, proposals: Sequence[Proposal], ground: Ground, *, user: Any) -> list[Shown]:
    """Return the proposals as the reader may know of them. One query: which initiatives he may know of."""
    lines = [line for each in proposals for line in each.lines.all()]
    known = known_initiatives([line.initiative_id for line in lines if line.initiative_id], user)
    return [_shown(each, pot, purse, ground, known) for each in proposals]


def _shown(proposal: Proposal, pot: Pot, purse: Purse, ground: Ground, known: Mapping[Any, Initiative]) -> Shown:
    held = list(proposal.lines.all())
    sums = [judged(pot.criteria, line.points) for line in held]
    ranks = places([each.points for each in sums])
    lines = [
        _line(line, judgement, rank, pot, ground, known)
        for line, judgement, rank in zip(held, sums, ranks, strict=True)
    ]
    total = sum(line.kronor for line in held)
    return Shown(
        proposal,
        tuple(lines),
        total,
        None if purse.free is None else max(total - purse.free, 0),
        None if purse.free is None else max(purse.free - total, 0),
        bool(ranks) and ranks[0] is not None,
        tuple(f"{line.title}: {join(list(line.judged.missing))}" for line in lines if line.judged.missing),
        drawing(proposal, pot, ground) if held else None,
    )


def _line(
    line: ProposalLine, points: Judged, place: int | None, pot: Pot, ground: Ground, known: Mapping[Any, Initiative]
) -> Line:
    initiative = known.get(line.initiative_id)
    is_hidden = line.initiative_id is not None and initiative is None
    where = ground.parts[place_of(line, ground, pot.plan.county_id)].name if not line.area else line.area.name
    told = [where, *([str(line.goal)] if line.goal else [])]
    return Line(line, HIDDEN if is_hidden else line.title, ", ".join(told), initiative, points, place)


def drawing(proposal: Proposal, pot: Pot, ground: Ground) -> Drawing:
    """Draw what a proposal gives each part of the county."""
    sums = _sums(proposal, lambda line: place_of(line, ground, pot.plan.county_id))
    keys = [key for key in ground.parts if key in sums or key != WHOLE]
    rows = [BarRow(ground.parts[key].name, (Bar(sums.get(key, 0), kronor(sums.get(key, 0))),)) for key in keys]
    most = max(sums.values())
    names = [_("hela länet") if key == WHOLE else ground.parts[key].name for key in keys if sums.get(key) == most]
    finding = _("Mest till %(places)s: %(sum)s.")
    if len(names) > 1:
        finding = _("Mest till %(places)s: %(sum)s vardera.")
    if len(names) == len(keys) > 1:
        finding = _("Lika mycket till alla: %(sum)s vardera.")
    return bars(
        rows,
        key=f"forslag-{proposal.pk}",
        title=_("%(proposal)s, per länsdel") % {"proposal": proposal.title},
        finding=finding % {"places": join(names), "sum": kronor(most)},
        series=(_("Kronor"),),
        head=_("Länsdel"),
        note=_("Hela länet är rader som inte anger någon plats.") if WHOLE in sums else "",
    )
