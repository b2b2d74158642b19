"""The initiatives of a plan, as an export tells them."""

from decimal import Decimal

from handslag.exchange.exporter_entries import (
    Entry,
    Json,
    Sources,
    day,
    decimal_text,
    everything,
    key_of,
    ordered,
    period,
    rows,
    text,
    texts,
)
from handslag.exchange.exporter_facts import FACTS, facts
from handslag.exchange.exporter_measures import OF_INITIATIVES, initiative_reach
from handslag.plans.models import Initiative, Plan, Post, StatusEntry

READ = (
    "contributions__goal",
    "node_links__node",
    "places__area",
    "places__lansdel",
    "target_groups",
    "methods",
    "statuses",
    "contradictions",
    "participations__organisation",
    "posts__lansdel",
    "posts__tasks",
    "posts__relations__to_post",
    "decisions",
    "handovers__area",
    "handovers__owner",
    "success_factors",
    "relations__to_initiative",
    "funding__organisation",
    *OF_INITIATIVES,
    *FACTS,
)


def initiatives(sources: Sources, plan: Plan) -> list[Entry]:
    """Return every initiative of the plan's register, each with all its keys."""
    found = (
        Initiative.everything.filter(plan=plan).select_related("owner").prefetch_related(*everything(Initiative, *READ))
    )
    return ordered(_initiative(sources, row) for row in found)


def _initiative(sources: Sources, row: Initiative) -> Entry:
    values = _plain(row) | _links(sources, row) | _statements(sources, row) | facts(sources, row)
    return sources.entry("initiative", row, **values | initiative_reach(sources, row))


def _plain(row: Initiative) -> Json:
    """Return what the row itself holds."""
    return {
        "id": row.key,
        "number": row.number,
        "title": row.title.strip(),
        "source_title": text(row.source_title),
        "aliases": texts(row.aliases),
        "listing": row.listing,
        "kind": text(row.kind),
        "summary": text(row.summary),
        "purpose": text(row.purpose),
        "background": text(row.background),
        "level": text(row.level),
        "visibility": row.visibility,
        "owner": key_of(row.owner),
        "report_place": text(row.report_place),
        "report_reference": text(row.report_reference),
        "about_suicide": row.about_suicide,
        "places": _places(row),
        "period": period(row),
        "tiers": sorted(row.tiers),
        "reach": text(row.reach),
        "age_from": row.age_from,
        "age_to": row.age_to,
        "user_influence": text(row.user_influence),
        "missing": texts(row.missing),
    }


def _places(row: Initiative) -> Json:
    named = sorted(place.area.code if place.area else place.lansdel.key for place in row.places.all())
    return {
        "precision": row.places_precision,
        "named": named,
        "count": row.places_count,
        "of": row.places_of,
        "unit": text(row.places_unit),
        "note": text(row.places_note),
    }


def _links(sources: Sources, row: Initiative) -> Json:
    """Return what ties the initiative to goals, frameworks, groups, methods, parties and other initiatives."""
    entry = sources.entry
    return {
        "goals": ordered(
            entry("contribution", link, id=link.goal.key, primary=link.primary, origin=link.origin)
            for link in rows(row.contributions)
            if link.plan_id == row.plan_id
        ),
        "nodes": ordered(
            entry("node_link", link, node=link.node.key, origin=link.origin) for link in rows(row.node_links)
        ),
        "target_groups": sorted(group.key for group in row.target_groups.all()),
        "methods": sorted(method.key for method in row.methods.all()),
        "participations": ordered(
            entry(
                "participation",
                part,
                organisation=part.organisation.key,
                role=part.role,
                form=text(part.form),
                text=text(part.text),
            )
            for part in rows(row.participations)
        ),
        # A document holds one plan. What leads to another plan's register would point at nothing.
        "relations": ordered(
            entry("relation", link, kind=link.kind, to=link.to_initiative.key, text=text(link.text))
            for link in rows(row.relations)
            if link.to_initiative.plan_id == row.plan_id
        ),
    }


