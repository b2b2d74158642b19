"""The plan itself, and the county's sources, divisions and organisations, as an export tells them."""

from handslag.exchange.exporter_entries import (
    Entry,
    Json,
    Sources,
    awaited_entries,
    day,
    everything,
    key_of,
    ordered,
    period,
    period_entry,
    rows,
    text,
    texts,
)
from handslag.exchange.exporter_facts import FACTS, facts
from handslag.exchange.exporter_measures import OF_PLANS, cited_figures
from handslag.exchange.keys import AWAITED
from handslag.exchange.models import AwaitedCarry, AwaitedPlan
from handslag.places.models import Area, Lansdel, LansdelDivision, Organisation
from handslag.plans.models import Appendix, Plan, Term
from handslag.swedish.periods import parse_period
from handslag.trust.models import SourceDocument

READ = (
    "relations__to_plan",
    "adoptions__organisation",
    "carries__old_goal__plan",
    "carries__new_goal",
    "appendices__about",
    *OF_PLANS,
    *FACTS,
)


def whole(plan: Plan) -> Plan:
    """Return the plan read anew with all its parts, withdrawn ones included. The given row is left as it is."""
    read = everything(Plan, *READ, "terms__not_same_as")
    related = Plan.everything.select_related("county", "lead", "division")
    return related.prefetch_related(*read).get(pk=plan.pk)


def plan_entry(sources: Sources, plan: Plan) -> Entry:
    """Return the plan and what hangs on it as a whole."""
    values: Json = {
        "id": plan.key,
        "title": plan.title.strip(),
        "county": plan.county.code,
        "kind": plan.kind,
        "status": plan.status,
        "visibility": plan.visibility,
        "period": period(plan),
        "adopted_by": text(plan.adopted_by),
        "adopted": _adopted(plan),
        "adopted_section": text(plan.adopted_section),
        "adopted_registry_number": text(plan.adopted_registry_number),
        "lead": key_of(plan.lead),
        "division": key_of(plan.division),
        "vision": text(plan.vision),
        "purpose": text(plan.purpose),
        "level_names": {kind: word.strip() for kind, word in plan.level_names.items()},
        "state_as_of": day(plan.state_as_of),
        "state_as_of_text": text(plan.state_as_of_text),
        "stale_after_months": plan.stale_after_months,
        "note": text(plan.note),
    }
    return sources.entry("plan", plan, **values, **_parts(sources, plan), **facts(sources, plan))


def _adopted(plan: Plan) -> Json | None:
    """Return when the plan was adopted. Only a day is stored; what else the words say is read from them."""
    if plan.adopted_on:
        return period_entry(plan.adopted_text or plan.adopted_on.isoformat(), plan.adopted_on, plan.adopted_on, "day")
    if not text(plan.adopted_text):
        return None
    read = parse_period(plan.adopted_text)
    # Words that could be read as a day, where none is stored: reading it back must not make one.
    if read is None or read.precision == "day":
        return period_entry(plan.adopted_text, None, None, "unknown")
    return period_entry(plan.adopted_text, read.first, read.last, read.precision)


def _parts(sources: Sources, plan: Plan) -> Json:
    entry, awaited = sources.entry, awaited_plans(plan)
    waiting = AwaitedCarry.objects.filter(plan=plan).order_by("id")
    return {
        "relations": ordered(
            entry(
                "plan_relation",
                link,
                kind=link.kind,
                plan=key_of(link.to_plan) or awaited.get(link.pk),
                text=link.text.strip(),
            )
            for link in rows(plan.relations)
        ),
        "adoptions": ordered(
            entry(
                "adoption",
                made,
                organisation=made.organisation.key,
                extent=made.extent,
                period=period(made),
                body=text(made.body),
                section_number=text(made.section_number),
                registry_number=text(made.registry_number),
            )
            for made in rows(plan.adoptions)
        ),
        "terms": ordered(_term(sources, row) for row in rows(plan.terms)),
        "appendices": ordered(_appendix(sources, row) for row in rows(plan.appendices)),
        "cited_figures": cited_figures(sources, plan),
        "carries": ordered([*_carries(sources, plan), *awaited_entries(sources, AWAITED, waiting)]),
    }


def _carries(sources: Sources, plan: Plan) -> list[Entry]:
    return [
        sources.entry(
            "goal_carry",
            row,
            old_plan=row.old_goal.plan.key,
            old_goal=row.old_goal.key,
            new_goal=key_of(row.new_goal),
            outcome=text(row.outcome),
            reason=text(row.reason),
        )
        for row in rows(plan.carries)
    ]


def _appendix(sources: Sources, row: Appendix) -> Entry:
    return sources.entry(
        "appendix",
        row,
        id=row.key,
        number=row.number,
        title=row.title.strip(),
        holds=text(row.holds),
        about=key_of(row.about),
        url=text(row.url),
        state=row.state,
    )


def _term(sources: Sources, row: Term) -> Entry:
    return sources.entry(
        "term",
        row,
        id=row.key,
        term=row.term.strip(),
        kind=row.kind,
        definition=row.definition.strip(),
        wording=row.wording,
        not_same_as=sorted(other.key for other in row.not_same_as.all()),
        position=row.position,
    )


def county_entry(sources: Sources, row: Area) -> Entry:
    """Return a county that is not one of Sweden's 21; those every installation has."""
    municipalities = row.children.filter(kind=Area.MUNICIPALITY).prefetch_related("population").order_by("code")
    return sources.entry(
        "county",
        row,
        id=row.code,
        name=row.name.strip(),
        slug=row.slug,
        municipalities=[_example_municipality(each) for each in municipalities],
    )


def _example_municipality(row: Area) -> Json:
    people = sorted((each.year, each.count) for each in row.population.all())
    return {"id": row.code, "name": row.name.strip(), "population": {str(year): count for year, count in people}}


def document_entry(row: SourceDocument) -> Json:
    """Return a source document. It is what citations point at, and has none itself."""
    return {
        "id": row.key,
        "title": row.title.strip(),
        "publisher": text(row.publisher),
        "year": row.year,
        "kind": row.kind,
        "file": text(row.file),
        "note": text(row.note),
    }


def division_entry(sources: Sources, row: LansdelDivision) -> Entry:
    """Return a division of the county, its parts in their own order."""
    parts = sorted(row.lansdelar.all(), key=lambda part: (part.position, part.pk))
    return sources.entry(
        "division",
        row,
        id=row.key,
        title=row.title.strip(),
        purpose=row.purpose.strip(),
        period=period(row),
        word=row.word.strip(),
        lansdelar=[_lansdel(sources, part) for part in parts],
    )


def _lansdel(sources: Sources, row: Lansdel) -> Entry:
    return sources.entry(
        "lansdel",
        row,
        id=row.key,
        name=row.name.strip(),
        short=row.short.strip(),
        municipalities=sorted(area.code for area in row.municipalities.all()),
    )


def organisation_entry(sources: Sources, row: Organisation) -> Entry:
    """Return an organisation of the county's register."""
    return sources.entry(
        "organisation",
        row,
        id=row.key,
        name=row.name.strip(),
        aliases=texts(row.aliases),
        sector=row.sector,
        area=row.area.code if row.area else None,
        parent=key_of(row.parent),
        note=text(row.note),
        list_heading=text(row.list_heading),
    )


def awaited_plans(plan: Plan) -> dict[int, str]:
    """Return the keys that the plan's relations wait for, by the relation's id."""
    return dict(AwaitedPlan.objects.filter(relation__from_plan=plan).values_list("relation_id", "key"))
