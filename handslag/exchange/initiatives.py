"""Writes one initiative of an exchange document, with all that is stated about it."""

from collections.abc import Iterator

from handslag.exchange import schema
from handslag.exchange.facts import add_facts
from handslag.exchange.measures import add_reach
from handslag.exchange.run import Load, period_fields, withdrawn_fields
from handslag.plans.models import (
    Contradiction,
    FundingStatement,
    GoalContribution,
    Handover,
    Initiative,
    InitiativeNodeLink,
    InitiativePlace,
    InitiativeRelation,
    Participation,
    PilotDecision,
    Post,
    PostRelation,
    PostTask,
    StatusEntry,
    SuccessFactor,
)
from handslag.plans.models.parts import PlanPart
from handslag.trust.keys import uuid_of

COPIED_TEXTS = (
    "source_title",
    "kind",
    "summary",
    "purpose",
    "background",
    "level",
    "report_place",
    "report_reference",
    "reach",
    "user_influence",
)

Written = Iterator[tuple[schema.Fact, PlanPart]]
"""What the document says, and the row that holds it."""


def load_initiative(run: Load, item: schema.Initiative) -> bool:
    """Write `item` unless its key is there already. Return whether it was written."""
    if Initiative.everything.filter(plan=run.plan, key=item.id).exists():
        return False
    places = item.places or schema.Places(precision="unknown")
    row = Initiative(
        uuid=uuid_of("initiative", run.plan.key, item.id),
        key=item.id,
        plan=run.plan,
        owner=_owner(run, item),
        number=item.number,
        title=item.title,
        aliases=list(item.aliases),
        listing=item.listing,
        visibility=item.visibility,
        about_suicide=item.about_suicide,
        places_precision=places.precision,
        places_count=places.count,
        places_of=places.of,
        places_unit=places.unit or "",
        places_note=places.note or "",
        tiers=list(item.tiers),
        age_from=item.age_from,
        age_to=item.age_to,
        missing=list(item.missing),
        **{name: getattr(item, name) or "" for name in COPIED_TEXTS},
        **period_fields(item.period),
        **withdrawn_fields(item),
    )
    row.save()
    run.added["initiatives"] += 1
    row.target_groups.set([run.target_groups[key] for key in item.target_groups])
    row.methods.set([run.methods[key] for key in item.methods])
    cite = run.citing.cite
    cite(item, root=row.uuid, kind="initiative", row_id=row.id)
    _links(run, item, row, places)
    _statements(run, item, row)
    _posts(run, item, row)
    add_facts(run, item, root=row.uuid, initiative=row)
    add_reach(run, item, row)
    return True


def _owner(run: Load, item: schema.Initiative):
    if "owner" in item.model_fields_set:
        return run.organisations.get(item.owner or "")
    for part in item.participations:
        if part.role == "lead":
            return run.organisations[part.organisation]
    return run.plan.lead


def _links(run: Load, item: schema.Initiative, row: Initiative, places: schema.Places) -> None:
    for name in places.named:
        InitiativePlace.objects.create(initiative=row, area=run.areas.get(name), lansdel=run.lansdelar.get(name))
    for ref in item.goals:
        made = GoalContribution.objects.create(
            initiative=row,
            goal=run.goals[ref.id],
            plan=run.plan,
            primary=ref.primary,
            origin=ref.origin,
            **withdrawn_fields(ref),
        )
        run.citing.cite(ref, root=row.uuid, kind="contribution", row_id=made.id)
    for link in item.nodes:
        made = InitiativeNodeLink.objects.create(
            initiative=row, node=run.nodes[link.node], origin=link.origin, **withdrawn_fields(link)
        )
        run.citing.cite(link, root=row.uuid, kind="node_link", row_id=made.id)
    for part in item.participations:
        made = Participation.objects.create(
            initiative=row,
            organisation=run.organisations[part.organisation],
            role=part.role,
            form=part.form or "",
            text=part.text or "",
            **withdrawn_fields(part),
        )
        run.citing.cite(part, root=row.uuid, kind="participation", row_id=made.id)


def _statements(run: Load, item: schema.Initiative, row: Initiative) -> None:
    """Write what is said of the initiative, each with where it is said."""
    for write in (_statuses, _contradictions, _decisions, _handovers, _success_factors, _funding):
        for said, made in write(run, item, row):
            run.citing.cite(said, root=row.uuid, kind=made.KIND, row_id=made.pk)


