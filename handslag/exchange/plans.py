"""Writes the plan of an exchange document and what hangs on it as a whole."""

from handslag.exchange import schema
from handslag.exchange.facts import add_facts
from handslag.exchange.models import AwaitedPlan
from handslag.exchange.references import to_period
from handslag.exchange.run import KeyTaken, Load, period_fields, withdrawn_fields
from handslag.places.models import LansdelDivision
from handslag.plans.models import Adoption, Appendix, Initiative, Plan, PlanRelation, Term
from handslag.trust.keys import uuid_of


def load_plan(run: Load, item: schema.Plan) -> None:
    adopted = to_period(item.adopted)
    division = LansdelDivision.objects.filter(county=run.county, key=item.division).first()
    run.plan, made = Plan.everything.get_or_create(
        key=item.id,
        defaults={
            "uuid": uuid_of("plan", "", item.id),
            "county": run.county,
            "lead": run.organisations.get(item.lead or ""),
            "division": division,
            "title": item.title,
            "kind": item.kind,
            "status": item.status,
            "visibility": item.visibility,
            "adopted_by": item.adopted_by or "",
            "adopted_text": adopted.text if adopted else "",
            "adopted_on": adopted.first if adopted and adopted.precision == "day" else None,
            "adopted_section": item.adopted_section or "",
            "adopted_registry_number": item.adopted_registry_number or "",
            "vision": item.vision or "",
            "purpose": item.purpose or "",
            "level_names": dict(item.level_names),
            "state_as_of": item.state_as_of,
            "state_as_of_text": item.state_as_of_text or "",
            "stale_after_months": item.stale_after_months,
            "note": item.note or "",
            **period_fields(item.period),
            **withdrawn_fields(item),
        },
    )
    if run.plan.county_id != run.county.id:
        raise KeyTaken(f"Planens nyckel {item.id} finns redan i {run.plan.county.name}. Ge planen en annan nyckel.")
    run.added["plans"] += made
    run.plan_is_new = made
    if made:
        _plan_parts(run, item)


def _plan_parts(run: Load, item: schema.Plan) -> None:
    plan, root = run.plan, run.plan.uuid
    run.citing.cite(item, root=root, kind="plan", row_id=plan.id)
    for relation in item.relations:
        other = Plan.everything.filter(key=relation.plan).first() if relation.plan else None
        row = PlanRelation.objects.create(
            from_plan=plan, kind=relation.kind, to_plan=other, text=relation.text, **withdrawn_fields(relation)
        )
        run.citing.cite(relation, root=root, kind="plan_relation", row_id=row.id)
        if relation.plan and other is None:
            AwaitedPlan.objects.create(relation=row, key=relation.plan)
    for adoption in item.adoptions:
        row = Adoption.objects.create(
            plan=plan,
            organisation=run.organisations[adoption.organisation],
            extent=adoption.extent,
            body=adoption.body or "",
            section_number=adoption.section_number or "",
            registry_number=adoption.registry_number or "",
            **period_fields(adoption.period),
            **withdrawn_fields(adoption),
        )
        run.citing.cite(adoption, root=root, kind="adoption", row_id=row.id)
    _terms(run, item)
    add_facts(run, item, root=root, plan=plan)


def load_appendices(run: Load) -> None:
    """Write the new plan's appendices, when the initiatives that they are about are there."""
    about = {row.key: row for row in Initiative.everything.filter(plan=run.plan)}
    for item in run.document.plan.appendices:
        row = Appendix.objects.create(
            plan=run.plan,
            key=item.id,
            number=item.number,
            title=item.title,
            holds=item.holds or "",
            about=about[item.about] if item.about else None,
            url=item.url or "",
            state=item.state,
            **withdrawn_fields(item),
        )
        run.citing.cite(item, root=run.plan.uuid, kind="appendix", row_id=row.id)


def _terms(run: Load, item: schema.Plan) -> None:
    rows = {}
    for n, term in enumerate(item.terms):
        rows[term.id] = Term.objects.create(
            plan=run.plan,
            key=term.id,
            term=term.term,
            kind=term.kind,
            definition=term.definition,
            wording=term.wording,
            position=n if term.position is None else term.position,
            **withdrawn_fields(term),
        )
        run.citing.cite(term, root=run.plan.uuid, kind="term", row_id=rows[term.id].id)
    for term in item.terms:
        rows[term.id].not_same_as.set([rows[key] for key in term.not_same_as if key in rows])
