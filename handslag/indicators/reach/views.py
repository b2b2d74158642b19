"""The pages of what the county's own work reaches, and of training against instructors."""

from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.indicators.reach.capacity import training_of
from handslag.indicators.reach.drawings import drawings_of
from handslag.indicators.reach.ground import People, Places, places_of
from handslag.indicators.reach.outputs import (
    SESSIONS,
    Output,
    initiatives_of,
    instructors_of,
    stated_outputs,
    typed_outputs,
    typed_sessions,
)
from handslag.indicators.reach.rates import ReachTable, reach_table, told_finding
from handslag.plans.models.initiatives import county_address
from handslag.plans.pages import need_plan, open_page
from handslag.plans.rights import may_edit
from handslag.swedish.numbers import capitalised, count, number

DRAWN = 4
"""With more tables than this the page draws none: whoever wants to see one chooses it."""
MOST_TABLES, MOST_APART = 12, 60
"""With more tables, or more numbers without a place, the page lists the initiatives: nobody reads a hundred tables."""


@dataclass(frozen=True)
class Section:
    """A table with its finding and drawings."""

    table: ReachTable
    finding: str
    drawings: list


@dataclass(frozen=True)
class Line:
    """An initiative in the list, with what its tables say first. apart: its numbers without a place, in words; or ""."""

    uuid: str
    title: str
    told: list[str]
    apart: str


@dataclass(frozen=True)
class Choices:
    """What can be chosen, each by what the address calls it."""

    measures: dict[str, str]
    initiatives: dict[str, str]
    methods: dict[str, str]


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a measure, an initiative, a method; "" where it does not say. Unknown ones ask for nothing."""

    measure: str
    initiative: str
    method: str

    def takes(self, output: Output) -> bool:
        """Whether an output is asked for."""
        return (
            self.measure in ("", output.measure.key)
            and self.initiative in ("", str(output.initiative.uuid))
            and (not self.method or any(each.key == self.method for each in output.initiative.used))
        )

    @property
    def with_initiative(self) -> str:
        """The address of the same choice, up to the initiative that is chosen too."""
        kept = {"matt": self.measure, "metod": self.method}
        return "?" + urlencode({name: value for name, value in kept.items() if value} | {"insats": ""})


def reach_view(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """How many were reached, by place and per 1 000 inhabitants; who was not, and of whom nobody has told."""
    page = open_page(request, county, plan)
    found = need_plan(page)
    places = places_of(found)
    initiatives = initiatives_of(found, request.user)
    outputs = [
        *stated_outputs(initiatives, places),
        *typed_outputs(typed_sessions(initiatives), initiatives, places),
    ]
    choices = _choices(outputs)
    chosen = _chosen(request, choices)
    shown = [each for each in outputs if chosen.takes(each)]
    listed = not chosen.initiative and _is_much(shown)
    sections = [] if listed else _sections(shown, places)
    context = page.context(
        "plan",
        places=places,
        choices=choices,
        chosen=chosen,
        sections=sections,
        lines=_lines(shown, places) if listed else [],
        elsewhere=[] if listed else [each for each in shown if each.elsewhere],
        finding=_finding(shown),
        drawn=len(sections) <= DRAWN,
        about_suicide=any(each.initiative.about_suicide for each in shown),
    )
    return render(request, "indicators/reach.html", context)


def _choices(outputs: list[Output]) -> Choices:
    initiatives = {each.initiative.pk: each.initiative for each in outputs}.values()
    measures = {each.measure.key: each.measure.title for each in outputs}
    methods = {method.key: method.title for each in initiatives for method in each.used}
    return Choices(
        dict(sorted(measures.items(), key=lambda pair: pair[1])),
        {str(each.uuid): each.title for each in sorted(initiatives, key=lambda each: each.sort_key)},
        dict(sorted(methods.items(), key=lambda pair: pair[1])),
    )


def _chosen(request: HttpRequest, choices: Choices) -> Chosen:
    known = {"matt": choices.measures, "insats": choices.initiatives, "metod": choices.methods}
    asked = {name: request.GET.get(name, "") for name in known}
    return Chosen(*(asked[name] if asked[name] in known[name] else "" for name in known))


def _is_much(outputs: list[Output]) -> bool:
    tables, apart = sum(len(each.kinds) for each in outputs), sum(len(each.elsewhere) for each in outputs)
    return tables > MOST_TABLES or apart > MOST_APART


def _lines(outputs: list[Output], places: Places) -> list[Line]:
    """Return the initiatives in their order, each with what is told of its places."""
    made: dict[int, Line] = {}
    apart: Counter[int] = Counter()
    for each in outputs:
        at = each.initiative
        line = made.setdefault(at.pk, Line(str(at.uuid), at.title, [], ""))
        line.told.extend(
            f"{_what(each)}: {told_finding(reach_table(each, kind, places, base=None))}" for kind in each.kinds
        )
        apart[at.pk] += len(each.elsewhere)
    return [replace(line, apart=_apart(apart[pk])) for pk, line in made.items()]


def _what(output: Output) -> str:
    return capitalised(f"{output.unit} {output.label}, {output.period_text or 'tid inte angiven'}")


def _apart(n: int) -> str:
    return f"{number(n)} tal utan plats." if n else ""


def _sections(outputs: list[Output], places: Places) -> list[Section]:
    """Return a section for each output and kind of place that has numbers."""
    people = People(place.pk for place in places.municipalities)
    tables = [
        reach_table(each, kind, places, base=people.base(each.ages, year=each.year))
        for each in outputs
        for kind in each.kinds
    ]
    is_drawn = len(tables) <= DRAWN
    return [
        Section(table, told_finding(table), drawings_of(table, key=f"bild-{n}") if is_drawn else [])
        for n, table in enumerate(tables, start=1)
    ]


def _finding(outputs: list[Output]) -> str:
    if not outputs:
        return "Inga tal om deltagare, utbildade eller tillfällen är redovisade än."
    with_place = sum(bool(each.by_place) for each in outputs)
    told = f"{count(len(outputs), 'uppgift', 'uppgifter')} om vad insatserna har gett"
    return f"{told}, {with_place} av dem med plats." if with_place < len(outputs) else f"{told}."


def training_view(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Training that was stated, held and is planned, beside what the instructors can hold."""
    page = open_page(request, county, plan)
    found = need_plan(page)
    places = places_of(found)
    initiatives = initiatives_of(found, request.user)
    outputs = stated_outputs(initiatives, places, only=SESSIONS)
    training = training_of(initiatives, outputs, typed_sessions(initiatives), instructors_of(initiatives), places)
    address = county_address(county)
    warnings = [each for part in training for each in part.over]
    context = page.context(
        "plan",
        training=[
            (part, address(part.initiative.uuid, part.initiative.title), may_edit(request.user, part.initiative))
            for part in training
        ],
        places=places,
        warnings=warnings,
        about_suicide=any(each.initiative.about_suicide for each in training),
    )
    return render(request, "indicators/training.html", context)
