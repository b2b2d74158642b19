"""The pages of what the county's own work reaches, and of training against instructors."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.indicators.reach.capacity import training_of
from handslag.indicators.reach.drawings import drawings_of
from handslag.indicators.reach.ground import People, Places, places_of
from handslag.indicators.reach.outputs import (
    Output,
    initiatives_of,
    instructors_of,
    stated_outputs,
    typed_outputs,
    typed_sessions,
)
from handslag.indicators.reach.rates import ReachTable, reach_table, told_finding
from handslag.plans.models import Initiative
from handslag.plans.pages import need_plan, open_page
from handslag.plans.rights import may_edit
from handslag.swedish.numbers import count

DRAWN = 4
"""With more tables than this the page draws none: whoever wants to see one chooses it."""


@dataclass(frozen=True)
class Section:
    """A table with its finding and drawings."""

    table: ReachTable
    finding: str
    drawings: list


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a measure, an initiative, a method; "" where it does not say. Unknown ones ask for nothing."""

    measure: str
    initiative: str
    method: str

    def takes(self, output: Output) -> bool:
        """Whether an output is asked for."""
        methods = {each.key for each in output.initiative.methods.all()}
        return (
            self.measure in ("", output.measure.key)
            and self.initiative in ("", str(output.initiative.uuid))
            and (not self.method or self.method in methods)
        )


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
    chosen = _chosen(request, outputs)
    shown = [each for each in outputs if chosen.takes(each)]
    sections = _sections(shown, places)
    context = page.context(
        "plan",
        places=places,
        chosen=chosen,
        measures=_measures(outputs),
        initiatives=_initiatives(outputs),
        methods=_methods(outputs),
        sections=sections,
        elsewhere=[each for each in shown if each.elsewhere],
        finding=_finding(shown, sections),
        drawn=len(sections) <= DRAWN,
        about_suicide=any(each.initiative.about_suicide for each in shown),
    )
    return render(request, "indicators/reach.html", context)


def _chosen(request: HttpRequest, outputs: list[Output]) -> Chosen:
    known = {
        "matt": {key for key, _ in _measures(outputs)},
        "insats": {str(each.uuid) for each in _initiatives(outputs)},
        "metod": {key for key, _ in _methods(outputs)},
    }
    asked = {name: request.GET.get(name, "") for name in known}
    return Chosen(*(asked[name] if asked[name] in known[name] else "" for name in known))


def _measures(outputs: list[Output]) -> list[tuple[str, str]]:
    return sorted({(each.measure.key, each.measure.title) for each in outputs}, key=lambda pair: pair[1])


def _initiatives(outputs: list[Output]) -> list[Initiative]:
    found: dict[UUID, Initiative] = {each.initiative.uuid: each.initiative for each in outputs}
    return sorted(found.values(), key=lambda each: each.sort_key)


def _methods(outputs: list[Output]) -> list[tuple[str, str]]:
    pairs = {(method.key, method.title) for each in outputs for method in each.initiative.methods.all()}
    return sorted(pairs, key=lambda pair: pair[1])


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


def _finding(outputs: list[Output], sections: list[Section]) -> str:
    if not outputs:
        return "Inga tal om deltagare, utbildade eller tillfällen är redovisade än."
    with_place = {id(section.table.output) for section in sections}
    told = f"{count(len(outputs), 'uppgift', 'uppgifter')} om vad insatserna har gett"
    return f"{told}, {len(with_place)} av dem med plats." if len(with_place) < len(outputs) else f"{told}."


def training_view(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Training that was stated, held and is planned, beside what the instructors can hold."""
    page = open_page(request, county, plan)
    found = need_plan(page)
    places = places_of(found)
    initiatives = initiatives_of(found, request.user)
    outputs = [each for each in stated_outputs(initiatives, places) if each.measure.key == "utbildningstillfallen"]
    training = training_of(initiatives, outputs, typed_sessions(initiatives), instructors_of(initiatives), places)
    warnings = [each for part in training for each in part.over]
    context = page.context(
        "plan",
        training=[(part, may_edit(request.user, part.initiative)) for part in training],
        places=places,
        warnings=warnings,
        about_suicide=any(each.initiative.about_suicide for each in training),
    )
    return render(request, "indicators/training.html", context)