def _statements(sources: Sources, row: Initiative) -> Json:
    """Return what is said of the initiative."""
    return {
        "statuses": _statuses(sources, row),
        "contradictions": _contradictions(sources, row),
        "posts": ordered(_post(sources, post) for post in rows(row.posts)),
        "decisions": _decisions(sources, row),
        "handovers": _handovers(sources, row),
        "success_factors": _success_factors(sources, row),
        "funding": _funding(sources, row),
    }


def _contradictions(sources: Sources, row: Initiative) -> list[Entry]:
    return ordered(
        sources.entry("contradiction", clash, text=clash.text.strip(), since=day(clash.since))
        for clash in rows(row.contradictions)
    )


def _decisions(sources: Sources, row: Initiative) -> list[Entry]:
    return ordered(
        sources.entry(
            "decision",
            made,
            subject=made.subject.strip(),
            decision=made.decision,
            body=text(made.body),
            date=day(made.date),
            date_text=text(made.date_text),
            section_number=text(made.section_number),
            registry_number=text(made.registry_number),
            text=text(made.text),
        )
        for made in rows(row.decisions)
    )


def _handovers(sources: Sources, row: Initiative) -> list[Entry]:
    return ordered(
        sources.entry(
            "handover",
            made,
            area=made.area.code,
            owner=key_of(made.owner),
            state=made.state,
            agreed_on=day(made.agreed_on),
            recheck_on=day(made.recheck_on),
            contact_role=text(made.contact_role),
            text=text(made.text),
        )
        for made in rows(row.handovers)
    )


def _success_factors(sources: Sources, row: Initiative) -> list[Entry]:
    return ordered(
        sources.entry("success_factor", factor, text=factor.text.strip(), rank=factor.rank, basis=text(factor.basis))
        for factor in rows(row.success_factors)
    )


def _funding(sources: Sources, row: Initiative) -> list[Entry]:
    # `source` is who pays: the citations stand in their own list, so the word is free. The import reads it so.
    return ordered(
        sources.entry(
            "funding",
            fund,
            source=fund.source_text.strip(),
            kronor=fund.kronor,
            period=period(fund),
            text=text(fund.text),
            organisation=key_of(fund.organisation),
        )
        for fund in rows(row.funding)
    )


def _statuses(sources: Sources, row: Initiative) -> list[Entry]:
    """Return the statuses by day, those without one first. Of one day the last said stands last: it is current."""

    def said(entry: StatusEntry) -> tuple[str, int]:
        return day(entry.as_of) or "", entry.pk

    return [
        sources.entry(
            "status",
            entry,
            status=entry.status,
            words=text(entry.words),
            as_of=day(entry.as_of),
            as_of_text=text(entry.as_of_text),
            reason=text(entry.reason),
            role=text(entry.role),
            continuation=text(entry.continuation),
        )
        for entry in sorted(row.statuses.all(), key=said)
    ]


def _post(sources: Sources, row: Post) -> Entry:
    entry = sources.entry
    return entry(
        "post",
        row,
        id=row.key,
        role=row.role.strip(),
        count=row.count,
        percent=decimal_text(row.percent),
        stated_differently=text(row.stated_differently),
        shares={task: f"{Decimal(str(share)):f}" for task, share in row.shares.items()},
        period=period(row),
        placed_at=text(row.placed_at),
        financed_by=text(row.financed_by),
        lansdel=key_of(row.lansdel),
        background=text(row.background),
        tasks=ordered(
            entry("post_task", task, theme=task.theme, text=task.text.strip(), stated=task.stated)
            for task in rows(row.tasks)
        ),
        relations=ordered(
            entry("post_relation", link, kind=link.kind, to=key_of(link.to_post), text=link.text.strip())
            for link in rows(row.relations)
        ),
    )