def _statuses(run: Load, item: schema.Initiative, row: Initiative) -> Written:
    for entry in item.statuses:
        made = StatusEntry.objects.create(
            initiative=row,
            status=entry.status,
            words=entry.words or "",
            as_of=entry.as_of,
            as_of_text=entry.as_of_text or "",
            reason=entry.reason or "",
            role=entry.role or "",
            continuation=entry.continuation or "",
            **withdrawn_fields(entry),
        )
        yield entry, made


def _contradictions(run: Load, item: schema.Initiative, row: Initiative) -> Written:
    for clash in item.contradictions:
        made = Contradiction.objects.create(
            initiative=row, text=clash.text, since=clash.since, **withdrawn_fields(clash)
        )
        yield clash, made


def _decisions(run: Load, item: schema.Initiative, row: Initiative) -> Written:
    for decision in item.decisions:
        made = PilotDecision.objects.create(
            initiative=row,
            subject=decision.subject,
            decision=decision.decision,
            body=decision.body or "",
            date=decision.date,
            date_text=decision.date_text or "",
            section_number=decision.section_number or "",
            registry_number=decision.registry_number or "",
            text=decision.text or "",
            **withdrawn_fields(decision),
        )
        yield decision, made


def _handovers(run: Load, item: schema.Initiative, row: Initiative) -> Written:
    for handover in item.handovers:
        made = Handover.objects.create(
            initiative=row,
            area=run.areas[handover.area],
            owner=run.organisations.get(handover.owner or ""),
            state=handover.state,
            agreed_on=handover.agreed_on,
            recheck_on=handover.recheck_on,
            contact_role=handover.contact_role or "",
            text=handover.text or "",
            **withdrawn_fields(handover),
        )
        yield handover, made


def _success_factors(run: Load, item: schema.Initiative, row: Initiative) -> Written:
    for factor in item.success_factors:
        made = SuccessFactor.objects.create(
            initiative=row,
            text=factor.text,
            rank=factor.rank,
            basis=factor.basis or "",
            **withdrawn_fields(factor),
        )
        yield factor, made


def _funding(run: Load, item: schema.Initiative, row: Initiative) -> Written:
    for fund in item.funding:
        made = FundingStatement.objects.create(
            initiative=row,
            source_text=fund.source_text,
            organisation=run.organisations.get(fund.organisation or ""),
            kronor=fund.kronor,
            text=fund.text or "",
            **period_fields(fund.period),
            **withdrawn_fields(fund),
        )
        yield fund, made


def _posts(run: Load, item: schema.Initiative, row: Initiative) -> None:
    posts = {}
    for post in item.posts:
        posts[post.id] = made = Post.objects.create(
            initiative=row,
            key=post.id,
            role=post.role,
            count=post.count,
            percent=post.percent,
            stated_differently=post.stated_differently or "",
            shares={name: str(share) for name, share in post.shares.items()},
            placed_at=post.placed_at or "",
            financed_by=post.financed_by or "",
            lansdel=run.lansdelar.get(post.lansdel or ""),
            background=post.background or "",
            **period_fields(post.period),
            **withdrawn_fields(post),
        )
        run.citing.cite(post, root=row.uuid, kind="post", row_id=made.id)
        for task in post.tasks:
            line = PostTask.objects.create(
                post=made, theme=task.theme, text=task.text, stated=task.stated, **withdrawn_fields(task)
            )
            run.citing.cite(task, root=row.uuid, kind="post_task", row_id=line.id)
    for post in item.posts:
        for relation in post.relations:
            line = PostRelation.objects.create(
                from_post=posts[post.id],
                kind=relation.kind,
                to_post=posts.get(relation.to or ""),
                text=relation.text,
                **withdrawn_fields(relation),
            )
            run.citing.cite(relation, root=row.uuid, kind="post_relation", row_id=line.id)


def load_relations(run: Load, items: list[schema.Initiative]) -> None:
    """Tie the new initiatives to each other; those they point at may be old."""
    rows = {row.key: row for row in Initiative.everything.filter(plan=run.plan)}
    for item in items:
        for relation in item.relations:
            made = InitiativeRelation.objects.create(
                from_initiative=rows[item.id],
                to_initiative=rows[relation.to],
                kind=relation.kind,
                text=relation.text or "",
                **withdrawn_fields(relation),
            )
            run.citing.cite(relation, root=rows[item.id].uuid, kind="relation", row_id=made.id)
